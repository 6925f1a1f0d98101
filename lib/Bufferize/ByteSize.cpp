// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compares sizes as far as they have the same dynamic dimensions, and emits
// them.
#include "ByteSize.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace ambit::bufferize;

ByteProduct::ByteProduct(memref::AllocOp alloc)
    : factor(llvm::divideCeil(alloc.getType().getElementTypeBitWidth(), 8)),
      dims(alloc.getDynamicSizes()) {
  for (int64_t size : alloc.getType().getShape())
    if (ShapedType::isStatic(size))
      factor = llvm::SaturatingMultiply<uint64_t>(factor, size);
  factor = std::min<uint64_t>(factor, INT64_MAX);
}

bool ByteProduct::hasSameDims(const ByteProduct &other) const {
  return dims.size() == other.dims.size() &&
         std::is_permutation(dims.begin(), dims.end(), other.dims.begin());
}

void ByteSize::include(const ByteProduct &product) {
  for (ByteProduct &mine : products)
    if (mine.hasSameDims(product)) {
      mine.factor = std::max(mine.factor, product.factor);
      return;
    }
  products.push_back(product);
}

uint64_t ByteSize::getWaste(const ByteProduct &product) const {
  for (const ByteProduct &mine : products)
    if (mine.hasSameDims(product))
      return mine.factor > product.factor ? mine.factor - product.factor
                                          : product.factor - mine.factor;
  return UINT64_MAX;
}

bool ByteSize::isDynamic() const {
  return llvm::any_of(products, [](const ByteProduct &product) {
    return !product.dims.empty();
  });
}

Value ByteSize::emit(OpBuilder &builder, Location loc,
                     int64_t alignment) const {
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value largest;
  for (const ByteProduct &product : products) {
    Value bytes = constant(product.factor);
    for (Value dim : product.dims)
      bytes = builder.createOrFold<arith::MulIOp>(loc, bytes, dim);
    largest =
        largest
            ? arith::MaxSIOp::create(builder, loc, largest, bytes).getResult()
            : bytes;
  }
  Value padded = builder.createOrFold<arith::AddIOp>(loc, largest,
                                                     constant(alignment - 1));
  return builder.createOrFold<arith::AndIOp>(loc, padded, constant(-alignment));
}

Value ByteSize::emitBound(OpBuilder &builder, Location loc) const {
  Type f64 = builder.getF64Type(), i64 = builder.getI64Type();
  Value sum;
  for (const ByteProduct &product : products) {
    Value bytes = arith::ConstantOp::create(
        builder, loc, builder.getF64FloatAttr(double(product.factor)));
    for (Value dim : product.dims) {
      Value integer = arith::IndexCastOp::create(builder, loc, i64, dim);
      Value real = arith::SIToFPOp::create(builder, loc, f64, integer);
      bytes = arith::MulFOp::create(builder, loc, bytes, real);
    }
    sum = sum ? arith::AddFOp::create(builder, loc, sum, bytes).getResult()
              : bytes;
  }
  return sum;
}
