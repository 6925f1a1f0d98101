// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Equalities among dimensions, and result sizes that follow from operands.

#include "dialects/Ambit/DimCheck.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace ambit;

static int64_t getDim(Value value, int64_t dim) {
  return cast<RankedTensorType>(value.getType()).getDimSize(dim);
}

int64_t DimEquality::getStaticA() const { return getDim(a, aDim); }

int64_t DimEquality::getStaticB() const {
  return b ? getDim(b, bDim) : constant;
}

bool DimEquality::isStatic() const {
  return ShapedType::isStatic(getStaticA()) &&
         ShapedType::isStatic(getStaticB());
}

std::string DimEquality::getMessage() const {
  return llvm::formatv("expected `{0}` and `{1}` to have the same {2}, but got "
                       "{{0} and {{1}",
                       aName, bName, what)
      .str();
}

std::string DimEquality::getMessage(int64_t a, int64_t b) const {
  return llvm::formatv("expected `{0}` and `{1}` to have the same {2}, but got "
                       "{3} and {4}",
                       aName, bName, what, a, b)
      .str();
}

void DimEqualities::add(Value a, int64_t aDim, StringRef aName, Value b,
                        int64_t bDim, StringRef bName, const Twine &what) {
  if (a && b)
    equalities.push_back(
        {a, aDim, aName.str(), b, bDim, 0, bName.str(), what.str()});
}

void DimEqualities::addConstant(Value a, int64_t aDim, StringRef aName,
                                int64_t constant, StringRef bName,
                                const Twine &what) {
  if (a)
    equalities.push_back(
        {a, aDim, aName.str(), Value(), -1, constant, bName.str(), what.str()});
}

void DimEqualities::addResult(Value a, int64_t aDim, StringRef aName,
                              Value result, int64_t resultDim,
                              StringRef resultName, const Twine &what) {
  if (result && ShapedType::isStatic(getDim(result, resultDim)))
    addConstant(a, aDim, aName, getDim(result, resultDim), resultName, what);
}

void DimEqualities::addLeadingResult(Value a, StringRef aName, Value result,
                                     StringRef resultName, int64_t count) {
  for (int64_t dim = 0; dim < count; ++dim)
    addResult(a, dim, aName, result, dim, resultName,
              "dimension " + Twine(dim));
}

LogicalResult ambit::verifyDimEqualities(Operation *op) {
  for (const DimEquality &equality :
       cast<DimCheckOpInterface>(op).getDimEqualities()) {
    int64_t a = equality.getStaticA(), b = equality.getStaticB();
    if (equality.isStatic() && a != b)
      return op->emitOpError(equality.getMessage(a, b));
  }
  return success();
}

LogicalResult ambit::verifySameElementType(Operation *op, Value a,
                                           StringRef aName, Value b,
                                           StringRef bName) {
  if (!a || !b)
    return success();
  Type aType = getElementTypeOrSelf(a), bType = getElementTypeOrSelf(b);
  if (aType == bType)
    return success();
  return op->emitOpError("expected `")
         << aName << "` and `" << bName
         << "` to have the same element type, but got " << aType << " and "
         << bType;
}

LogicalResult ambit::verifySameRows(Operation *op, Value input, Value output) {
  int64_t inputRank = cast<RankedTensorType>(input.getType()).getRank();
  int64_t outputRank = cast<RankedTensorType>(output.getType()).getRank();
  if (inputRank >= 1 && inputRank == outputRank)
    return success();
  return op->emitOpError(
             "expected `input` and `output` to have the same rank, at "
             "least 1, but got ")
         << inputRank << " and " << outputRank;
}

SmallVector<OpFoldResult> ambit::reifyDims(OpBuilder &builder, Location loc,
                                           Value result,
                                           ArrayRef<DimSource> sources) {
  SmallVector<OpFoldResult> sizes;
  for (auto [dim, source] : llvm::enumerate(sources)) {
    int64_t size = getDim(result, dim);
    if (ShapedType::isStatic(size))
      sizes.push_back(builder.getIndexAttr(size));
    else if (source.first)
      sizes.push_back(
          tensor::DimOp::create(builder, loc, source.first, source.second)
              .getResult());
    else
      sizes.push_back(
          arith::ConstantIndexOp::create(builder, loc, source.second)
              .getResult());
  }
  return sizes;
}

SmallVector<OpFoldResult> ambit::reifySameDims(OpBuilder &builder, Location loc,
                                               Value result, Value source) {
  SmallVector<DimSource> sources;
  for (int64_t dim :
       llvm::seq(cast<RankedTensorType>(result.getType()).getRank()))
    sources.push_back({source, dim});
  return reifyDims(builder, loc, result, sources);
}

SmallVector<OpFoldResult> ambit::reifyRows(OpBuilder &builder, Location loc,
                                           Value result, Value input,
                                           Value weight) {
  SmallVector<DimSource> sources;
  for (int64_t dim :
       llvm::seq(cast<RankedTensorType>(result.getType()).getRank() - 1))
    sources.push_back({input, dim});
  sources.push_back({weight, 1});
  return reifyDims(builder, loc, result, sources);
}
