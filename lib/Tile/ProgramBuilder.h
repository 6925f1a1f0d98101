// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Short forms of what tile programs are built from.

#ifndef LIB_TILE_PROGRAMBUILDER_H
#define LIB_TILE_PROGRAMBUILDER_H

#include "dialects/Tile/TileOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"

namespace ambit::tile {

/// A block of a buffer: where it starts, and how its axes run.
struct BufferBlock {
  mlir::Value buffer;
  llvm::SmallVector<mlir::Value> offsets;
  /// Run-time extents, one per tile axis.
  llvm::SmallVector<mlir::Value> extents;
  /// Buffer axis and step per tile axis; empty: the last axes, step 1.
  llvm::SmallVector<int64_t> axes = {};
  llvm::SmallVector<int64_t> steps = {};
};

/// An input of a map, and the result axes that its axes lie along.
struct MapInput {
  mlir::Value tile;
  llvm::SmallVector<int64_t> axes;
};

/// Builds index arithmetic, which it folds, and tile operations at one place.
class ProgramBuilder {
public:
  ProgramBuilder(mlir::OpBuilder &builder, mlir::Location loc)
      : builder(builder), loc(loc) {}

  using Values = llvm::ArrayRef<mlir::Value>;
  using Body = llvm::function_ref<mlir::Value(ProgramBuilder &, Values)>;

  // Index arithmetic.
  mlir::Value index(int64_t value);
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value add(mlir::Value a, int64_t b) { return add(a, index(b)); }
  mlir::Value sub(mlir::Value a, mlir::Value b);
  mlir::Value mul(mlir::Value a, int64_t b);
  mlir::Value floorDiv(mlir::Value a, int64_t b);
  mlir::Value ceilDiv(mlir::Value a, int64_t b);
  mlir::Value min(mlir::Value a, mlir::Value b);
  mlir::Value max(mlir::Value a, mlir::Value b);
  mlir::Value less(mlir::Value a, mlir::Value b);
  mlir::Value select(mlir::Value condition, mlir::Value a, mlir::Value b);
  mlir::Value dim(mlir::Value buffer, int64_t axis);
  /// Elements of block number `block` of `size` positions out of `length`.
  mlir::Value rest(mlir::Value block, int64_t size, mlir::Value length);

  // Scalars inside a map.
  mlir::Value number(double value, mlir::Type type);
  template <typename Op, typename... Args> mlir::Value create(Args &&...args) {
    return Op::create(builder, loc, std::forward<Args>(args)...).getResult();
  }

  // Tiles.
  TileType type(llvm::ArrayRef<int64_t> shape, mlir::Type element);
  mlir::Value load(const BufferBlock &block, TileType type);
  void store(mlir::Value tile, const BufferBlock &block);
  mlir::Value fill(double value, TileType type);
  mlir::Value map(llvm::ArrayRef<MapInput> inputs, TileType type, Body body,
                  Values positions = {}, mlir::Value when = {});
  mlir::Value reduce(ReduceKind kind, mlir::Value input, mlir::Value init,
                     int64_t axis);

  // Control.
  /// A program over the grid `sizes`; the body gets the coordinates.
  void program(Values sizes,
               llvm::function_ref<void(ProgramBuilder &, Values)> body);
  /// A loop that carries values; the body gets the counter and the carried
  /// values and returns the next ones.
  llvm::SmallVector<mlir::Value>
  loop(mlir::Value lower, mlir::Value upper, int64_t step, Values carried,
       llvm::function_ref<llvm::SmallVector<mlir::Value>(ProgramBuilder &,
                                                         mlir::Value, Values)>
           body);
  /// `position` from `lower` on while it is below `upper`; the body returns the
  /// next position, then the next carried values.
  llvm::SmallVector<mlir::Value>
  sweep(mlir::Value lower, mlir::Value upper, Values carried,
        llvm::function_ref<mlir::Value(ProgramBuilder &, mlir::Value)> skip,
        llvm::function_ref<llvm::SmallVector<mlir::Value>(ProgramBuilder &,
                                                          mlir::Value, Values)>
            body);

  mlir::OpBuilder &builder;
  mlir::Location loc;
};

} // namespace ambit::tile

#endif // LIB_TILE_PROGRAMBUILDER_H
