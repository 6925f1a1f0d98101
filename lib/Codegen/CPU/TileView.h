// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the elements of a tile are: flat memory, an origin and strides.

#ifndef LIB_CODEGEN_CPU_TILEVIEW_H
#define LIB_CODEGEN_CPU_TILEVIEW_H

#include "dialects/Tile/TileOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"

namespace ambit::codegen::cpu {

/// An element offset or stride: a constant or an `index` value.
using Index = mlir::OpFoldResult;

/// A builder with the few index and vector forms that loops are made of.
class Emitter {
public:
  Emitter(mlir::OpBuilder &builder, mlir::Location loc)
      : builder(builder), loc(loc) {}

  mlir::Value constant(int64_t value);
  mlir::Value value(Index index);
  Index add(Index left, Index right);
  Index sub(Index left, Index right);
  Index mul(Index left, Index right);
  /// `left / divisor`, rounded down; `left` is not negative.
  Index divide(Index left, int64_t divisor);
  /// `left` rounded down to a multiple of `multiple`.
  Index roundDown(Index left, int64_t multiple);
  Index roundUp(Index left, int64_t multiple);
  mlir::Value less(Index left, Index right);
  Index select(mlir::Value condition, Index left, Index right);

  /// `scalar` in every lane; a vector is returned as it is.
  mlir::Value splat(mlir::Value scalar, int64_t lanes);
  /// True in the first `count` of `lanes` lanes.
  mlir::Value tailMask(Index count, int64_t lanes);
  /// A float constant of type `type`, a scalar or a vector.
  mlir::Value number(double value, mlir::Type type);
  /// Zero of type `type`.
  mlir::Value zero(mlir::Type type);
  /// Runs `body(iv, carried)` for `lower <= iv < upper` in steps; returns the
  /// carried values after the loop. A loop that runs once is unrolled.
  llvm::SmallVector<mlir::Value>
  loop(Index lower, Index upper, int64_t step, mlir::ValueRange carried,
       llvm::function_ref<
           llvm::SmallVector<mlir::Value>(Index, llvm::ArrayRef<mlir::Value>)>
           body);

  mlir::OpBuilder &builder;
  mlir::Location loc;
};

/// The constant of `index`, if it is one.
std::optional<int64_t> getConstant(Index index);

/// A tile in flat memory: element `t` is at `origin + sum_a t[a]*strides[a]`.
struct TileView {
  /// The lanes of scratch may lie in panels: `width` of them side by side, the
  /// next ones `stride` elements on.
  struct Panels {
    int64_t axis, width, stride;
  };

  mlir::Value memory;
  Index origin;
  llvm::SmallVector<Index, 3> strides;
  std::optional<Panels> panels;

  mlir::Type getElementType() const;
  bool hasUnitStride(int64_t axis) const;
  mlir::Value address(Emitter &emitter, llvm::ArrayRef<Index> at) const;
  mlir::Value loadScalar(Emitter &emitter, llvm::ArrayRef<Index> at) const;
  void storeScalar(Emitter &emitter, mlir::Value scalar,
                   llvm::ArrayRef<Index> at) const;
  /// `lanes` elements from `at` on, along an axis of unit stride; where `mask`
  /// is false the element is zero and is not read. 16-bit floats under a mask
  /// come widened to f32.
  mlir::Value loadVector(Emitter &emitter, llvm::ArrayRef<Index> at,
                         int64_t lanes, mlir::Value mask = {}) const;
  /// Asks for the cache line of the element, which need not exist.
  void prefetch(Emitter &emitter, llvm::ArrayRef<Index> at) const;
  void storeVector(Emitter &emitter, mlir::Value vector,
                   llvm::ArrayRef<Index> at, mlir::Value mask = {}) const;
};

/// The block of a buffer that `tile.load` or `tile.store` addresses.
TileView getBufferView(Emitter &emitter, mlir::Value buffer,
                       mlir::ValueRange offsets, llvm::ArrayRef<int64_t> axes,
                       llvm::ArrayRef<Index> steps);

/// `value` as element type `type`: widened exactly, or rounded to nearest.
mlir::Value convertFloat(Emitter &emitter, mlir::Value value, mlir::Type type);

/// The elements of two vectors in turn: the first halves, then the second.
std::pair<mlir::Value, mlir::Value> interleave(Emitter &emitter, mlir::Value a,
                                               mlir::Value b);

/// As many vectors as lanes → one whose lane `l` is the sum of `vectors[l]`.
mlir::Value sumEach(Emitter &emitter, llvm::SmallVector<mlir::Value> vectors);

/// A square of vectors, rows and columns exchanged, in registers.
llvm::SmallVector<mlir::Value> transpose(Emitter &emitter,
                                         llvm::ArrayRef<mlir::Value> rows);

} // namespace ambit::codegen::cpu

#endif // LIB_CODEGEN_CPU_TILEVIEW_H
