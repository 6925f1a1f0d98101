// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Strided pieces as dense work: with i = rowOrigin + d * u and
// j = keyOrigin + d * v, a congruence (i - j) mod d = c holds always and a band
// of i - j becomes a band of u - v.

#pragma once

#include "ambit/Relation/Ranges.h"

namespace ambit::relation {

/// One piece, for the residue class r = ResidueClass, 0 <= r < modulus. The
/// classes share no row. `inner` is the relation of (u, v): its symbols are the
/// numbers of rows and keys of the class, then ends of the band.
struct ResidueView {
  int64_t modulus;
  Expr rowOrigin, keyOrigin; ///< of the class
  Expr rows;                 ///< of the class, whether or not it has keys
  bool allRows;              ///< the classes cover all rows of the sequence
  Relation inner;
  /// Values of the symbols of `inner`, in r and the symbols. Rows are 0 or
  /// fewer where the class is empty; only else are there keys.
  llvm::SmallVector<Expr, 4> innerSymbols;
};

/// Nothing unless the piece has one congruence, on i - j with one residue, and
/// otherwise only bounds of i, j and i - j.
std::optional<ResidueView> residueView(const Relation &relation,
                                       const Piece &piece, ExprArena &arena);

/// A relation as disjoint parts, to be run one after another.
struct StridedForm {
  std::optional<Relation> dense; ///< the pieces without a view, if any
  /// Those that cover all rows come last.
  llvm::SmallVector<ResidueView, 2> views;

  /// Views may leave rows out. A pass over all rows comes before them, of the
  /// dense part or of no pairs, unless the first view can start; and one comes
  /// after them unless the last view can finish.
  bool needsFirstPass() const { return dense || !views.front().allRows; }
  bool needsLastPass() const { return !views.back().allRows; }
  size_t countPasses() const {
    return views.size() + needsFirstPass() + needsLastPass();
  }
};

/// Nothing if no piece has a view.
std::optional<StridedForm> stridedForm(const Relation &relation,
                                       ExprArena &arena);

/// Tiles of all rows: what a schedule costs.
struct TileCount {
  int64_t full = 0, partial = 0;
  bool estimated = false; ///< from some of the rows and classes
};
TileCount tileCount(const Relation &relation, int64_t queryTile,
                    int64_t keyTile, llvm::ArrayRef<int64_t> symbols);
TileCount tileCount(const StridedForm &form, const ExprArena &arena,
                    int64_t queryTile, int64_t keyTile,
                    llvm::ArrayRef<int64_t> symbols);

} // namespace ambit::relation
