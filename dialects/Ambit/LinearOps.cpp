// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifies `linear` and infers its sizes.

#include "dialects/Ambit/AmbitOps.h"

using namespace mlir;
using namespace ambit;

SmallVector<DimEquality> LinearOp::getDimEqualities() {
  DimEqualities equalities;
  int64_t last = getInput().getType().getRank() - 1;
  // C1
  equalities.add(getInput(), last, "input", getWeight(), 0, "weight",
                 "number of input channels");
  // C2
  equalities.addResult(getWeight(), 1, "weight", getOutput(), last, "output",
                       "number of output channels");
  // C3
  equalities.add(getBias(), 0, "bias", getWeight(), 1, "weight",
                 "number of output channels");
  // C4
  equalities.addLeadingResult(getInput(), "input", getOutput(), "output", last);
  return equalities.take();
}

LogicalResult LinearOp::verify() {
  // C4
  if (failed(verifySameRows(*this, getInput(), getOutput())))
    return failure();
  // C3
  if (failed(
          verifySameElementType(*this, getInput(), "input", getBias(), "bias")))
    return failure();
  return verifyDimEqualities(*this);
}

LogicalResult
LinearOp::reifyResultShapes(OpBuilder &builder,
                            ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  reifiedReturnShapes = {
      reifyRows(builder, getLoc(), getOutput(), getInput(), getWeight())};
  return success();
}
