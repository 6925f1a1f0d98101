// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sizes of buffers as formulas of dynamic dimensions.
#ifndef AMBIT_LIB_BUFFERIZE_BYTESIZE_H
#define AMBIT_LIB_BUFFERIZE_BYTESIZE_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace ambit::bufferize {

/// The size of one buffer: a number of bytes times dimensions.
struct ByteProduct {
  /// Saturated.
  uint64_t factor;
  llvm::SmallVector<mlir::Value> dims;

  explicit ByteProduct(mlir::memref::AllocOp alloc);
  bool hasSameDims(const ByteProduct &other) const;
};

/// The size of a slot: the largest of several products.
class ByteSize {
public:
  /// Makes room for one more buffer.
  void include(const ByteProduct &product);
  /// How badly a buffer suits: less is better, 0 is a perfect fit.
  uint64_t getWaste(const ByteProduct &product) const;

  /// The size, a multiple of `alignment`, as an index. It wraps when it does
  /// not fit 64 bits.
  mlir::Value emit(mlir::OpBuilder &builder, mlir::Location loc,
                   int64_t alignment) const;
  /// An f64 that is at least the size, up to rounding.
  mlir::Value emitBound(mlir::OpBuilder &builder, mlir::Location loc) const;
  bool isDynamic() const;

private:
  llvm::SmallVector<ByteProduct, 1> products;
};

} // namespace ambit::bufferize

#endif // AMBIT_LIB_BUFFERIZE_BYTESIZE_H
