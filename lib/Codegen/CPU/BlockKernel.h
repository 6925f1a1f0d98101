// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The contraction by blocks of a matrix unit: 16 x 16 sums in a register, 32
// elements of depth a step.

#ifndef LIB_CODEGEN_CPU_BLOCKKERNEL_H
#define LIB_CODEGEN_CPU_BLOCKKERNEL_H

#include "CPUTarget.h"
#include "TileLayout.h"

namespace ambit::codegen::cpu {

/// Rows and columns of sums, and pairs of a step.
inline constexpr int64_t blockSize = 16;

/// True if a block fits into the tiles of `contract`, and its rows of depth can
/// be read as they lie or are copied so.
bool holdsBlocks(tile::ContractOp contract, const TileLayout &layout);

/// True if `contract` multiplies bf16 by blocks on `target`.
bool multipliesBlocks(tile::ContractOp contract, const TileLayout &layout,
                      const CPUTarget &target);

/// True if there are blocks in `op`: then the process must ask for the unit.
bool usesBlocks(mlir::Operation *op);

/// 16 rows of 64 bytes in memory.
struct BlockAddress {
  mlir::Value pointer;
  /// Bytes from a row to the next.
  mlir::Value stride;
};

/// The block at `at` whose rows run along `rowAxis`.
BlockAddress getBlockAddress(Emitter &emitter, const TileView &view,
                             llvm::ArrayRef<Index> at, int64_t rowAxis);

/// sums(i, j) = start(i, j) + sum_r sum_k left(r, k, i) * right(r, k, j), with
/// `rows` times `columns` blocks of sums and blocks of 32 elements of depth.
struct BlockKernel {
  int64_t rows, columns;
  /// Extent of the leading axis (1 if there is none), and blocks of depth.
  Index leading, steps;
  llvm::function_ref<BlockAddress(Index leading, Index step, int64_t block)>
      getLeft, getRight;
  /// Where the sums are; an empty address to start from zero.
  llvm::function_ref<BlockAddress(int64_t row, int64_t column)> getStart,
      getSums;

  void emit(Emitter &emitter) const;
};

} // namespace ambit::codegen::cpu

#endif // LIB_CODEGEN_CPU_BLOCKKERNEL_H
