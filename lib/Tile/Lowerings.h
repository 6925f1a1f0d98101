// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The lowerings of the stage, one per family of operations.

#ifndef LIB_TILE_LOWERINGS_H
#define LIB_TILE_LOWERINGS_H

#include "ProgramBuilder.h"
#include "ambit/Tile/TileLowering.h"
#include "dialects/Ambit/AmbitOps.h"

namespace ambit::tile {

void attachAttentionTiles(mlir::MLIRContext *context);
void attachConvolutionTiles(mlir::MLIRContext *context);
void attachLinearTiles(mlir::MLIRContext *context);
void attachNormTiles(mlir::MLIRContext *context);
void attachPointwiseTiles(mlir::MLIRContext *context);
void attachEmbeddingTiles(mlir::MLIRContext *context);

/// The type that values of `element` are computed in: f64 stays, the rest is
/// f32.
mlir::Type getComputeType(mlir::Type element);

/// The last two axes of a buffer as rows and columns, the others as one program
/// axis each. A buffer of rank 1 is one row.
class RowView {
public:
  RowView(ProgramBuilder &builder, mlir::Value buffer);

  mlir::Value rows, columns;
  /// Sizes of the outer axes.
  llvm::SmallVector<mlir::Value> outer;
};

/// The block of `buffer` at `outerAt` and (row, column) of its last two axes,
/// of which a buffer of rank 1 has one. `extents` are its rows and columns.
BufferBlock getRowBlock(mlir::Value buffer, llvm::ArrayRef<mlir::Value> outerAt,
                        mlir::Value row, mlir::Value column,
                        llvm::SmallVector<mlir::Value> extents);

/// `tile` plus the elements of `bias` from `first` on, repeated across `axis`.
mlir::Value addBias(ProgramBuilder &builder, mlir::Value tile, int64_t axis,
                    mlir::Value bias, mlir::Value first, mlir::Value count);

/// The element of the result of `op`, a pointwise operation, from those of its
/// operands.
mlir::Value emitElement(ProgramBuilder &builder, mlir::Operation *op,
                        llvm::ArrayRef<mlir::Value> elements);

/// A setting that a plan may have, and its greatest value; the least is 0 for a
/// switch, whose greatest is 1, and else 1.
struct PlanSetting {
  llvm::StringLiteral name;
  int64_t greatest;
};
inline constexpr int64_t greatestTile = 4096;

/// The plan of `op`, or an error if it has none, names another algorithm, or
/// has a setting that is unknown or out of range.
mlir::FailureOr<PlanAttr> getPlan(mlir::Operation *op,
                                  llvm::StringRef algorithm,
                                  llvm::ArrayRef<PlanSetting> settings);

/// Columns of a product that are computed together.
inline constexpr int64_t linearColumnTile = 64;

/// An error if one of `sizes` is not static or beyond what a tile can hold.
mlir::LogicalResult checkTileSizes(mlir::Operation *op,
                                   llvm::ArrayRef<int64_t> sizes);

} // namespace ambit::tile

#endif // LIB_TILE_LOWERINGS_H
