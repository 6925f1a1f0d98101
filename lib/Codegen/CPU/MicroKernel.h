// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The contraction micro-kernel: accumulators in registers, one loop of
// multiply-adds.

#ifndef LIB_CODEGEN_CPU_MICROKERNEL_H
#define LIB_CODEGEN_CPU_MICROKERNEL_H

#include "CPUTarget.h"
#include "TileView.h"

namespace ambit::codegen::cpu {

/// accumulators[i][j] += sum_r sum_k broadcast(r, k, i) * lanes(r, k, j), with
/// `i` a row of the register tile and `j` a vector of it.
struct MicroKernel {
  RegisterTile tile;
  int64_t lanes;
  /// Extents of the leading axis (1 if there is none) and of the contracted,
  /// which is summed from `first` on.
  Index leading, depth, first;
  /// With `pairs` both operands come in pairs of bf16, and depth counts pairs.
  /// From `depth` to `end` only the first element of a pair is there.
  bool pairs = false;
  Index end;
  /// The operand that is one scalar for all lanes, and the one of vectors.
  llvm::function_ref<mlir::Value(Index leading, Index depth, int64_t row,
                                 bool isHalf)>
      loadScalar;
  llvm::function_ref<mlir::Value(Index leading, Index depth, int64_t vector)>
      loadVector;
  /// Where the factor of `lhs` is zero, add nothing: `lhs` is the vector
  /// operand if `absorbVector`, else the scalar.
  bool absorb = false, absorbVector = false;

  /// Returns the accumulators after the loop, row by row.
  llvm::SmallVector<mlir::Value>
  emit(Emitter &emitter, llvm::ArrayRef<mlir::Value> accumulators) const;

private:
  /// Steps per turn of the loop: few enough turns that the processor predicts
  /// the last one.
  static constexpr int64_t stepsPerTurn = 4;

  llvm::SmallVector<mlir::Value>
  emitSteps(Emitter &emitter, Index leading, Index depth, int64_t count,
            bool isHalf, llvm::ArrayRef<mlir::Value> sums) const;
  mlir::Value emitStep(Emitter &emitter, mlir::Value scalar, mlir::Value vector,
                       mlir::Value sum) const;
};

/// The products of one row with as many others as there are lanes, one per
/// lane: each is summed over vectors along the depth, then across them.
struct RowProducts {
  int64_t lanes;
  Index depth;
  /// `lanes` elements of the row from `depth` on, or of row number `other`; an
  /// element where `mask`, if given, is false is zero.
  llvm::function_ref<mlir::Value(Index depth, mlir::Value mask)> loadRow;
  llvm::function_ref<mlir::Value(Index depth, int64_t other, mlir::Value mask)>
      loadOther;

  mlir::Value emit(Emitter &emitter, mlir::Type element) const;
};

} // namespace ambit::codegen::cpu

#endif // LIB_CODEGEN_CPU_MICROKERNEL_H
