// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pairs of a piece over i, j and i - j in constant time: the sum over rows of
// the members of an interval whose ends are constant or move with the row.

#include "Arithmetic.h"
#include "RowCounter.h"
#include "ambit/Relation/Count.h"

using namespace ambit::relation;

namespace {
/// Bounds of i, j and i - j, and the residues of i - j.
struct Bands {
  int64_t i0, i1, j0, j1;
  int64_t up = infinity, down = -infinity; ///< down <= i - j <= up
  int64_t modulus = 1, first = 0, length = 1;

  bool add(const Atom &atom, llvm::ArrayRef<int64_t> symbols);
};
} // namespace

bool Bands::add(const Atom &atom, llvm::ArrayRef<int64_t> symbols) {
  Coordinate i = Coordinate::query(), j = Coordinate::key(),
             zero = Coordinate::zero();
  if (atom.kind == Atom::Kind::Congruence) {
    if (!(atom.u == i && atom.v == j) || modulus != 1)
      return false;
    modulus = atom.modulus;
    first = atom.first;
    length = atom.length;
    return true;
  }
  if (atom.kind != Atom::Kind::Difference)
    return false;
  int64_t bound = atom.bound.at(symbols);
  if (atom.u == i && atom.v == zero)
    i1 = std::min(i1, bound);
  else if (atom.u == zero && atom.v == i)
    i0 = std::max(i0, -bound);
  else if (atom.u == j && atom.v == zero)
    j1 = std::min(j1, bound);
  else if (atom.u == zero && atom.v == j)
    j0 = std::max(j0, -bound);
  else if (atom.u == i && atom.v == j)
    up = std::min(up, bound);
  else if (atom.u == j && atom.v == i)
    down = std::max(down, -bound);
  else if (atom.u == zero && atom.v == zero)
    i1 = bound >= 0 ? i1 : -1;
  else
    return false;
  return true;
}

/// Sum of membersUpTo(y) over first <= y <= x, by full periods; as a polynomial
/// it is right below `first` too, up to a constant.
static Wide sumOfMembers(int64_t x, const Bands &bands) {
  Wide d = bands.modulus, length = bands.length;
  Wide periods = floorDivide(x - bands.first, bands.modulus);
  Wide inPeriod = length * (length + 1) / 2 + (d - length) * length;
  Wide sum = length * d * (periods * (periods - 1) / 2) + inPeriod * periods;
  Wide rest = Wide(x) - bands.first - periods * d + 1;
  sum += periods * length * rest;
  sum += rest <= length ? rest * (rest + 1) / 2
                        : length * (length + 1) / 2 + (rest - length) * length;
  return sum;
}

/// Sum over the rows [a, b] of membersUpTo(i - offset).
static Wide sumMoving(int64_t a, int64_t b, int64_t offset,
                      const Bands &bands) {
  if (a > b)
    return 0;
  return sumOfMembers(b - offset, bands) - sumOfMembers(a - 1 - offset, bands);
}

/// The same for membersUpTo(end).
static Wide sumFixed(int64_t a, int64_t b, int64_t end, const Bands &bands) {
  if (a > b)
    return 0;
  return Wide(b - a + 1) *
         membersUpTo(end, bands.modulus, bands.first, bands.length);
}

std::optional<int64_t>
ambit::relation::closedCount(const RelationData &data, const Piece &piece,
                             llvm::ArrayRef<int64_t> symbols) {
  Bands bands{0, symbols[queryLength] - 1, 0, symbols[keyLength] - 1};
  for (Literal literal : piece.literals)
    if (!bands.add(data.atom(literal), symbols))
      return std::nullopt;
  if (bands.i0 > bands.i1 || bands.j0 > bands.j1 || bands.down > bands.up)
    return 0;
  // Row i holds the differences [max(down, i - j1), min(up, i - j0)].
  int64_t a = std::max(bands.i0, saturatingAdd(bands.down, bands.j0));
  int64_t b = std::min(bands.i1, saturatingAdd(bands.up, bands.j1));
  if (a > b)
    return 0;
  Wide total = 0;
  if (bands.up >= infinity) {
    total += sumMoving(a, b, bands.j0, bands);
  } else {
    int64_t turn = bands.up + bands.j0;
    total += sumMoving(a, std::min(b, turn), bands.j0, bands);
    total += sumFixed(std::max(a, turn + 1), b, bands.up, bands);
  }
  if (bands.down <= -infinity) {
    total -= sumMoving(a, b, bands.j1 + 1, bands);
  } else {
    int64_t turn = bands.down + bands.j1;
    total -= sumFixed(a, std::min(b, turn), bands.down - 1, bands);
    total -= sumMoving(std::max(a, turn + 1), b, bands.j1 + 1, bands);
  }
  if (total > Wide(INT64_MAX))
    return std::nullopt;
  return int64_t(total);
}
