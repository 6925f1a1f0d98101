// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Chooses algorithms and tile sizes by the shape of each operation.

#include "AttentionPlan.h"
#include "ambit/Plan/Passes.h"
#include "ambit/Plan/Schedule.h"
#include "dialects/Ambit/AmbitOps.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/TypeSwitch.h"

namespace ambit::plan {
#define GEN_PASS_DEF_CHOOSEALGORITHMPASS
#include "ambit/Plan/Passes.h.inc"
} // namespace ambit::plan

using namespace mlir;
using namespace ambit;

/// Elements of a copied panel of weights.
static constexpr int64_t linearPanel = 192 * 1024;

PlanAttr plan::getLinearPlan(MLIRContext *context, int64_t rows,
                             int64_t columns) {
  constexpr int64_t greatestDepth = 4096;
  int64_t depth = std::min(greatestDepth, linearPanel / columns);
  return PlanAttr::get(
      context, "blocked_product",
      {{"row_tile", rows}, {"column_tile", columns}, {"depth_tile", depth}});
}

PlanAttr plan::choosePlan(Operation *op) {
  MLIRContext *context = op->getContext();
  return llvm::TypeSwitch<Operation *, PlanAttr>(op)
      .Case<AttentionOp>(plan::planAttention)
      .Case<ConvOp>([&](ConvOp) {
        return PlanAttr::get(context, "tap_contraction",
                             {{"time_tile", 192}, {"channel_tile", 32}});
      })
      .Case<LinearOp>([](LinearOp op) {
        // 16 columns of the weights stay in the second-level cache.
        int64_t depth =
            std::max<int64_t>(1, op.getWeight().getType().getDimSize(0));
        int64_t columns = std::clamp<int64_t>(
            llvm::bit_floor(uint64_t(linearPanel / depth)), 16, 64);
        return getLinearPlan(op.getContext(), 144, columns);
      })
      .Case<LayerNormOp, RmsNormOp>([&](Operation *op) {
        // Rows that are read three times stay in the first-level cache.
        auto type = cast<RankedTensorType>(op->getOperand(0).getType());
        int64_t channels = std::max<int64_t>(1, type.getShape().back());
        int64_t rows = std::clamp<int64_t>(8192 / channels, 1, 96);
        return PlanAttr::get(context, "row_blocks", {{"row_tile", rows}});
      })
      .Case<ActivationOp, AddOp, MulOp>([&](Operation *) {
        return PlanAttr::get(context, "blocks",
                             {{"row_tile", 16}, {"column_tile", 512}});
      })
      .Case<EmbeddingOp, RopeOp>([&](Operation *) {
        return PlanAttr::get(context, "row_blocks", {{"row_tile", 64}});
      })
      .Default([](Operation *) { return PlanAttr(); });
}

namespace {
struct ChooseAlgorithmPass
    : plan::impl::ChooseAlgorithmPassBase<ChooseAlgorithmPass> {
  void runOnOperation() override {
    getOperation().walk([](Operation *op) {
      if (op->hasAttr("plan"))
        return;
      if (PlanAttr plan = plan::choosePlan(op))
        op->setAttr("plan", plan);
    });
  }
};
} // namespace

void ambit::plan::addPlanPasses(OpPassManager &passes) {
  passes.addNestedPass<func::FuncOp>(createFuseNeighboursPass());
  passes.addPass(createApplySchedulePass());
  passes.addNestedPass<func::FuncOp>(createChooseAlgorithmPass());
}
