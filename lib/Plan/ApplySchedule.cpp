// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gives operations the plans that were measured for them.

#include "ambit/Plan/Passes.h"
#include "ambit/Plan/Schedule.h"

namespace ambit::plan {
#define GEN_PASS_DEF_APPLYSCHEDULEPASS
#include "ambit/Plan/Passes.h.inc"
} // namespace ambit::plan

using namespace mlir;
using namespace ambit;

static LogicalResult apply(Operation *op, DictionaryAttr schedule) {
  std::string description = plan::describe(op);
  Attribute found = schedule.get(description);
  if (!found)
    return op->emitError("expected a schedule with a plan for this operation, "
                         "but it is stale and has none for `")
           << description << "`: run `ambit tune` again";
  auto plan = dyn_cast<PlanAttr>(found);
  if (!plan)
    return op->emitError("expected a plan in the schedule, but got ") << found;
  op->setAttr("plan", plan);
  return success();
}

namespace {
struct ApplySchedulePass
    : plan::impl::ApplySchedulePassBase<ApplySchedulePass> {
  void runOnOperation() override {
    auto schedule =
        getOperation()->getAttrOfType<DictionaryAttr>(plan::scheduleAttrName);
    if (!schedule)
      return;
    WalkResult result = getOperation().walk([&](Operation *op) {
      if (op->hasAttr("plan") || !plan::hasChoice(op))
        return WalkResult::advance();
      return WalkResult(apply(op, schedule));
    });
    if (result.wasInterrupted())
      return signalPassFailure();
    getOperation()->removeAttr(plan::scheduleAttrName);
  }
};
} // namespace
