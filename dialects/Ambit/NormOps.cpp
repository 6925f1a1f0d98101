// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifies the norms and infers their sizes.

#include "dialects/Ambit/AmbitOps.h"

using namespace mlir;
using namespace ambit;

static DimEqualities getNormEqualities(Value input, Value scale, Value bias,
                                       Value output) {
  DimEqualities equalities;
  int64_t rank = cast<RankedTensorType>(input.getType()).getRank();
  // C1
  equalities.add(input, rank - 1, "input", scale, 0, "scale",
                 "number of channels");
  equalities.add(input, rank - 1, "input", bias, 0, "bias",
                 "number of channels");
  // C3
  equalities.addLeadingResult(input, "input", output, "output", rank);
  return equalities;
}

// The constraints that layer_norm and rms_norm share.
static LogicalResult verifyNorm(Operation *op, RankedTensorType input,
                                RankedTensorType output,
                                const APFloat &epsilon) {
  // C3
  if (input.getRank() < 1 || input.getRank() != output.getRank())
    return op->emitOpError(
               "expected `input` and `output` to have the same rank, "
               "at least 1, but got ")
           << input.getRank() << " and " << output.getRank();
  // C2
  int64_t channels = input.getShape().back();
  if (ShapedType::isDynamic(channels))
    return op->emitOpError(
        "not supported yet: `input` with a dynamic number of "
        "channels");
  if (channels < 1)
    return op->emitOpError(
               "expected `input` to have at least 1 channel, but got ")
           << channels;
  // C4 of rms_norm, C5 of layer_norm
  if (!epsilon.isFinite() || (epsilon.isNegative() && !epsilon.isZero()))
    return op->emitOpError("expected `epsilon` to be finite and not negative, "
                           "but got ")
           << epsilon.convertToDouble();
  return verifyDimEqualities(op);
}

SmallVector<DimEquality> LayerNormOp::getDimEqualities() {
  return getNormEqualities(getInput(), getScale(), getBias(), getOutput())
      .take();
}

LogicalResult LayerNormOp::verify() {
  // C4
  if (failed(
          verifySameElementType(*this, getInput(), "input", getBias(), "bias")))
    return failure();
  return verifyNorm(*this, getInput().getType(), getOutput().getType(),
                    getEpsilon());
}

LogicalResult LayerNormOp::reifyResultShapes(
    OpBuilder &builder, ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  reifiedReturnShapes = {
      reifySameDims(builder, getLoc(), getOutput(), getInput())};
  return success();
}

SmallVector<DimEquality> RmsNormOp::getDimEqualities() {
  return getNormEqualities(getInput(), getScale(), Value(), getOutput()).take();
}

LogicalResult RmsNormOp::verify() {
  return verifyNorm(*this, getInput().getType(), getOutput().getType(),
                    getEpsilon());
}

LogicalResult
RmsNormOp::reifyResultShapes(OpBuilder &builder,
                             ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  reifiedReturnShapes = {
      reifySameDims(builder, getLoc(), getOutput(), getInput())};
  return success();
}
