// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A system of difference bounds x_u - x_v <= e, e an expression, and its
// projection: the step from a piece to loop bounds.

#pragma once

#include "RelationData.h"
#include "ambit/Relation/Expr.h"

namespace ambit::relation {

class Bounds {
public:
  Bounds(ExprArena &arena, unsigned listTerms);

  /// A new variable, a multiple of `modulus`. Variable 0 is the number 0.
  unsigned add(int64_t modulus);
  /// x_u - x_v <= e.
  void atMost(unsigned u, unsigned v, Expr e);
  /// Moves bounds of x_u - x_v to members of the residues of `congruence`.
  void round(unsigned u, unsigned v, const Atom &congruence);
  /// Removes all variables but 0 and `kept`, the finest first. Exact for
  /// moduli of which each divides the next.
  void projectOnto(llvm::ArrayRef<unsigned> kept);

  /// x_u - x_v <= the least of these.
  llvm::ArrayRef<Expr> list(unsigned u, unsigned v) const {
    return lists[u * size + v];
  }
  /// The least as one expression; none without a bound.
  std::optional<Expr> least(unsigned u, unsigned v) const;
  /// What else must be >= 0 for a solution.
  llvm::ArrayRef<Expr> conditions() const { return conditionList; }
  bool isEmpty() const { return empty; }

private:
  using List = llvm::SmallVector<Expr, 4>;
  static constexpr unsigned capacity = 24;

  List &at(unsigned u, unsigned v) { return lists[u * size + v]; }
  void append(List &list, Expr e);
  void roundToLattices();
  void eliminate(unsigned variable);

  ExprArena &arena;
  unsigned listTerms;
  static constexpr unsigned size = capacity;
  unsigned count = 1;
  llvm::SmallVector<int64_t, capacity> moduli = {0};
  llvm::SmallVector<bool, capacity> gone = {false};
  std::vector<List> lists;
  List conditionList;
  bool empty = false;
};

/// The coordinates of a piece as variables of a system, with the literals as
/// bounds.
class PieceBounds {
public:
  /// `rows`: RowFirst <= i <= RowLast; else i is bounded by its length only.
  PieceBounds(const RelationData &data, const Piece &piece, ExprArena &arena,
              bool rows = true);

  Bounds bounds;
  unsigned query, key;

  bool tooManyCoordinates = false;
  llvm::SmallVector<Atom, 2> congruences;
  llvm::SmallVector<Atom, 1> raws;
  llvm::SmallVector<Atom, 6> differences;
  unsigned variable(Coordinate coordinate) const;
  llvm::ArrayRef<std::pair<Coordinate, unsigned>> coordinates() const {
    return known;
  }
  /// Ties blocks and scaled coordinates to their axis; after all bounds of the
  /// axes are known.
  void tie();
  /// The piece has a point in the tile only if all of these are >= 0.
  void memberConditions(llvm::SmallVectorImpl<Expr> &conditions);

private:
  void add(Coordinate coordinate);
  void tieScaled(Coordinate coordinate, unsigned scaled);
  std::optional<Expr> tapCondition(const Atom &congruence);

  ExprArena &arena;
  llvm::SmallVector<std::pair<Coordinate, unsigned>, 8> known;
};

} // namespace ambit::relation
