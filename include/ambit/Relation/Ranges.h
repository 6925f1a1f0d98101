// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which key tiles a row of query tiles visits, as expressions.
//
// A tile row holds the queries [RowFirst, RowLast], both inputs of the
// expressions, so that the last, shorter row needs no special case. Key tile c
// holds the keys [c * keyTile, min((c + 1) * keyTile, m)).
//
//   class of tile c:  live  = in some range with inMask  -> else skip it
//                     full  = live and in no range of the others -> no test
//
// To emit an `Expr`, walk `arena.reachable(roots)` in order: operands come
// first. Lengths stay below 2^40, then 64-bit arithmetic does not wrap.

#pragma once

#include "ambit/Relation/Expr.h"
#include "ambit/Relation/Relation.h"

namespace ambit::relation {

/// Key tiles [lo, hi) that may hold a position of one piece: none if hi <= lo.
struct TileRange {
  bool inMask = false;   ///< of positions inside the relation, or outside it
  Expr lo, hi;           ///< of the row; within [0, tile count]
  bool holeFree = false; ///< every tile of the range holds such a position
  Expr guard;            ///< else: in c = KeyTile, >= 0 where it may hold one
};

struct TileRanges {
  int64_t keyTile = 0;
  Expr tileCount; ///< ceil(m / keyTile)
  llvm::SmallVector<TileRange, 4> pieces;
  llvm::SmallVector<FallBack, 1> fallBacks;
};

/// Ranges of all pieces of the cover.
TileRanges tileRanges(const Relation &relation, int64_t keyTile,
                      ExprArena &arena);

/// One row as three loops: partial tiles in [lo, fullLo), full ones in
/// [fullLo, fullHi), partial ones in [fullHi, hi). Where hi > lo the four are
/// in order; else all three are empty.
struct ThreeRanges {
  Expr lo, fullLo, fullHi, hi;
  /// No tile is visited or tested without need. If not, a loop with a class
  /// per tile may be faster.
  bool exact = false;
};

/// Nothing if the tiles of a row do not have this form.
std::optional<ThreeRanges> threeRanges(const TileRanges &ranges,
                                       ExprArena &arena);

/// The form that every relation has: one loop over [lo, hi), in which tile c is
/// skipped where live(c) < 0, and needs the test where partial(c) >= 0.
struct ClassedRange {
  Expr lo, hi, live, partial;
};
ClassedRange classedRange(const TileRanges &ranges, ExprArena &arena);

enum class TileClass : uint8_t { Empty, Partial, Full };

/// Tiles [lo, hi) of one class.
struct Segment {
  int64_t lo, hi;
  TileClass tileClass;
};

/// Numbers for one row after another, from the expressions of a `TileRanges`.
class RowSweep {
public:
  RowSweep(const TileRanges &ranges, const ExprArena &arena);

  /// The visited tiles of a row in order, as few segments as possible.
  void row(int64_t rowFirst, int64_t rowLast, llvm::ArrayRef<int64_t> symbols,
           llvm::SmallVectorImpl<Segment> &segments);

private:
  struct Source {
    bool inMask;
    bool holeFree;
    Program guard;
  };
  Program bounds;
  std::vector<Source> sources;
};

/// Class of one box by interval arithmetic on the tree: always safe, no pieces.
TileClass boxClass(const Relation &relation, int64_t i0, int64_t i1, int64_t j0,
                   int64_t j1, llvm::ArrayRef<int64_t> symbols);

} // namespace ambit::relation
