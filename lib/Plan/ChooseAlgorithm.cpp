// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Chooses algorithms and tile sizes by the shape of each operation.

#include "ambit/Plan/Passes.h"
#include "ambit/Relation/Residues.h"
#include "dialects/Ambit/MaskRelation.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/TypeSwitch.h"

namespace ambit::plan {
#define GEN_PASS_DEF_CHOOSEALGORITHMPASS
#include "ambit/Plan/Passes.h.inc"
} // namespace ambit::plan

using namespace mlir;
using namespace ambit;

/// Length that stands for all where the type leaves it open.
static constexpr int64_t typicalLength = 4096;

static int64_t getLength(RankedTensorType type, int64_t axis) {
  return type.isDynamicDim(axis) ? typicalLength : type.getDimSize(axis);
}

/// Visited tiles weighed by what they cost: a tile that the mask cuts is tested
/// element by element.
static double getCost(const relation::TileCount &count) {
  constexpr double testedTile = 1.15;
  return double(count.full) + testedTile * double(count.partial);
}

/// True if some mask of `op` visits clearly fewer tiles by residue classes.
static bool prefersViews(AttentionOp op, int64_t queryTile, int64_t keyTile) {
  // The states between two passes are kept in the output.
  if (op.getOutput().getType().getElementType() != op.getScoreType())
    return false;
  SmallVector<int64_t> lengths{getLength(op.getQuery().getType(), 2),
                               getLength(op.getKey().getType(), 2)};
  constexpr double worthIt = 0.8;
  for (int64_t head = 0; head < op.getHeads(); ++head) {
    MaskAttr mask = op.getMask(head);
    if (!mask || (head > 0 && mask == op.getMask(head - 1)))
      continue;
    llvm::Expected<relation::Relation> relation = toRelation(mask);
    if (!relation) {
      llvm::consumeError(relation.takeError());
      continue;
    }
    relation::ExprArena arena;
    std::optional<relation::StridedForm> strided =
        relation::stridedForm(*relation, arena);
    if (!strided)
      continue;
    double direct =
        getCost(relation::tileCount(*relation, queryTile, keyTile, lengths));
    double views = getCost(
        relation::tileCount(*strided, arena, queryTile, keyTile, lengths));
    if (views < worthIt * direct)
      return true;
  }
  return false;
}

/// A key tile fits the register tiles of 4 and of 6 rows; larger heads get
/// fewer queries, so that a block stays in the second-level cache.
static PlanAttr planAttention(AttentionOp op) {
  int64_t queryTile = op.getHeadSize() + op.getValueSize() > 512 ? 32 : 64;
  int64_t keyTile = 96;
  return PlanAttr::get(
      op.getContext(), "online_softmax",
      {{"query_tile", queryTile},
       {"key_tile", keyTile},
       {"residue_views", prefersViews(op, queryTile, keyTile)}});
}

static PlanAttr getPlanFor(Operation *op) {
  MLIRContext *context = op->getContext();
  return llvm::TypeSwitch<Operation *, PlanAttr>(op)
      .Case<AttentionOp>(planAttention)
      .Case<ConvOp>([&](ConvOp) {
        return PlanAttr::get(context, "tap_contraction",
                             {{"time_tile", 96}, {"channel_tile", 64}});
      })
      .Case<LinearOp>([&](LinearOp) {
        return PlanAttr::get(
            context, "blocked_product",
            {{"row_tile", 96}, {"column_tile", 64}, {"depth_tile", 256}});
      })
      .Case<LayerNormOp, RmsNormOp>([&](Operation *op) {
        // Rows that are read three times stay in the first-level cache.
        auto type = cast<RankedTensorType>(op->getOperand(0).getType());
        int64_t channels = std::max<int64_t>(1, type.getShape().back());
        int64_t rows = std::clamp<int64_t>(8192 / channels, 1, 16);
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
      if (PlanAttr plan = getPlanFor(op))
        op->setAttr("plan", plan);
    });
  }
};
} // namespace

void ambit::plan::addPlanPasses(OpPassManager &passes) {
  passes.addNestedPass<func::FuncOp>(createChooseAlgorithmPass());
}
