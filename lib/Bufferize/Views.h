// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Views of tensors as views of buffers.
#ifndef AMBIT_LIB_BUFFERIZE_VIEWS_H
#define AMBIT_LIB_BUFFERIZE_VIEWS_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace ambit::bufferize {

/// `buffer` with the static sizes of `tensor`, which has the same sizes.
mlir::Value castToShape(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value buffer, mlir::Type tensor);

/// `[batch, n, heads * d]` as `[batch, heads, n, d]`.
mlir::Value viewHeads(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value buffer, int64_t heads);

/// Part `number` of `parts` equal parts of the last axis.
mlir::Value viewPart(mlir::OpBuilder &builder, mlir::Location loc,
                     mlir::Value buffer, int64_t parts, int64_t number);

/// Replaces the dimensions of views of allocations, anywhere in `op`, by the
/// sizes that were allocated.
void resolveViewDims(mlir::Operation *op);

} // namespace ambit::bufferize

#endif // AMBIT_LIB_BUFFERIZE_VIEWS_H
