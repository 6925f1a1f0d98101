// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What becomes of the tiles of an operation: they are stored, or others are
// computed on them first.

#ifndef LIB_TILE_EPILOGUE_H
#define LIB_TILE_EPILOGUE_H

#include "Lowerings.h"
#include "dialects/Ambit/FusedGroup.h"

namespace ambit::tile {

/// A block of the last two axes of a result, and the shape of its tile.
struct ResultBlock {
  llvm::SmallVector<mlir::Value> outerAt;
  mlir::Value row, column, rows, columns;
  int64_t rowTile, columnTile;
};

/// Computes the tile of a block.
using ComputeTile =
    llvm::function_ref<mlir::Value(ProgramBuilder &, const ResultBlock &)>;

/// A group and its buffers.
class Epilogue {
public:
  /// Stores the tiles of `root` in `output`.
  Epilogue(mlir::Operation *root, mlir::Value output);
  /// Computes `group`, without results until they are set. `rootBuffer` is the
  /// buffer of the root's result.
  Epilogue(const FusedGroup &group, mlir::Value rootBuffer);

  /// The buffers that `member` reads; null for what the group computes.
  void setInputs(mlir::Operation *member, llvm::ArrayRef<mlir::Value> buffers) {
    inputs[member].assign(buffers.begin(), buffers.end());
  }
  /// The buffer for the result of `op`, if it is read outside.
  void setOutput(mlir::Operation *op, mlir::Value buffer) {
    outputs[op] = buffer;
  }

  /// The buffer of the root's result; if nobody reads it there, only its sizes
  /// matter.
  mlir::Value getRootBuffer() const { return rootBuffer; }
  /// In how many parts the columns of the root's result are read; blocks run
  /// over the columns of one part.
  int64_t getParts() const { return group.getParts(group.getRoot()); }
  /// The width of the root's tiles: `columnTile` or, if a row must be whole,
  /// all of `columns`.
  int64_t chooseColumnTile(int64_t columnTile, int64_t columns) const;

  /// A program over all blocks of `rows` and of `columns` columns, each as
  /// `emit` does it.
  void emitProgram(ProgramBuilder &builder, const RowView &rows,
                   mlir::Value columns, int64_t rowTile, int64_t columnTile,
                   ComputeTile compute) const;
  /// Emits what reads `block` of the root's result; `compute` makes a tile of
  /// it, or of the same columns of another part.
  void emit(ProgramBuilder &builder, const ResultBlock &block,
            ComputeTile compute) const;

private:
  class Phase;

  FusedGroup group;
  mlir::Value rootBuffer;
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<mlir::Value>> inputs;
  llvm::DenseMap<mlir::Operation *, mlir::Value> outputs;
};

/// The lowering of an operation that has an epilogue, with none.
template <typename Model, typename Op>
struct RootTiles : TileLoweringOpInterface::ExternalModel<Model, Op> {
  mlir::LogicalResult lowerToTiles(mlir::Operation *op,
                                   mlir::OpBuilder &builder,
                                   mlir::ValueRange inputs,
                                   mlir::ValueRange outputs) const {
    return static_cast<const Model *>(this)->lowerWithEpilogue(
        op, builder, inputs, Epilogue(op, outputs[0]));
  }
};

} // namespace ambit::tile

#endif // LIB_TILE_EPILOGUE_H
