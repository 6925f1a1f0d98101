// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifies attention, infers its sizes and simplifies its masks.

#include "dialects/Ambit/AmbitOps.h"
#include "dialects/Ambit/AssemblyClauses.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <cmath>

using namespace mlir;
using namespace ambit;

//===--------------------------------------------------------------------===//
// Masks of attention and of its block
//===--------------------------------------------------------------------===//

LogicalResult ambit::verifyMaskCount(Operation *op, ArrayAttr masks,
                                     int64_t heads) {
  if (!masks || masks.size() == 1 ||
      static_cast<int64_t>(masks.size()) == heads)
    return success();
  return op->emitOpError("expected one mask or one for each head, but got ")
         << masks.size() << " masks and " << heads << " heads";
}

bool ambit::needEqualLengths(ArrayAttr masks) {
  return masks && llvm::any_of(masks.getAsRange<MaskAttr>(), [](MaskAttr mask) {
           return mask.needsEqualLengths();
         });
}

//===--------------------------------------------------------------------===//
// attention
//===--------------------------------------------------------------------===//

double AttentionOp::getScaleValue() {
  if (getScale())
    return getScale()->convertToDouble();
  return 1.0 / std::sqrt(static_cast<double>(getHeadSize()));
}

MaskAttr AttentionOp::getMask(int64_t head) {
  ArrayAttr masks = getMasksAttr();
  if (!masks)
    return {};
  return cast<MaskAttr>(masks[masks.size() == 1 ? 0 : head]);
}

FloatType AttentionOp::getScoreType() {
  if (getQuery().getType().getElementType().isF64())
    return Float64Type::get(getContext());
  return Float32Type::get(getContext());
}

// The dimensions of `bias`, each 1 or that of the scores.
static void addBiasEqualities(AttentionOp op, DimEqualities &equalities) {
  Value bias = op.getBias();
  if (!bias)
    return;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(bias.getType()).getShape();
  if (shape[0] != 1)
    equalities.add(bias, 0, "bias", op.getQuery(), 0, "query", "batch size");
  if (shape[1] != 1)
    equalities.add(bias, 1, "bias", op.getQuery(), 1, "query",
                   "number of heads");
  equalities.add(bias, 2, "bias", op.getQuery(), 2, "query", "length");
  equalities.add(bias, 3, "bias", op.getKey(), 2, "key", "length");
}

SmallVector<DimEquality> AttentionOp::getDimEqualities() {
  DimEqualities equalities;
  // C1
  equalities.add(getQuery(), 0, "query", getKey(), 0, "key", "batch size");
  equalities.add(getQuery(), 0, "query", getValue(), 0, "value", "batch size");
  // C2
  equalities.add(getQuery(), 3, "query", getKey(), 3, "key", "head size");
  // C3
  equalities.add(getKey(), 2, "key", getValue(), 2, "value", "length");
  // C4
  equalities.add(getKey(), 1, "key", getValue(), 1, "value", "number of heads");
  // C7
  addBiasEqualities(*this, equalities);
  // C9
  if (needEqualLengths(getMasksAttr()))
    equalities.add(getQuery(), 2, "query", getKey(), 2, "key",
                   "length, as `causal` without an offset needs");
  // C11
  equalities.addLeadingResult(getQuery(), "query", getOutput(), "output", 3);
  equalities.addResult(getValue(), 3, "value", getOutput(), 3, "output",
                       "head size");
  if (getLse())
    equalities.addLeadingResult(getQuery(), "query", getLse(), "lse", 3);
  return equalities.take();
}

// C5 and C6
static LogicalResult verifyHeads(AttentionOp op) {
  int64_t heads = op.getHeads(), keyHeads = op.getKeyHeads();
  if (ShapedType::isDynamic(heads) || ShapedType::isDynamic(keyHeads) ||
      ShapedType::isDynamic(op.getValue().getType().getDimSize(1)))
    return op.emitOpError("not supported yet: a dynamic number of heads");
  if (heads < 1 || keyHeads < 1 || heads % keyHeads != 0)
    return op.emitOpError("expected the number of heads of `query` to be a "
                          "positive multiple of that of `key`, but got ")
           << heads << " and " << keyHeads;
  int64_t headSize = op.getHeadSize(), valueSize = op.getValueSize();
  if (ShapedType::isDynamic(headSize) || ShapedType::isDynamic(valueSize) ||
      ShapedType::isDynamic(op.getKey().getType().getDimSize(3)))
    return op.emitOpError("not supported yet: a dynamic head size");
  if (headSize < 1 || valueSize < 1)
    return op.emitOpError(
               "expected the head sizes of `query` and `value` to be "
               "positive, but got ")
           << headSize << " and " << valueSize;
  return success();
}

// C10
static LogicalResult verifyScore(AttentionOp op) {
  if (!op.hasScoreRegion())
    return success();
  Block &block = op.getScore().front();
  Type score = op.getScoreType();
  Type index = IndexType::get(op.getContext());
  SmallVector<Type> expected = {score, index, index, index, index};
  if (block.getArgumentTypes() != TypeRange(expected))
    return op.emitOpError("expected `score` to take ")
           << expected << ", but got " << block.getArgumentTypes();
  auto yield = dyn_cast<YieldOp>(block.getTerminator());
  if (!yield || yield.getResult().getType() != score)
    return op.emitOpError("expected `score` to end with `ambit.yield` of ")
           << score << ", but got " << *block.getTerminator();
  for (Operation &inner : block)
    if (!isPure(&inner) || inner.getNumRegions() != 0) {
      InFlightDiagnostic diagnostic =
          op.emitOpError("expected `score` to have ops without side effects "
                         "and regions, but got `")
          << inner.getName() << "`";
      diagnostic.attachNote(inner.getLoc()) << "the op is here";
      return diagnostic;
    }
  return success();
}

LogicalResult AttentionOp::verify() {
  // C7
  if (failed(
          verifySameElementType(*this, getQuery(), "query", getBias(), "bias")))
    return failure();
  // C8
  if (failed(verifyMaskCount(*this, getMasksAttr(), getHeads())))
    return failure();
  // C11
  if (getLse() && getElementTypeOrSelf(getLse()) != getScoreType())
    return emitOpError("expected the element type of `lse` to be ")
           << getScoreType() << ", but got " << getElementTypeOrSelf(getLse());
  // C12
  if (getScale() && !getScale()->isFinite())
    return emitOpError("expected `scale` to be finite, but got ")
           << getScale()->convertToDouble();
  if (failed(verifyDimEqualities(*this)))
    return failure();
  if (failed(verifyHeads(*this)))
    return failure();
  return verifyScore(*this);
}

LogicalResult AttentionOp::reifyResultShapes(
    OpBuilder &builder, ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  SmallVector<DimSource> sources = {
      {getQuery(), 0}, {getQuery(), 1}, {getQuery(), 2}, {getValue(), 3}};
  reifiedReturnShapes.push_back(
      reifyDims(builder, getLoc(), getOutput(), sources));
  if (getLse())
    reifiedReturnShapes.push_back(
        reifyDims(builder, getLoc(), getLse(), ArrayRef(sources).drop_back()));
  return success();
}

// Masks in fewer words; equal masks become one; the mask of all pairs goes.
LogicalResult AttentionOp::canonicalize(AttentionOp op,
                                        PatternRewriter &rewriter) {
  ArrayAttr masks = op.getMasksAttr();
  if (!masks)
    return rewriter.notifyMatchFailure(op, "no mask");
  SmallVector<Attribute> simplified;
  for (auto mask : masks.getAsRange<MaskAttr>())
    simplified.push_back(mask.simplify());
  if (llvm::all_equal(simplified))
    simplified.resize(1);
  ArrayAttr result = rewriter.getArrayAttr(simplified);
  if (cast<MaskAttr>(simplified[0]).isAll() && simplified.size() == 1)
    result = {};
  if (result == masks)
    return rewriter.notifyMatchFailure(op, "the masks are simple");
  rewriter.modifyOpInPlace(op, [&] {
    if (result)
      op.setMasksAttr(result);
    else
      op.removeMasksAttr();
  });
  return success();
}
