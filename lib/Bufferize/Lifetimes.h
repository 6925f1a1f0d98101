// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// When the buffers of a model hold something that is still read.
#ifndef AMBIT_LIB_BUFFERIZE_LIFETIMES_H
#define AMBIT_LIB_BUFFERIZE_LIFETIMES_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace ambit::bufferize {

/// From the first to the last op that reads or writes the buffer, both
/// included, as numbers of ops in the block.
struct Lifetime {
  mlir::memref::AllocOp alloc;
  unsigned begin = 0;
  unsigned end = 0;
};

/// The lifetimes of the buffers that `block` allocates, by their begin.
llvm::SmallVector<Lifetime> computeLifetimes(mlir::Block &block);

} // namespace ambit::bufferize

#endif // AMBIT_LIB_BUFFERIZE_LIFETIMES_H
