// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where each tile of a program lives: scratch, its buffer, or nowhere yet.

#ifndef LIB_CODEGEN_CPU_TILESTORAGE_H
#define LIB_CODEGEN_CPU_TILESTORAGE_H

#include "CPUTarget.h"
#include "FactorPairs.h"
#include "TileLayout.h"

namespace ambit::codegen::cpu {

/// Memory of tile values. Scratch is allocated at the start of the program,
/// lanes contiguous and padded to whole vectors; a tile that can be read as it
/// lies in its buffer gets a view of the buffer. Scratch of bf16 factors holds
/// pairs.
class TileStorage {
public:
  TileStorage(tile::ProgramOp program, const TileLayout &layout,
              const CPUTarget &target)
      : program(program), layout(layout), target(target) {}

  /// Gives `tile` scratch of its own.
  const TileView &allocate(mlir::Value tile);
  /// Lets `tile` live where `view` says; `padded` if whole vectors may be read
  /// and written past its extent.
  void assign(mlir::Value tile, TileView view, bool padded);
  /// Lets `tile` take over the memory of `other`, which is not read again.
  void share(mlir::Value tile, mlir::Value other) {
    Place place = places.at(other);
    places[tile] = place;
  }

  bool has(mlir::Value tile) const { return places.contains(tile); }
  const TileView &get(mlir::Value tile) const { return places.at(tile).view; }
  bool isPadded(mlir::Value tile) const { return places.at(tile).padded; }
  bool isSame(mlir::Value tile, mlir::Value other) const {
    return get(tile).memory == get(other).memory;
  }

  /// Makes the elements of `load` readable: a view of the buffer if every use
  /// can read them as they lie, else a copy in scratch.
  void materialize(Emitter &emitter, tile::LoadOp load);
  /// Copies `from` (a fill or a tile with memory) into the memory of `to`.
  void copy(Emitter &emitter, mlir::Value from, mlir::Value to);

  const CPUTarget &getTarget() const { return target; }
  const TileLayout &getLayout() const { return layout; }
  /// The axis that is contiguous in scratch.
  int64_t getLaneAxis(mlir::Value tile) const;
  int64_t getLanes(mlir::Value tile) const {
    return target.getLanes(getTileType(tile).getElementType());
  }
  /// Lanes of scratch for `lanes` elements: whole vectors.
  int64_t getPadded(mlir::Value tile, int64_t lanes) const {
    int64_t width = getLanes(tile);
    return (lanes + width - 1) / width * width;
  }

private:
  struct Place {
    TileView view;
    bool padded;
  };

  std::optional<int64_t> getPanelWidth(mlir::Value tile, int64_t width) const;
  bool isReadableInPlace(tile::LoadOp load, const TileView &source) const;
  void copyPlane(Emitter &emitter, tile::LoadOp load, const TileView &source);
  void copyAcross(Emitter &emitter, tile::LoadOp load, const TileView &source);

  tile::ProgramOp program;
  const TileLayout &layout;
  const CPUTarget &target;
  llvm::DenseMap<mlir::Value, Place> places;
};

} // namespace ambit::codegen::cpu

#endif // LIB_CODEGEN_CPU_TILESTORAGE_H
