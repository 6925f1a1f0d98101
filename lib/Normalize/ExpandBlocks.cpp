// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Replaces every block by the primitive ops of its formula.

#include "ambit/Normalize/Passes.h"

#include "dialects/Ambit/AmbitOps.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace ambit::normalize {
#define GEN_PASS_DEF_EXPANDBLOCKSPASS
#include "ambit/Normalize/Passes.h.inc"
} // namespace ambit::normalize

using namespace mlir;
using namespace ambit;

static RankedTensorType getTypeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

// The type of `like` with another last dimension.
static RankedTensorType withChannels(RankedTensorType like, int64_t channels) {
  SmallVector<int64_t> shape(like.getShape());
  shape.back() = channels;
  return like.clone(shape);
}

static Value createLinear(PatternRewriter &rewriter, Location loc, Value input,
                          Value weight, Value bias) {
  int64_t channels = getTypeOf(weight).getDimSize(1);
  return LinearOp::create(rewriter, loc,
                          withChannels(getTypeOf(input), channels), input,
                          weight, bias, PlanAttr());
}

static Value createActivation(PatternRewriter &rewriter, Location loc,
                              Value input, ActivationKind kind) {
  return ActivationOp::create(rewriter, loc, input.getType(), input, kind,
                              PlanAttr());
}

namespace {

/// `multi_head_attention` → projections, `rope`, `attention`, projection.
struct MultiHeadAttentionToAttention : OpRewritePattern<MultiHeadAttentionOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MultiHeadAttentionOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto getBias = [&](size_t number) {
      return op.getBiases().empty() ? Value() : op.getBiases()[number];
    };
    Value source = op.getKeySource();
    int64_t keyHeads = op.getKeyHeadCount();
    Value query = createHeads(op, rewriter, op.getInput(), op.getQueryWeight(),
                              getBias(0), op.getHeads(), /*rotate=*/true);
    Value key = createHeads(op, rewriter, source, op.getKeyWeight(), getBias(1),
                            keyHeads, /*rotate=*/true);
    Value value = createHeads(op, rewriter, source, op.getValueWeight(),
                              getBias(2), keyHeads, /*rotate=*/false);
    int64_t valueSize = getTypeOf(value).getDimSize(3);
    auto attention = AttentionOp::create(
        rewriter, loc, withChannels(getTypeOf(query), valueSize), Type(), query,
        key, value, Value(), op.getScaleAttr(), op.getMasksAttr(), PlanAttr());
    RankedTensorType merged =
        withChannels(getTypeOf(op.getInput()),
                     static_cast<int64_t>(op.getHeads()) * valueSize);
    Value heads =
        MergeHeadsOp::create(rewriter, loc, merged, attention.getOutput());
    replaceWithLinear(op, rewriter, heads, op.getOutputWeight(), getBias(3));
    return success();
  }

private:
  // The heads of a projection, rotated when the block has a rope.
  static Value createHeads(MultiHeadAttentionOp op, PatternRewriter &rewriter,
                           Value input, Value weight, Value bias, int64_t heads,
                           bool rotate) {
    Location loc = op.getLoc();
    Value flat = createLinear(rewriter, loc, input, weight, bias);
    RankedTensorType type = getTypeOf(flat);
    auto splitType = type.clone({type.getDimSize(0), heads, type.getDimSize(1),
                                 type.getDimSize(2) / heads});
    Value split = SplitHeadsOp::create(rewriter, loc, splitType, flat, heads);
    if (!rotate || !op.getRopeAttr())
      return split;
    return RopeOp::create(rewriter, loc, splitType, split, op.getRopeAttr(),
                          rewriter.getI64IntegerAttr(0),
                          op.getInterleavedAttr(), PlanAttr());
  }

  static void replaceWithLinear(MultiHeadAttentionOp op,
                                PatternRewriter &rewriter, Value input,
                                Value weight, Value bias) {
    rewriter.replaceOpWithNewOp<LinearOp>(op, op.getType(), input, weight, bias,
                                          PlanAttr());
  }
};

/// `feed_forward` → `linear`, `activation`, `linear`.
struct FeedForwardToLinear : OpRewritePattern<FeedForwardOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(FeedForwardOp op,
                                PatternRewriter &rewriter) const override {
    Value hidden = createLinear(rewriter, op.getLoc(), op.getInput(),
                                op.getHiddenWeight(), op.getHiddenBias());
    Value active =
        createActivation(rewriter, op.getLoc(), hidden, op.getKind());
    rewriter.replaceOpWithNewOp<LinearOp>(op, op.getType(), active,
                                          op.getOutputWeight(),
                                          op.getOutputBias(), PlanAttr());
    return success();
  }
};

/// `gated_conv` → `conv`, `split`, gate, and a `linear` for each result.
struct GatedConvToConv : OpRewritePattern<GatedConvOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GatedConvOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    RankedTensorType input = getTypeOf(op.getInput());
    int64_t channels = op.getWeight().getType().getDimSize(2);
    Value both = ConvOp::create(
        rewriter, loc, withChannels(input, channels), op.getInput(),
        op.getWeight(), op.getBias(), Padding::Causal, {0, 0}, op.getDilation(),
        /*stride=*/1, /*groups=*/1, Layout::ChannelsLast, PlanAttr());
    Type half = withChannels(input, channels / 2);
    auto parts = SplitOp::create(rewriter, loc, TypeRange{half, half}, both);
    Value signal = createActivation(rewriter, loc, parts.getResult(0),
                                    ActivationKind::Tanh);
    Value gate = createActivation(rewriter, loc, parts.getResult(1),
                                  ActivationKind::Sigmoid);
    Value gated = MulOp::create(rewriter, loc, half, signal, gate, PlanAttr());
    Value change =
        createLinear(rewriter, loc, gated, op.getResidualWeight(), Value());
    auto residual = AddOp::create(rewriter, loc, op.getResidual().getType(),
                                  change, op.getInput(), PlanAttr());
    auto skip = LinearOp::create(rewriter, loc, op.getSkip().getType(), gated,
                                 op.getSkipWeight(), Value(), PlanAttr());
    rewriter.replaceOp(op, {residual.getOutput(), skip.getOutput()});
    return success();
  }
};

struct ExpandBlocks : normalize::impl::ExpandBlocksPassBase<ExpandBlocks> {
  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet set(context);
    set.add<FeedForwardToLinear, GatedConvToConv,
            MultiHeadAttentionToAttention>(context);
    patterns = std::move(set);
    return success();
  }

  void runOnOperation() override {
    walkAndApplyPatterns(getOperation(), patterns);
  }

private:
  FrozenRewritePatternSet patterns;
};

} // namespace
