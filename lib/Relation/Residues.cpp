// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Views of strided pieces.

#include "ambit/Relation/Residues.h"

#include "Arithmetic.h"
#include "Intervals.h"
#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

namespace {
/// Bounds of a piece over i, j and i - j, with (i - j) mod modulus = residue.
struct StridedPiece {
  llvm::SmallVector<Expr, 2> iLo, iHi, jLo, jHi, bandLo, bandHi;
  int64_t modulus = 0, residue = 0;
};
} // namespace

/// Records u - v <= bound.
static bool addBound(const Atom &atom, ExprArena &arena, StridedPiece &piece) {
  Coordinate i = Coordinate::query(), j = Coordinate::key(),
             zero = Coordinate::zero();
  Expr bound = linearExpr(atom.bound, arena);
  Expr opposite = arena.negate(bound);
  if (atom.u == i && atom.v == zero)
    piece.iHi.push_back(bound);
  else if (atom.u == zero && atom.v == i)
    piece.iLo.push_back(opposite);
  else if (atom.u == j && atom.v == zero)
    piece.jHi.push_back(bound);
  else if (atom.u == zero && atom.v == j)
    piece.jLo.push_back(opposite);
  else if (atom.u == i && atom.v == j)
    piece.bandHi.push_back(bound);
  else if (atom.u == j && atom.v == i)
    piece.bandLo.push_back(opposite);
  else
    return false;
  return true;
}

static std::optional<StridedPiece>
readPiece(const Relation &relation, const Piece &piece, ExprArena &arena) {
  const RelationData &data = relation.data();
  StridedPiece result;
  result.iLo = result.jLo = {arena.constant(0)};
  result.iHi = {arena.add(linearExpr(data.length(Axis::Query), arena), -1)};
  result.jHi = {arena.add(linearExpr(data.length(Axis::Key), arena), -1)};
  for (Literal literal : piece.literals) {
    Atom atom = data.atom(literal);
    if (atom.kind == Atom::Kind::Difference) {
      if (!addBound(atom, arena, result))
        return std::nullopt;
      continue;
    }
    // The builder writes congruences of both axes as i - j.
    bool strides = atom.kind == Atom::Kind::Congruence && atom.length == 1 &&
                   atom.u == Coordinate::query() &&
                   atom.v == Coordinate::key() && result.modulus == 0;
    if (!strides)
      return std::nullopt;
    result.modulus = atom.modulus;
    result.residue = atom.first;
  }
  if (result.modulus == 0)
    return std::nullopt;
  return result;
}

/// The end of the band as a constant of the inner relation if it is one, else
/// as a further symbol.
static Linear innerEnd(Expr value, ExprArena &arena,
                       llvm::SmallVectorImpl<Expr> &innerSymbols) {
  std::optional<int64_t> constant = arena.constantValue(value);
  if (constant && std::abs(*constant) <= maxConstant)
    return *constant;
  innerSymbols.push_back(value);
  return Linear::symbol(innerSymbols.size() - 1);
}

std::optional<ResidueView>
ambit::relation::residueView(const Relation &relation, const Piece &piece,
                             ExprArena &arena) {
  std::optional<StridedPiece> strided = readPiece(relation, piece, arena);
  if (!strided)
    return std::nullopt;
  int64_t d = strided->modulus;
  Expr r = arena.input(Input::ResidueClass);
  Expr i0 = arena.max(strided->iLo), i1 = arena.min(strided->iHi);
  Expr j0 = arena.max(strided->jLo), j1 = arena.min(strided->jHi);
  // r' = (r - residue + i0 - j0) mod d makes the congruence hold.
  Expr origins = arena.subtract(i0, j0);
  Expr shift = arena.add(origins, -strided->residue);
  std::optional<int64_t> constantShift = arena.constantValue(shift);
  Expr keyResidue = constantShift && *constantShift % d == 0
                        ? r
                        : arena.modulo(arena.add(r, shift), d);
  // i - j = d * (u - v) + base.
  Expr base = arena.add(origins, arena.subtract(r, keyResidue));
  auto members = [&](Expr first, Expr last, Expr residue) {
    Expr span = arena.subtract(arena.subtract(last, first), residue);
    return arena.ceilDiv(arena.add(span, 1), d);
  };
  Expr keys = members(j0, j1, keyResidue), rows = members(i0, i1, r);
  Expr seeing = arena.select(arena.add(keys, -1), rows, arena.constant(0));
  llvm::SmallVector<Expr, 4> innerSymbols = {seeing, keys};
  Builder builder;
  Coordinate u = Coordinate::query(), v = Coordinate::key();
  Tree band = builder.constant(true);
  if (!strided->bandHi.empty()) {
    Expr hi =
        arena.floorDiv(arena.subtract(arena.min(strided->bandHi), base), d);
    band = builder.both(
        band, builder.atMost(u, v, innerEnd(hi, arena, innerSymbols)));
  }
  if (!strided->bandLo.empty()) {
    Expr lo =
        arena.ceilDiv(arena.subtract(arena.max(strided->bandLo), base), d);
    band = builder.both(
        band, builder.atLeast(u, v, innerEnd(lo, arena, innerSymbols)));
  }
  llvm::Expected<Relation> inner = Relation::get(builder, band);
  if (!inner) {
    llvm::consumeError(inner.takeError());
    return std::nullopt;
  }
  bool allRows = strided->iLo.size() == 1 && strided->iHi.size() == 1;
  return ResidueView{
      d,       arena.add(i0, r),  arena.add(j0, keyResidue), rows,
      allRows, std::move(*inner), std::move(innerSymbols)};
}

std::optional<StridedForm>
ambit::relation::stridedForm(const Relation &relation, ExprArena &arena) {
  if (!relation.normalised())
    return std::nullopt;
  StridedForm form;
  llvm::SmallVector<ResidueView, 2> overAllRows;
  llvm::SmallVector<Piece, 4> dense;
  for (const Piece &piece : relation.partition()) {
    if (!piece.inside)
      continue;
    if (auto view = residueView(relation, piece, arena))
      (view->allRows ? overAllRows : form.views).push_back(std::move(*view));
    else
      dense.push_back(piece);
  }
  llvm::append_range(form.views, overAllRows);
  if (form.views.empty())
    return std::nullopt;
  if (!dense.empty())
    form.dense = relation.unionOf(dense);
  return form;
}
