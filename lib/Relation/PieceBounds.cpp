// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A piece as a system of difference bounds.

#include "Bounds.h"
#include "Intervals.h"
#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

// Kernel taps tried one by one in a guard.
static constexpr int64_t maxTaps = 16;

PieceBounds::PieceBounds(const RelationData &data, const Piece &piece,
                         ExprArena &arena, bool rows)
    : bounds(arena, data.limits.listTerms), arena(arena) {
  query = bounds.add(1);
  key = bounds.add(1);
  known = {{Coordinate::zero(), 0},
           {Coordinate::query(), query},
           {Coordinate::key(), key}};
  auto length = [&](Axis axis) {
    return arena.add(linearExpr(data.length(axis), arena), -1);
  };
  Expr zero = arena.constant(0);
  if (rows) {
    bounds.atMost(query, 0, arena.input(Input::RowLast));
    bounds.atMost(0, query, arena.negate(arena.input(Input::RowFirst)));
  } else {
    bounds.atMost(query, 0, length(Axis::Query));
    bounds.atMost(0, query, zero);
  }
  bounds.atMost(key, 0, length(Axis::Key));
  bounds.atMost(0, key, zero);
  unsigned limit = std::min(data.limits.coordinates, 20u);
  for (Literal literal : piece.literals) {
    Atom atom = data.atom(literal);
    if (atom.kind == Atom::Kind::Raw) {
      raws.push_back(std::move(atom));
      continue;
    }
    if (known.size() + 2 > limit) {
      tooManyCoordinates = true;
      continue;
    }
    add(atom.u);
    add(atom.v);
    if (atom.kind == Atom::Kind::Congruence) {
      congruences.push_back(std::move(atom));
      continue;
    }
    bounds.atMost(variable(atom.u), variable(atom.v),
                  linearExpr(atom.bound, arena));
    differences.push_back(std::move(atom));
  }
  for (const Atom &congruence : congruences)
    bounds.round(variable(congruence.u), variable(congruence.v), congruence);
}

void PieceBounds::add(Coordinate coordinate) {
  auto same = [&](auto &entry) { return entry.first == coordinate; };
  if (llvm::none_of(known, same))
    known.push_back({coordinate, bounds.add(coordinate.factor)});
}

unsigned PieceBounds::variable(Coordinate coordinate) const {
  for (auto [other, variable] : known)
    if (other == coordinate)
      return variable;
  return 0;
}

/// z = s * x: only the ends are carried over, both ways.
void PieceBounds::tieScaled(Coordinate coordinate, unsigned scaled) {
  unsigned plain = coordinate.axis == Axis::Query ? query : key;
  int64_t s = coordinate.factor;
  for (Expr e : llvm::SmallVector<Expr>(bounds.list(plain, 0)))
    bounds.atMost(scaled, 0, arena.scale(e, s));
  for (Expr e : llvm::SmallVector<Expr>(bounds.list(0, plain)))
    bounds.atMost(0, scaled, arena.scale(e, s));
  for (auto [other, variable] : known) {
    if (variable == 0 || variable == scaled || variable == plain)
      continue;
    for (Expr a : llvm::SmallVector<Expr>(bounds.list(scaled, variable)))
      for (Expr b : llvm::SmallVector<Expr>(bounds.list(variable, 0)))
        bounds.atMost(plain, 0, arena.floorDiv(arena.add(a, b), s));
    for (Expr a : llvm::SmallVector<Expr>(bounds.list(variable, scaled)))
      for (Expr b : llvm::SmallVector<Expr>(bounds.list(0, variable)))
        bounds.atMost(0, plain, arena.floorDiv(arena.add(a, b), s));
  }
}

void PieceBounds::tie() {
  for (auto [coordinate, variable] : known) {
    unsigned plain = coordinate.axis == Axis::Query ? query : key;
    if (coordinate.kind == Coordinate::Kind::Scaled)
      tieScaled(coordinate, variable);
    if (coordinate.kind == Coordinate::Kind::Block) {
      bounds.atMost(variable, plain, arena.constant(0));
      bounds.atMost(plain, variable, arena.constant(coordinate.factor - 1));
    }
  }
}

/// A congruence between z = s * x and another coordinate at a bounded distance:
/// some distance e of the residues must put a multiple of s into the box.
std::optional<Expr> PieceBounds::tapCondition(const Atom &congruence) {
  bool firstScaled = congruence.u.kind == Coordinate::Kind::Scaled;
  Coordinate scaled = firstScaled ? congruence.u : congruence.v;
  if (scaled.kind != Coordinate::Kind::Scaled)
    return std::nullopt;
  unsigned z = variable(scaled);
  unsigned other = variable(firstScaled ? congruence.v : congruence.u);
  // e = x_other - x_z.
  auto constantBound = [&](unsigned u, unsigned v) -> std::optional<int64_t> {
    for (Expr e : bounds.list(u, v))
      if (std::optional<int64_t> value = arena.constantValue(e))
        return value;
    return std::nullopt;
  };
  std::optional<int64_t> last = constantBound(other, z);
  std::optional<int64_t> first = constantBound(z, other);
  auto zHi = bounds.least(z, 0), zLo = bounds.least(0, z);
  auto otherHi = bounds.least(other, 0), otherLo = bounds.least(0, other);
  if (!last || !first || !zHi || !zLo || !otherHi || !otherLo ||
      *last + *first >= maxTaps * congruence.modulus)
    return std::nullopt;
  llvm::SmallVector<Expr> taps;
  int64_t s = scaled.factor;
  for (int64_t e = -*first; e <= *last; ++e) {
    int64_t difference = firstScaled ? -e : e;
    if (llvm::mod(difference - congruence.first, congruence.modulus) >=
        congruence.length)
      continue;
    if (taps.size() == maxTaps)
      return std::nullopt;
    Expr hi = arena.min({*zHi, arena.add(*otherHi, -e)});
    Expr lo = arena.min({*zLo, arena.add(*otherLo, e)});
    taps.push_back(arena.add(arena.floorDiv(hi, s), arena.floorDiv(lo, s)));
  }
  if (taps.empty())
    return arena.constant(-1);
  return arena.max(taps);
}

void PieceBounds::memberConditions(llvm::SmallVectorImpl<Expr> &conditions) {
  for (const Atom &congruence : congruences) {
    unsigned u = variable(congruence.u), v = variable(congruence.v);
    if (std::optional<Expr> taps = tapCondition(congruence)) {
      conditions.push_back(*taps);
      continue;
    }
    Bounds closed = bounds;
    closed.projectOnto({u, v});
    if (u != 0 && v != 0) {
      for (auto [a, b] : {std::pair(u, v), std::pair(v, u)})
        for (Expr first : llvm::SmallVector<Expr>(closed.list(a, 0)))
          for (Expr second : llvm::SmallVector<Expr>(closed.list(0, b)))
            closed.atMost(a, b, arena.add(first, second));
    }
    auto hi = closed.least(u, v), negatedLo = closed.least(v, u);
    if (hi && negatedLo)
      conditions.push_back(
          holdsMember(congruence, arena.negate(*negatedLo), *hi, arena));
  }
}
