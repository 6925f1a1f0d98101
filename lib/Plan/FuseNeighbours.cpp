// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds operations that can be computed on the tiles of the one before.

#include "ambit/Plan/Passes.h"
#include "dialects/Ambit/FusedGroup.h"

namespace ambit::plan {
#define GEN_PASS_DEF_FUSENEIGHBOURSPASS
#include "ambit/Plan/Passes.h.inc"
} // namespace ambit::plan

using namespace mlir;
using namespace ambit;

static TensorOrigin getOrigin(Value tensor) {
  Operation *op = tensor.getDefiningOp();
  // Weights are there from the start.
  if (!op || isa<GetGlobalOp>(op))
    return {};
  auto split = dyn_cast<SplitOp>(op);
  if (!split)
    return {op};
  if (Operation *producer = split.getInput().getDefiningOp())
    if (!isa<SplitOp>(producer))
      return {producer, cast<OpResult>(tensor).getResultNumber(),
              split->getNumResults()};
  return {op};
}

namespace {
/// Visits the operations of a block in order.
class NeighbourFuser {
public:
  explicit NeighbourFuser(bool report) : report(report) {}

  void visit(Operation *op);

private:
  bool join(Operation *op);

  bool report;
  FusedGroups groups;
};
} // namespace

bool NeighbourFuser::join(Operation *op) {
  auto origins = llvm::map_to_vector(op->getOperands(), getOrigin);
  FusedGroup *group = groups.find(origins);
  if (!group)
    return false;
  std::string reason;
  if (failed(groups.join(op, *group, origins, reason))) {
    if (report)
      op->emitRemark("not fused: ") << reason;
    return false;
  }
  return true;
}

using Settings = ArrayRef<std::pair<StringRef, int64_t>>;

void NeighbourFuser::visit(Operation *op) {
  auto plan = op->getAttrOfType<PlanAttr>("plan");
  bool isFree = !plan || plan.getAlgorithm() == fusedAlgorithm;
  if (isFree && FusedGroup::canBeMember(op) && join(op)) {
    if (!plan)
      op->setAttr("plan",
                  PlanAttr::get(op->getContext(), fusedAlgorithm, Settings()));
  } else if (FusedGroup::canBeRoot(op)) {
    groups.create(op);
  }
}

namespace {
struct FuseNeighboursPass
    : plan::impl::FuseNeighboursPassBase<FuseNeighboursPass> {
  using FuseNeighboursPassBase::FuseNeighboursPassBase;

  void runOnOperation() override {
    for (Block &block : getOperation().getBody()) {
      NeighbourFuser fuser(report);
      for (Operation &op : block)
        fuser.visit(&op);
    }
  }
};
} // namespace
