// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifies the blocks and infers their sizes.

#include "dialects/Ambit/AmbitOps.h"
#include "dialects/Ambit/AssemblyClauses.h"

using namespace mlir;
using namespace ambit;

//===--------------------------------------------------------------------===//
// multi_head_attention
//===--------------------------------------------------------------------===//

static void addBiasEqualities(MultiHeadAttentionOp op,
                              DimEqualities &equalities) {
  if (op.getBiases().empty())
    return;
  Value weights[] = {op.getQueryWeight(), op.getKeyWeight(),
                     op.getValueWeight(), op.getOutputWeight()};
  StringRef names[] = {"query_weight", "key_weight", "value_weight",
                       "output_weight"};
  for (auto [number, bias] : llvm::enumerate(op.getBiases()))
    equalities.add(bias, 0, ("biases[" + Twine(number) + "]").str(),
                   weights[number], 1, names[number], "number of columns");
}

SmallVector<DimEquality> MultiHeadAttentionOp::getDimEqualities() {
  DimEqualities equalities;
  StringRef source = getMemory() ? "memory" : "input";
  // C1
  equalities.add(getInput(), 2, "input", getQueryWeight(), 0, "query_weight",
                 "number of channels");
  equalities.add(getKeySource(), 2, source, getKeyWeight(), 0, "key_weight",
                 "number of channels");
  equalities.add(getKeySource(), 2, source, getValueWeight(), 0, "value_weight",
                 "number of channels");
  // C5
  addBiasEqualities(*this, equalities);
  // C7
  if (getMemory() && needEqualLengths(getMasksAttr()))
    equalities.add(getInput(), 1, "input", getMemory(), 1, "memory",
                   "length, as `causal` without an offset needs");
  // C8
  equalities.add(getInput(), 0, "input", getMemory(), 0, "memory",
                 "batch size");
  equalities.addLeadingResult(getInput(), "input", getOutput(), "output", 2);
  equalities.addResult(getOutputWeight(), 1, "output_weight", getOutput(), 2,
                       "output", "number of channels");
  return equalities.take();
}

// C2
static LogicalResult verifyColumns(Operation *op, Value weight, StringRef name,
                                   int64_t heads, StringRef headsName) {
  int64_t columns = cast<RankedTensorType>(weight.getType()).getDimSize(1);
  if (ShapedType::isDynamic(columns))
    return op->emitOpError(
               "not supported yet: a dynamic number of columns of `")
           << name << "`";
  if (columns > 0 && columns % heads == 0)
    return success();
  return op->emitOpError("expected the number of columns of `")
         << name << "` to be a positive multiple of `" << headsName
         << "`, but got " << columns << " and " << heads;
}

// C2, C3, C4 and C6
static LogicalResult verifyHeads(MultiHeadAttentionOp op) {
  int64_t heads = op.getHeads(), keyHeads = op.getKeyHeadCount();
  if (heads % keyHeads != 0)
    return op.emitOpError(
               "expected `heads` to be a multiple of `key_heads`, but "
               "got ")
           << heads << " and " << keyHeads;
  if (failed(verifyColumns(op, op.getQueryWeight(), "query_weight", heads,
                           "heads")) ||
      failed(verifyColumns(op, op.getKeyWeight(), "key_weight", keyHeads,
                           "key_heads")) ||
      failed(verifyColumns(op, op.getValueWeight(), "value_weight", keyHeads,
                           "key_heads")))
    return failure();
  int64_t querySize = op.getQueryWeight().getType().getDimSize(1) / heads;
  int64_t keySize = op.getKeyWeight().getType().getDimSize(1) / keyHeads;
  if (querySize != keySize)
    return op.emitOpError("expected query and key heads to have the same size, "
                          "but got ")
           << querySize << " and " << keySize;
  if (op.getRope() && querySize % 2 != 0)
    return op.emitOpError("expected heads of even size for `rope`, but got ")
           << querySize;
  int64_t valueSize = op.getValueWeight().getType().getDimSize(1) / keyHeads;
  int64_t rows = op.getOutputWeight().getType().getDimSize(0);
  if (ShapedType::isDynamic(rows))
    return op.emitOpError(
        "not supported yet: a dynamic number of rows of `output_weight`");
  if (rows % heads != 0 || rows / heads != valueSize)
    return op.emitOpError(
               "expected the number of rows of `output_weight` to be "
               "`heads` times the value size, but got ")
           << rows << " and " << heads << " times " << valueSize;
  return success();
}

LogicalResult MultiHeadAttentionOp::verify() {
  // C5
  if (!getBiases().empty() && getBiases().size() != 4)
    return emitOpError("expected 0 or 4 biases, but got ")
           << getBiases().size();
  for (auto [number, bias] : llvm::enumerate(getBiases()))
    if (failed(verifySameElementType(*this, getInput(), "input", bias,
                                     ("biases[" + Twine(number) + "]").str())))
      return failure();
  // C8
  if (failed(verifySameElementType(*this, getInput(), "input", getMemory(),
                                   "memory")))
    return failure();
  // C7
  if (failed(verifyMaskCount(*this, getMasksAttr(), getHeads())))
    return failure();
  // C9
  if (getScale() && !getScale()->isFinite())
    return emitOpError("expected `scale` to be finite, but got ")
           << getScale()->convertToDouble();
  if (auto rope = getRope();
      rope && (!rope->isFinite() || rope->isZero() || rope->isNegative()))
    return emitOpError("expected `rope` to be finite and positive, but got ")
           << rope->convertToDouble();
  if (failed(verifyHeads(*this)))
    return failure();
  return verifyDimEqualities(*this);
}

LogicalResult MultiHeadAttentionOp::reifyResultShapes(
    OpBuilder &builder, ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  reifiedReturnShapes = {
      reifyDims(builder, getLoc(), getOutput(),
                {{getInput(), 0}, {getInput(), 1}, {getOutputWeight(), 1}})};
  return success();
}

//===--------------------------------------------------------------------===//
// feed_forward
//===--------------------------------------------------------------------===//

SmallVector<DimEquality> FeedForwardOp::getDimEqualities() {
  DimEqualities equalities;
  int64_t last = getInput().getType().getRank() - 1;
  // C1
  equalities.add(getInput(), last, "input", getHiddenWeight(), 0,
                 "hidden_weight", "number of channels");
  // C2
  equalities.add(getHiddenWeight(), 1, "hidden_weight", getOutputWeight(), 0,
                 "output_weight", "number of hidden channels");
  // C3
  equalities.add(getHiddenBias(), 0, "hidden_bias", getHiddenWeight(), 1,
                 "hidden_weight", "number of hidden channels");
  equalities.add(getOutputBias(), 0, "output_bias", getOutputWeight(), 1,
                 "output_weight", "number of output channels");
  // C4
  equalities.addLeadingResult(getInput(), "input", getOutput(), "output", last);
  equalities.addResult(getOutputWeight(), 1, "output_weight", getOutput(), last,
                       "output", "number of output channels");
  return equalities.take();
}

LogicalResult FeedForwardOp::verify() {
  // C3
  if (failed(verifySameElementType(*this, getInput(), "input", getHiddenBias(),
                                   "hidden_bias")) ||
      failed(verifySameElementType(*this, getInput(), "input", getOutputBias(),
                                   "output_bias")))
    return failure();
  // C4
  if (failed(verifySameRows(*this, getInput(), getOutput())))
    return failure();
  return verifyDimEqualities(*this);
}

LogicalResult FeedForwardOp::reifyResultShapes(
    OpBuilder &builder, ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  reifiedReturnShapes = {
      reifyRows(builder, getLoc(), getOutput(), getInput(), getOutputWeight())};
  return success();
}

//===--------------------------------------------------------------------===//
// gated_conv
//===--------------------------------------------------------------------===//

SmallVector<DimEquality> GatedConvOp::getDimEqualities() {
  DimEqualities equalities;
  // C1
  equalities.add(getInput(), 2, "input", getWeight(), 1, "weight",
                 "number of input channels");
  // C2
  int64_t outputs = getWeight().getType().getDimSize(2);
  equalities.addConstant(getResidualWeight(), 0, "residual_weight", outputs / 2,
                         "weight", "number of gated channels");
  equalities.addConstant(getSkipWeight(), 0, "skip_weight", outputs / 2,
                         "weight", "number of gated channels");
  // C3
  equalities.add(getBias(), 0, "bias", getWeight(), 2, "weight",
                 "number of output channels");
  // C4
  equalities.add(getInput(), 2, "input", getResidualWeight(), 1,
                 "residual_weight", "number of channels");
  // C5
  equalities.addLeadingResult(getInput(), "input", getResidual(), "residual",
                              3);
  equalities.addLeadingResult(getInput(), "input", getSkip(), "skip", 2);
  equalities.addResult(getSkipWeight(), 1, "skip_weight", getSkip(), 2, "skip",
                       "number of skip channels");
  return equalities.take();
}

LogicalResult GatedConvOp::verify() {
  // C2
  ArrayRef<int64_t> weight = getWeight().getType().getShape();
  if (ShapedType::isDynamic(weight[0]) || ShapedType::isDynamic(weight[2]))
    return emitOpError("not supported yet: a dynamic kernel size or a dynamic "
                       "number of gated channels");
  if (weight[2] % 2 != 0)
    return emitOpError("expected the number of outputs of `weight` to be even, "
                       "but got ")
           << weight[2];
  // C3
  if (failed(
          verifySameElementType(*this, getInput(), "input", getBias(), "bias")))
    return failure();
  return verifyDimEqualities(*this);
}

LogicalResult GatedConvOp::reifyResultShapes(
    OpBuilder &builder, ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  reifiedReturnShapes = {
      reifySameDims(builder, getLoc(), getResidual(), getInput()),
      reifyDims(builder, getLoc(), getSkip(),
                {{getInput(), 0}, {getInput(), 1}, {getSkipWeight(), 1}})};
  return success();
}
