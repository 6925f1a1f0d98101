// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifies `embedding` and `rope`, and infers their sizes.

#include "dialects/Ambit/AmbitOps.h"

using namespace mlir;
using namespace ambit;

//===--------------------------------------------------------------------===//
// embedding
//===--------------------------------------------------------------------===//

SmallVector<DimEquality> EmbeddingOp::getDimEqualities() {
  DimEqualities equalities;
  int64_t rank = getIds().getType().getRank();
  // C1
  equalities.addResult(getTable(), 1, "table", getOutput(), rank, "output",
                       "number of channels");
  // C2
  equalities.addLeadingResult(getIds(), "ids", getOutput(), "output", rank);
  return equalities.take();
}

LogicalResult EmbeddingOp::verify() {
  // C1
  int64_t idsRank = getIds().getType().getRank();
  int64_t outputRank = getOutput().getType().getRank();
  if (outputRank != idsRank + 1)
    return emitOpError("expected the rank of `output` to be that of `ids` plus "
                       "1, but got ")
           << outputRank << " and " << idsRank;
  return verifyDimEqualities(*this);
}

LogicalResult EmbeddingOp::reifyResultShapes(
    OpBuilder &builder, ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  SmallVector<DimSource> sources;
  for (int64_t dim : llvm::seq(getIds().getType().getRank()))
    sources.push_back({getIds(), dim});
  sources.push_back({getTable(), 1});
  reifiedReturnShapes = {reifyDims(builder, getLoc(), getOutput(), sources)};
  return success();
}

//===--------------------------------------------------------------------===//
// rope
//===--------------------------------------------------------------------===//

SmallVector<DimEquality> RopeOp::getDimEqualities() {
  DimEqualities equalities;
  // C2
  equalities.addLeadingResult(getInput(), "input", getOutput(), "output", 4);
  return equalities.take();
}

LogicalResult RopeOp::verify() {
  // C1
  int64_t headSize = getInput().getType().getDimSize(3);
  if (ShapedType::isDynamic(headSize))
    return emitOpError("not supported yet: `input` with a dynamic head size");
  if (headSize < 2 || headSize % 2 != 0)
    return emitOpError("expected the head size of `input` to be positive and "
                       "even, but got ")
           << headSize;
  // C3
  const APFloat base = getBase();
  if (!base.isFinite() || base.isZero() || base.isNegative())
    return emitOpError("expected `base` to be finite and positive, but got ")
           << base.convertToDouble();
  return verifyDimEqualities(*this);
}

LogicalResult
RopeOp::reifyResultShapes(OpBuilder &builder,
                          ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  reifiedReturnShapes = {
      reifySameDims(builder, getLoc(), getOutput(), getInput())};
  return success();
}
