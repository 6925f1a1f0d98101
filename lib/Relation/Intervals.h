// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interval arithmetic on a box of positions: the least and greatest value of a
// comparison, one comparison at a time.

#pragma once

#include "RelationData.h"
#include "ambit/Relation/Expr.h"

namespace ambit::relation {

struct Interval {
  Expr lo, hi;
};

/// Queries [i.lo, i.hi] and keys [j.lo, j.hi].
struct Box {
  Interval i, j;
};

/// The box of tile c = KeyTile in the row [RowFirst, RowLast].
Box tileBox(const RelationData &data, int64_t keyTile, ExprArena &arena);

/// The value of `linear` in terms of the symbols.
Expr linearExpr(const Linear &linear, ExprArena &arena);

/// Greatest value of `form` on the box, without its linear use of the key if
/// `withoutKey`.
Interval interval(const AffineForm &form, const Box &box, ExprArena &arena,
                  bool withoutKey = false);

/// Greater than or equal to 0 if `atom` holds somewhere on the box; it may be
/// so elsewhere.
Expr possible(const Atom &atom, const Box &box, ExprArena &arena);

/// The same for the whole tree, or for its negation.
Expr possible(const RelationData &data, bool inside, const Box &box,
              ExprArena &arena);

/// >= 0 where [lo, hi] holds a member of the residues of a congruence.
Expr holdsMember(const Atom &congruence, Expr lo, Expr hi, ExprArena &arena);

} // namespace ambit::relation
