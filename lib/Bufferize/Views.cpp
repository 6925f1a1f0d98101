// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds strided memrefs over the same elements.
#include "Views.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"

using namespace mlir;
using namespace ambit;

Value bufferize::castToShape(OpBuilder &builder, Location loc, Value buffer,
                             Type tensor) {
  auto from = cast<MemRefType>(buffer.getType());
  ArrayRef<int64_t> shape = cast<RankedTensorType>(tensor).getShape();
  if (from.getShape() == shape)
    return buffer;
  MemRefLayoutAttrInterface layout;
  if (!from.getLayout().isIdentity()) {
    auto [strides, offset] = from.getStridesAndOffset();
    layout = StridedLayoutAttr::get(from.getContext(), offset, strides);
  }
  auto to = MemRefType::get(shape, from.getElementType(), layout,
                            from.getMemorySpace());
  return memref::CastOp::create(builder, loc, to, buffer);
}

Value bufferize::viewHeads(OpBuilder &builder, Location loc, Value buffer,
                           int64_t heads) {
  auto type = cast<MemRefType>(buffer.getType());
  SmallVector<OpFoldResult> sizes = memref::getMixedSizes(builder, loc, buffer);
  int64_t headSize = type.getDimSize(2) / heads;
  sizes.back() = builder.getIndexAttr(heads);
  sizes.push_back(builder.getIndexAttr(headSize));
  SmallVector<int64_t> shape(type.getShape().drop_back());
  shape.append({heads, headSize});
  SmallVector<ReassociationIndices> groups = {{0}, {1}, {2, 3}};
  Value expanded =
      memref::ExpandShapeOp::create(builder, loc, shape, buffer, groups, sizes);
  auto permutation = AffineMap::getPermutationMap(
      ArrayRef<unsigned>{0, 2, 1, 3}, builder.getContext());
  return memref::TransposeOp::create(builder, loc, expanded,
                                     AffineMapAttr::get(permutation));
}

Value bufferize::viewPart(OpBuilder &builder, Location loc, Value buffer,
                          int64_t parts, int64_t number) {
  auto type = cast<MemRefType>(buffer.getType());
  int64_t rank = type.getRank(), channels = type.getShape().back() / parts;
  SmallVector<OpFoldResult> offsets(rank, builder.getIndexAttr(0)),
      strides(rank, builder.getIndexAttr(1)),
      sizes = memref::getMixedSizes(builder, loc, buffer);
  offsets.back() = builder.getIndexAttr(number * channels);
  sizes.back() = builder.getIndexAttr(channels);
  return memref::SubViewOp::create(builder, loc, buffer, offsets, sizes,
                                   strides);
}

/// Dimension `dim` of `buffer` as far as the ops that made it say; else null.
static OpFoldResult findDim(Value buffer, int64_t dim) {
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.isDynamicDim(dim))
    return Builder(buffer.getContext()).getIndexAttr(type.getDimSize(dim));
  Operation *op = buffer.getDefiningOp();
  if (auto alloc = dyn_cast_or_null<memref::AllocOp>(op))
    return alloc.getMixedSizes()[dim];
  if (auto expand = dyn_cast_or_null<memref::ExpandShapeOp>(op))
    return expand.getMixedOutputShape()[dim];
  if (auto view = dyn_cast_or_null<memref::SubViewOp>(op))
    return view.getDroppedDims().none() ? view.getMixedSizes()[dim]
                                        : OpFoldResult();
  if (auto transpose = dyn_cast_or_null<memref::TransposeOp>(op))
    return findDim(transpose.getIn(),
                   transpose.getPermutation().getDimPosition(dim));
  if (auto cast = dyn_cast_or_null<memref::CastOp>(op))
    if (isa<MemRefType>(cast.getSource().getType()))
      return findDim(cast.getSource(), dim);
  return {};
}

void bufferize::resolveViewDims(Operation *op) {
  op->walk([](memref::DimOp dim) {
    std::optional<int64_t> number = dim.getConstantIndex();
    if (!number || !isa<MemRefType>(dim.getSource().getType()))
      return;
    OpFoldResult size = findDim(dim.getSource(), *number);
    if (!size)
      return;
    OpBuilder builder(dim);
    dim.replaceAllUsesWith(
        getValueOrCreateConstantIndexOp(builder, dim.getLoc(), size));
    dim->erase();
  });
}
