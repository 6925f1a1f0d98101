// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifies activations and elementwise arithmetic, and infers their sizes.

#include "dialects/Ambit/AmbitOps.h"

using namespace mlir;
using namespace ambit;

// Both ranks are equal, so that dimensions can be compared one by one.
static LogicalResult verifySameRank(Operation *op, Value a, StringRef aName,
                                    Value b, StringRef bName) {
  int64_t aRank = cast<RankedTensorType>(a.getType()).getRank();
  int64_t bRank = cast<RankedTensorType>(b.getType()).getRank();
  if (aRank == bRank)
    return success();
  return op->emitOpError("expected `")
         << aName << "` and `" << bName << "` to have the same rank, but got "
         << aRank << " and " << bRank;
}

//===--------------------------------------------------------------------===//
// activation
//===--------------------------------------------------------------------===//

SmallVector<DimEquality> ActivationOp::getDimEqualities() {
  DimEqualities equalities;
  // C1
  equalities.addLeadingResult(getInput(), "input", getOutput(), "output",
                              getInput().getType().getRank());
  return equalities.take();
}

LogicalResult ActivationOp::verify() {
  // C1
  if (failed(verifySameRank(*this, getInput(), "input", getOutput(), "output")))
    return failure();
  return verifyDimEqualities(*this);
}

LogicalResult ActivationOp::reifyResultShapes(
    OpBuilder &builder, ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  reifiedReturnShapes = {
      reifySameDims(builder, getLoc(), getOutput(), getInput())};
  return success();
}

// relu(relu(x)) is relu(x).
OpFoldResult ActivationOp::fold(FoldAdaptor) {
  auto inner = getInput().getDefiningOp<ActivationOp>();
  if (getKind() == ActivationKind::Relu && inner &&
      inner.getKind() == ActivationKind::Relu && inner.getType() == getType())
    return inner.getResult();
  return {};
}

//===--------------------------------------------------------------------===//
// add and mul
//===--------------------------------------------------------------------===//

template <typename Op>
static SmallVector<DimEquality> getBinaryEqualities(Op op) {
  DimEqualities equalities;
  int64_t rank = op.getLeft().getType().getRank();
  // C1
  for (int64_t dim : llvm::seq(rank))
    equalities.add(op.getLeft(), dim, "left", op.getRight(), dim, "right",
                   "dimension " + Twine(dim));
  // C2
  equalities.addLeadingResult(op.getLeft(), "left", op.getOutput(), "output",
                              rank);
  return equalities.take();
}

template <typename Op> static LogicalResult verifyBinary(Op op) {
  // C1
  if (failed(verifySameRank(op, op.getLeft(), "left", op.getRight(), "right")))
    return failure();
  // C2
  if (failed(
          verifySameRank(op, op.getLeft(), "left", op.getOutput(), "output")))
    return failure();
  return verifyDimEqualities(op);
}

SmallVector<DimEquality> AddOp::getDimEqualities() {
  return getBinaryEqualities(*this);
}

LogicalResult AddOp::verify() { return verifyBinary(*this); }

LogicalResult
AddOp::reifyResultShapes(OpBuilder &builder,
                         ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  reifiedReturnShapes = {
      reifySameDims(builder, getLoc(), getOutput(), getLeft())};
  return success();
}

SmallVector<DimEquality> MulOp::getDimEqualities() {
  return getBinaryEqualities(*this);
}

LogicalResult MulOp::verify() { return verifyBinary(*this); }

LogicalResult
MulOp::reifyResultShapes(OpBuilder &builder,
                         ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  reifiedReturnShapes = {
      reifySameDims(builder, getLoc(), getOutput(), getLeft())};
  return success();
}
