// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The loop over the key tiles that a block of queries sees, from its relation.

#ifndef LIB_TILE_KEYSWEEP_H
#define LIB_TILE_KEYSWEEP_H

#include "EmitExpr.h"
#include "ambit/Relation/Ranges.h"
#include "ambit/Relation/Residues.h"
#include "dialects/Ambit/AmbitOps.h"

namespace ambit::tile {

/// The plane that a sweep works in: query u is position `rowOrigin + step * u`
/// of the sequence, key v is position `keyOrigin + step * v`. `symbols` are the
/// numbers of rows and keys, then what else the relation asks for. There are
/// `rows` rows, also where the relation has no keys.
struct SweepFrame {
  mlir::Value rowOrigin, keyOrigin;
  int64_t step = 1;
  llvm::SmallVector<mlir::Value> symbols;
  mlir::Value rows;

  mlir::Value getRow(ProgramBuilder &b, mlir::Value u) const {
    return b.add(rowOrigin, b.mul(u, step));
  }
  mlir::Value getKey(ProgramBuilder &b, mlir::Value v) const {
    return b.add(keyOrigin, b.mul(v, step));
  }
};

/// Keys `first, …, first + count - 1` of a frame; `partial` holds if the mask
/// cuts the tile, and is null if it never does.
struct KeyTile {
  mlir::Value first, count, partial;
};

class KeySweep {
public:
  /// The work on one tile: from the carried values to the next ones.
  using Body = llvm::function_ref<llvm::SmallVector<mlir::Value>(
      ProgramBuilder &, const KeyTile &, llvm::ArrayRef<mlir::Value>)>;

  /// `mask` is the same set as `relation`, or null: then the test of a pair is
  /// emitted from the pieces of `relation`. Visible keys are found in grains
  /// of `keyGrain`, a divisor of `keyTile`.
  KeySweep(const relation::Relation &relation, MaskAttr mask, int64_t keyTile,
           int64_t keyGrain);

  /// The frame in which positions are themselves.
  static SweepFrame getPlainFrame(ProgramBuilder &b, mlir::Value rows,
                                  mlir::Value keys);
  /// The frame of residue class `residue` of a view.
  static SweepFrame getViewFrame(ProgramBuilder &b,
                                 const relation::ResidueView &view,
                                 const relation::ExprArena &arena,
                                 mlir::Value residue, const SweepFrame &plain);

  /// The loop for the rows `first … first + count - 1` of the frame.
  llvm::SmallVector<mlir::Value>
  emit(ProgramBuilder &b, const SweepFrame &frame, mlir::Value first,
       mlir::Value count, llvm::ArrayRef<mlir::Value> carried, Body body) const;

  /// Steps that gave up on exact bounds for this tile size.
  llvm::ArrayRef<relation::FallBack> getFallBacks() const { return fallBacks; }
  /// True if no tile is ever cut: nothing needs a test.
  bool isUnmasked() const { return unmasked; }
  /// The test of the pair (u, v), an `i1`.
  mlir::Value emitInside(ProgramBuilder &b, const SweepFrame &frame,
                         mlir::Value u, mlir::Value v) const;

private:
  llvm::SmallVector<mlir::Value>
  emitRange(ProgramBuilder &b, ExprEmitter &exprs, mlir::Value hasTiles,
            mlir::Value keys, llvm::ArrayRef<mlir::Value> carried,
            Body body) const;
  llvm::SmallVector<mlir::Value>
  emitClassed(ProgramBuilder &b, ExprEmitter &exprs, mlir::Value hasTiles,
              mlir::Value keys, llvm::ArrayRef<mlir::Value> carried,
              Body body) const;

  relation::Relation relation;
  MaskAttr mask;
  int64_t keyTile, keyGrain;
  bool unmasked;
  llvm::SmallVector<relation::FallBack, 1> fallBacks;
  relation::ExprArena arena;
  std::optional<relation::ThreeRanges> three;
  relation::ClassedRange classed;
};

} // namespace ambit::tile

#endif // LIB_TILE_KEYSWEEP_H
