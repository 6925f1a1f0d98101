// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Follows a function from its inputs to its outputs: ops that join positions
// widen what a position reads, all others leave it.

#include "ambit/Analysis/Reach.h"

#include "Positions.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::analysis;
using relation::Field;
using relation::Formula;

// Path lengths are looked for in stacks of this many layers, and as long as
// this many progressions were added.
static constexpr unsigned maxLayers = 128;
static constexpr size_t maxSums = 20000;

namespace {
/// What the positions of a value read: through k layers if layers are counted,
/// else all in fields[0].
struct Seen {
  int64_t axis;
  SmallVector<std::optional<Field>, 1> fields;
  unsigned depth = 0; ///< layers on the longest way
};

class Follower {
public:
  Follower(Positions &positions, bool countsLayers)
      : positions(positions), countsLayers(countsLayers) {}

  LogicalResult follow(func::FuncOp function);
  void setLayers(std::vector<Layer> &list) { layers = &list; }
  bool gaveUp() const { return countsLayers && sums > maxSums; }

  /// Of all outputs together.
  SmallVector<std::optional<Field>, 1> outputs;
  unsigned depth = 0;

private:
  LogicalResult visit(Operation *op);
  LogicalResult addOperand(OpOperand &operand, std::optional<Seen> &seen);
  LogicalResult unite(Operation *op, std::optional<Field> &into,
                      const std::optional<Field> &field);
  void addLayer(Operation *op);

  Positions &positions;
  const bool countsLayers;
  size_t sums = 0;
  std::vector<Layer> *layers = nullptr;
  /// Values that depend on no input have no entry.
  DenseMap<Value, Seen> seenBy;
};
} // namespace

LogicalResult Follower::unite(Operation *op, std::optional<Field> &into,
                              const std::optional<Field> &field) {
  if (!field)
    return success();
  if (!into) {
    into = field;
    return success();
  }
  if (into->stride != field->stride)
    return op->emitOpError("not supported yet: the field of branches with "
                           "strides ")
           << into->stride << " and " << field->stride;
  into = into->unite(*field);
  return success();
}

LogicalResult Follower::addOperand(OpOperand &operand,
                                   std::optional<Seen> &seen) {
  auto it = seenBy.find(operand.get());
  if (it == seenBy.end())
    return success();
  FailureOr<Joint> joint = positions.getJoint(operand, it->second.axis);
  if (failed(joint))
    return failure();
  Operation *op = operand.getOwner();
  if (!seen)
    seen = Seen{joint->axis, {}, 0};
  if (seen->axis != joint->axis)
    return op->emitOpError("expected operands with positions along the same "
                           "axis, but got ")
           << seen->axis << " and " << joint->axis;
  seen->depth = std::max(seen->depth,
                         it->second.depth + unsigned(joint->field.has_value()));
  size_t shift = joint->field && countsLayers;
  size_t count = it->second.fields.size() + shift;
  if (seen->fields.size() < count)
    seen->fields.resize(count);
  for (auto [k, field] : llvm::enumerate(it->second.fields)) {
    std::optional<Field> moved = field;
    if (field && joint->field) {
      sums += joint->field->set.size() * field->set.size();
      moved = joint->field->then(*field);
    }
    if (failed(unite(op, seen->fields[k + shift], moved)))
      return failure();
  }
  return success();
}

void Follower::addLayer(Operation *op) {
  std::optional<Field> own;
  std::optional<Formula> state = Formula(0);
  for (OpOperand &operand : op->getOpOperands()) {
    auto it = seenBy.find(operand.get());
    if (it == seenBy.end())
      continue;
    FailureOr<Joint> joint = positions.getJoint(operand, it->second.axis);
    if (failed(joint) || !joint->field)
      continue;
    own = own && own->stride == joint->field->stride ? own->unite(*joint->field)
                                                     : *joint->field;
    std::optional<Formula> part =
        positions.getStateBytes(operand.get(), it->second.axis, *joint->field);
    state = state && part ? std::optional(*state + *part) : std::nullopt;
  }
  const auto &fields = seenBy.find(op->getResult(0))->second.fields;
  if (own && fields.front())
    layers->push_back({op, *own, *fields.front(), state});
}

LogicalResult Follower::visit(Operation *op) {
  std::optional<Seen> seen;
  for (OpOperand &operand : op->getOpOperands()) {
    if (!op->hasTrait<OpTrait::ReturnLike>()) {
      if (failed(addOperand(operand, seen)))
        return failure();
      continue;
    }
    auto it = seenBy.find(operand.get());
    if (it == seenBy.end())
      continue;
    const auto &fields = it->second.fields;
    depth = std::max(depth, it->second.depth);
    if (outputs.size() < fields.size())
      outputs.resize(fields.size());
    for (auto [k, field] : llvm::enumerate(fields))
      if (failed(unite(op, outputs[k], field)))
        return failure();
  }
  if (!seen)
    return success();
  for (Value result : op->getResults())
    seenBy[result] = *seen;
  if (layers)
    addLayer(op);
  return success();
}

LogicalResult Follower::follow(func::FuncOp function) {
  auto inputs = positions.findInputs(function);
  if (failed(inputs))
    return failure();
  for (auto [argument, axis] : *inputs)
    seenBy[argument] = {axis, {Field::progression(0, 1, 1)}, 0};
  for (Operation &op : function.front())
    if (gaveUp())
      return success();
    else if (failed(visit(&op)))
      return failure();
  return success();
}

/// Surely all members of `field` are in `part`, which has no others.
static bool isAll(const Field &part, const Field &field) {
  if (auto size = field.size())
    return part.size() == size;
  return llvm::all_of(field.set, [&](const relation::Progression &wanted) {
    return llvm::any_of(part.set, [&](const relation::Progression &had) {
      return had.contains(wanted);
    });
  });
}

/// The least number of layers behind which every member of the field is. An
/// upper bound that lacks one is as good as the truth; one that has all proves
/// nothing, unless it is of all layers.
static std::optional<unsigned>
findPathLength(const Field &field, ArrayRef<std::optional<Field>> byLayers) {
  std::optional<Field> part;
  for (auto [count, more] : llvm::enumerate(byLayers)) {
    if (more)
      part = part ? part->unite(*more) : *more;
    if (!part || !isAll(*part, field))
      continue;
    if (field.exact && (part->exact || count + 1 == byLayers.size()))
      return count;
    return std::nullopt;
  }
  return std::nullopt;
}

FailureOr<Reach> analysis::getReach(func::FuncOp function, const Shapes &shapes,
                                    const relation::SizeMap &sizes,
                                    MaskRelations &masks) {
  Positions positions(shapes, sizes, masks);
  Reach reach;
  Follower all(positions, /*countsLayers=*/false);
  all.setLayers(reach.layers);
  if (failed(all.follow(function)))
    return failure();
  if (all.outputs.empty() || !all.outputs.front())
    return function.emitError("expected an output that depends on an input");
  reach.field = *all.outputs.front();
  reach.depth = all.depth;
  if (reach.layers.size() > maxLayers)
    return reach;
  Follower layered(positions, /*countsLayers=*/true);
  if (failed(layered.follow(function)))
    return failure();
  if (layered.gaveUp())
    return reach;
  reach.pathLength = findPathLength(reach.field, layered.outputs);
  return reach;
}

std::string analysis::getText(const Field &field) {
  if (field.isUnbounded())
    return "without bound";
  std::optional<int64_t> size = field.size();
  if (!size)
    return "more positions than are counted";
  return (field.exact ? "" : "at most ") + std::to_string(*size) +
         (*size == 1 ? " position" : " positions");
}
