// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifies the views, infers their sizes, and folds a view of its inverse.

#include "dialects/Ambit/AmbitOps.h"

#include "mlir/IR/PatternMatch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace ambit;

// The number of channels is static and a multiple of the parts.
static LogicalResult verifyDivides(Operation *op, int64_t channels,
                                   int64_t parts, StringRef what) {
  if (ShapedType::isDynamic(channels))
    return op->emitOpError(
        "not supported yet: `input` with a dynamic number of channels");
  if (channels % parts == 0)
    return success();
  return op->emitOpError("expected the number of channels of `input` to be a "
                         "multiple of ")
         << what << ", but got " << channels << " and " << parts;
}

//===--------------------------------------------------------------------===//
// split_heads
//===--------------------------------------------------------------------===//

SmallVector<DimEquality> SplitHeadsOp::getDimEqualities() {
  DimEqualities equalities;
  // C2
  equalities.addResult(getInput(), 0, "input", getOutput(), 0, "output",
                       "batch size");
  equalities.addResult(getInput(), 1, "input", getOutput(), 2, "output",
                       "length");
  return equalities.take();
}

LogicalResult SplitHeadsOp::verify() {
  int64_t channels = getInput().getType().getDimSize(2);
  int64_t heads = getHeads();
  // C1
  if (failed(verifyDivides(*this, channels, heads, "`heads`")))
    return failure();
  // C2
  ArrayRef<int64_t> shape = getOutput().getType().getShape();
  if (shape[1] != heads)
    return emitOpError("expected `output` to have `heads` heads, but got ")
           << shape[1] << " and " << heads;
  if (shape[3] != channels / heads)
    return emitOpError("expected the head size of `output` to be the number of "
                       "channels over `heads`, but got ")
           << shape[3] << " and " << channels / heads;
  return verifyDimEqualities(*this);
}

LogicalResult SplitHeadsOp::reifyResultShapes(
    OpBuilder &builder, ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  int64_t heads = getHeads();
  int64_t headSize = getInput().getType().getDimSize(2) / heads;
  reifiedReturnShapes = {reifyDims(builder, getLoc(), getOutput(),
                                   {{getInput(), 0},
                                    {Value(), heads},
                                    {getInput(), 1},
                                    {Value(), headSize}})};
  return success();
}

// split_heads(merge_heads(x)) is x.
OpFoldResult SplitHeadsOp::fold(FoldAdaptor) {
  auto merge = getInput().getDefiningOp<MergeHeadsOp>();
  if (merge && merge.getInput().getType() == getType())
    return merge.getInput();
  return {};
}

//===--------------------------------------------------------------------===//
// merge_heads
//===--------------------------------------------------------------------===//

SmallVector<DimEquality> MergeHeadsOp::getDimEqualities() {
  DimEqualities equalities;
  // C2
  equalities.addResult(getInput(), 0, "input", getOutput(), 0, "output",
                       "batch size");
  equalities.addResult(getInput(), 2, "input", getOutput(), 1, "output",
                       "length");
  return equalities.take();
}

LogicalResult MergeHeadsOp::verify() {
  ArrayRef<int64_t> shape = getInput().getType().getShape();
  // C1
  if (ShapedType::isDynamic(shape[1]) || ShapedType::isDynamic(shape[3]))
    return emitOpError("not supported yet: `input` with a dynamic number of "
                       "heads or a dynamic head size");
  // C2
  int64_t channels = getOutput().getType().getDimSize(2);
  int64_t expected;
  bool overflows = llvm::MulOverflow(shape[1], shape[3], expected);
  if (overflows || channels != expected)
    return emitOpError("expected the number of channels of `output` to be the "
                       "heads of `input` times their size, but got ")
           << channels << " and "
           << (overflows ? "more than 2^63" : std::to_string(expected));
  return verifyDimEqualities(*this);
}

LogicalResult MergeHeadsOp::reifyResultShapes(
    OpBuilder &builder, ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  int64_t channels = getOutput().getType().getDimSize(2);
  reifiedReturnShapes = {
      reifyDims(builder, getLoc(), getOutput(),
                {{getInput(), 0}, {getInput(), 2}, {Value(), channels}})};
  return success();
}

// merge_heads(split_heads(x)) is x.
OpFoldResult MergeHeadsOp::fold(FoldAdaptor) {
  auto split = getInput().getDefiningOp<SplitHeadsOp>();
  if (split && split.getInput().getType() == getType())
    return split.getInput();
  return {};
}

//===--------------------------------------------------------------------===//
// split
//===--------------------------------------------------------------------===//

static std::string getOutputName(int64_t number) {
  return "outputs[" + std::to_string(number) + "]";
}

SmallVector<DimEquality> SplitOp::getDimEqualities() {
  DimEqualities equalities;
  // C2
  for (auto [number, output] : llvm::enumerate(getOutputs()))
    equalities.addLeadingResult(getInput(), "input", output,
                                getOutputName(number),
                                getInput().getType().getRank() - 1);
  return equalities.take();
}

LogicalResult SplitOp::verify() {
  RankedTensorType input = getInput().getType();
  int64_t parts = getNumResults();
  // C1
  if (parts == 0 || input.getRank() == 0)
    return emitOpError("expected at least 1 result and an `input` of rank 1 or "
                       "more, but got ")
           << parts << " and rank " << input.getRank();
  int64_t channels = input.getShape().back();
  if (failed(verifyDivides(*this, channels, parts, "the number of results")))
    return failure();
  // C2
  for (auto [number, output] : llvm::enumerate(getOutputs())) {
    auto type = cast<RankedTensorType>(output.getType());
    std::string name = getOutputName(number);
    if (type.getRank() != input.getRank())
      return emitOpError("expected `input` and `")
             << name << "` to have the same rank, but got " << input.getRank()
             << " and " << type.getRank();
    if (failed(verifySameElementType(*this, getInput(), "input", output, name)))
      return failure();
    if (type.getShape().back() != channels / parts)
      return emitOpError("expected the number of channels of `")
             << name << "` to be that of `input` over the number of results, "
             << "but got " << type.getShape().back() << " and "
             << channels / parts;
  }
  return verifyDimEqualities(*this);
}

LogicalResult
SplitOp::reifyResultShapes(OpBuilder &builder,
                           ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  for (Value output : getOutputs()) {
    SmallVector<DimSource> sources;
    for (int64_t dim : llvm::seq(getInput().getType().getRank() - 1))
      sources.push_back({getInput(), dim});
    sources.push_back(
        {Value(), cast<RankedTensorType>(output.getType()).getShape().back()});
    reifiedReturnShapes.push_back(
        reifyDims(builder, getLoc(), output, sources));
  }
  return success();
}

// split with one result is its input.
LogicalResult SplitOp::canonicalize(SplitOp op, PatternRewriter &rewriter) {
  if (op.getNumResults() != 1)
    return rewriter.notifyMatchFailure(op, "several parts");
  if (op.getInput().getType() != op->getResult(0).getType())
    return rewriter.notifyMatchFailure(op, "the types differ");
  rewriter.replaceOp(op, op.getInput());
  return success();
}
