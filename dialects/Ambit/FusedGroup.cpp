// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Who may be computed on the tiles of whom.

#include "dialects/Ambit/FusedGroup.h"

using namespace mlir;
using namespace ambit;

/// Rows of at most so many numbers are kept whole in one tile, for a product
/// that contracts them.
static constexpr int64_t greatestWholeRow = 128;

static bool isPointwise(Operation *op) {
  return isa<ActivationOp, AddOp, MulOp>(op);
}

static bool isNorm(Operation *op) { return isa<LayerNormOp, RmsNormOp>(op); }

/// True if the columns of the tiles that `op` makes are the last axis of its
/// result, all of one kind.
static bool hasPlainColumns(Operation *op) {
  auto conv = dyn_cast<ConvOp>(op);
  if (!conv)
    return isa<LinearOp>(op) || isPointwise(op);
  bool isDepthwise =
      conv.getWeight().getType().getDimSize(1) == 1 &&
      conv.getWeight().getType().getDimSize(2) == int64_t(conv.getGroups());
  return conv.getLayout() == Layout::ChannelsLast &&
         (conv.getGroups() == 1 || isDepthwise);
}

static std::string getName(Operation *op) {
  return ("`" + op->getName().stripDialect() + "`").str();
}

bool FusedGroup::canBeRoot(Operation *op) {
  return isa<LinearOp, ConvOp>(op) || isNorm(op) || isPointwise(op);
}

bool FusedGroup::canBeMember(Operation *op) {
  return isa<LinearOp>(op) || isPointwise(op);
}

FusedGroup::FusedGroup(Operation *root) : root(root) {
  owners[root] = root;
  phases[root] = {};
}

/// The group runs where its root stands: the rest must be there by then.
std::string
FusedGroup::checkExternal(ArrayRef<TensorOrigin> operandOrigins) const {
  for (const TensorOrigin &origin : operandOrigins)
    if (origin.producer && !contains(origin.producer) &&
        !origin.producer->isBeforeInBlock(root))
      return getName(origin.producer) + " is computed after " + getName(root);
  return "";
}

std::string FusedGroup::checkParts(const TensorOrigin &origin) const {
  if (origin.parts < 1)
    return "it reads a view of " + getName(origin.producer);
  auto phase = phases.find(origin.producer);
  if (phase == phases.end())
    return origin.parts == 1 ? ""
                             : "it reads a part of " + getName(origin.producer);
  if (phase->second.isRead && phase->second.parts != origin.parts)
    return "another reads " + getName(origin.producer) + " in other parts";
  if (origin.parts > 1 && !hasPlainColumns(origin.producer))
    return "it reads a part of the tiles of " + getName(origin.producer);
  return "";
}

/// All operands lie in the same loop over columns.
std::string
FusedGroup::checkPointwise(ArrayRef<TensorOrigin> operandOrigins) const {
  Operation *owner = nullptr;
  int64_t parts = 1;
  for (const TensorOrigin &origin : operandOrigins) {
    if (!origin.producer || !contains(origin.producer))
      continue;
    if (std::string reason = checkParts(origin); !reason.empty())
      return reason;
    Operation *ours = getOwner(origin.producer);
    int64_t theirs = ours == origin.producer ? origin.parts : getParts(ours);
    if (owner && (owner != ours || parts != theirs))
      return "its operands are computed in different loops over columns";
    owner = ours;
    parts = theirs;
  }
  return "";
}

/// The row that is contracted is whole in the tile, and nothing else comes from
/// the group.
std::string
FusedGroup::checkLinear(ArrayRef<TensorOrigin> operandOrigins) const {
  const TensorOrigin &input = operandOrigins.front();
  if (!input.producer || !contains(input.producer))
    return "its weight is computed";
  for (const TensorOrigin &origin : operandOrigins.drop_front())
    if (origin.producer && contains(origin.producer))
      return "its weight is computed";
  if (std::string reason = checkParts(input); !reason.empty())
    return reason;
  Operation *owner = getOwner(input.producer);
  if (!hasPlainColumns(owner) && !isNorm(owner))
    return "the tiles of " + getName(owner) + " do not hold whole rows";
  int64_t columns =
      cast<RankedTensorType>(owner->getResult(0).getType()).getShape().back();
  int64_t parts = owner == input.producer ? input.parts : getParts(owner);
  if (ShapedType::isDynamic(columns) || columns / parts > greatestWholeRow)
    return "its input has rows of more than " +
           std::to_string(greatestWholeRow) + " numbers";
  return "";
}

LogicalResult FusedGroup::add(Operation *op,
                              ArrayRef<TensorOrigin> operandOrigins,
                              std::string &reason) {
  bool isLinear = isa<LinearOp>(op);
  reason = checkExternal(operandOrigins);
  if (reason.empty())
    reason =
        isLinear ? checkLinear(operandOrigins) : checkPointwise(operandOrigins);
  if (!reason.empty())
    return failure();
  for (const TensorOrigin &origin : operandOrigins) {
    if (!origin.producer || !contains(origin.producer))
      continue;
    Operation *owner = getOwner(origin.producer);
    if (owner == origin.producer) {
      phases[owner].isRead = true;
      phases[owner].parts = origin.parts;
    }
    phases[owner].isWhole |= isLinear;
    if (!isLinear)
      owners[op] = owner;
  }
  if (isLinear) {
    owners[op] = op;
    phases[op] = {};
  }
  members.push_back(op);
  origins[op].assign(operandOrigins.begin(), operandOrigins.end());
  return success();
}

FusedGroup &FusedGroups::create(Operation *root) {
  FusedGroup &group = *groups.emplace_back(std::make_unique<FusedGroup>(root));
  groupOf[root] = &group;
  return group;
}

FusedGroup *FusedGroups::find(ArrayRef<TensorOrigin> origins) const {
  FusedGroup *last = nullptr;
  for (const TensorOrigin &origin : origins)
    if (FusedGroup *group = groupOf.lookup(origin.producer))
      if (!last || last->getRoot()->isBeforeInBlock(group->getRoot()))
        last = group;
  return last;
}

LogicalResult FusedGroups::join(Operation *op, FusedGroup &group,
                                ArrayRef<TensorOrigin> origins,
                                std::string &reason) {
  if (failed(group.add(op, origins, reason)))
    return failure();
  groupOf[op] = &group;
  return success();
}
