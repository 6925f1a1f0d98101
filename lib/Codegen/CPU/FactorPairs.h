// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Factors of bf16 in pairs: two elements of consecutive depth in one lane of 32
// bits, the first in the lower half.

#ifndef LIB_CODEGEN_CPU_FACTORPAIRS_H
#define LIB_CODEGEN_CPU_FACTORPAIRS_H

#include "TileView.h"

namespace ambit::codegen::cpu {

/// The axis of a factor that the contraction sums over, and the one of the
/// result's rows or columns.
struct FactorAxes {
  int64_t depth, across;

  bool operator==(const FactorAxes &other) const {
    return depth == other.depth && across == other.across;
  }
};

/// Operand 0 of `contract` is `lhs`, 1 is `rhs`.
FactorAxes getFactorAxes(tile::ContractOp contract, int64_t operand);

/// True if `contract` multiplies bf16 and sums in f32.
bool multipliesPairs(tile::ContractOp contract);

/// The axes of a tile that such a contraction has as factor, else none.
std::optional<FactorAxes> getPairAxes(mlir::Value tile);

/// Reads a buffer in the units of scratch: elements widened to `element` or,
/// with a `depth` axis, pairs along it, and positions along it count pairs. An
/// odd last element is half a pair: it stands for itself and zero.
struct UnitReader {
  const TileView &source;
  mlir::Type element;
  std::optional<int64_t> depth;

  /// `count` units from `at` on, side by side along `axis`.
  mlir::Value load(Emitter &emitter, llvm::ArrayRef<Index> at, int64_t axis,
                   int64_t count, bool isHalf = false) const;
  void prefetch(Emitter &emitter, llvm::ArrayRef<Index> at) const;
  /// The units in `extent` elements along `axis` that are whole, and all.
  Index countWhole(Emitter &emitter, int64_t axis, Index extent) const;
  Index countAll(Emitter &emitter, int64_t axis, Index extent) const;
};

/// Vectors of f32 as pairs, rounded to nearest, ties to even.
mlir::Value roundPairs(Emitter &emitter, mlir::Value first, mlir::Value second);

/// A vector of f32 as half as many pairs, rounded alike.
mlir::Value roundAlong(Emitter &emitter, mlir::Value elements);

/// sum + left[0] * right[0] + left[1] * right[1] in each lane.
mlir::Value addPairProducts(Emitter &emitter, mlir::Value sum, mlir::Value left,
                            mlir::Value right);

/// `right` with zero where the element of `left` counts as zero.
mlir::Value dropZeroFactors(Emitter &emitter, mlir::Value left,
                            mlir::Value right);

} // namespace ambit::codegen::cpu

#endif // LIB_CODEGEN_CPU_FACTORPAIRS_H
