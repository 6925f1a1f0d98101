// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fields of relations and of stacks of layers.

#include "ambit/Relation/Field.h"

#include "Arithmetic.h"
#include "Progressions.h"
#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

// Residues of one congruence that become a progression each.
static constexpr int64_t maxResidues = 64;

Field Field::progression(int64_t base, int64_t step, int64_t count,
                         int64_t stride) {
  ProgressionUnion set;
  set.add({base, step, count});
  Field field;
  field.stride = stride;
  field.set.assign(set.set.begin(), set.set.end());
  return field;
}

/// Only members <= 0, only members >= 0, or an interval with 0: then positions
/// between two such layers are in range wherever both ends are.
static bool bordersAgree(const Field &a, const Field &b) {
  auto all = [&](auto test) {
    return llvm::all_of(a.set, test) && llvm::all_of(b.set, test);
  };
  if (all([](const Progression &p) { return p.greatest() <= 0; }) ||
      all([](const Progression &p) { return p.least() >= 0; }))
    return true;
  auto isIntervalAroundZero = [](const Field &field) {
    return field.stride == 1 && field.set.size() == 1 &&
           std::abs(field.set[0].step) == 1 && field.set[0].contains(0);
  };
  return isIntervalAroundZero(a) && isIntervalAroundZero(b);
}

Field Field::then(const Field &next) const {
  ProgressionUnion sum;
  for (const Progression &p : set) {
    Progression scaled = {
        saturatingMultiply(p.base, next.stride),
        p.count == 1 ? 1 : saturatingMultiply(p.step, next.stride), p.count};
    for (const Progression &q : next.set)
      sum.addSum(scaled, q);
  }
  sum.simplify();
  Field result;
  result.stride = saturatingMultiply(stride, next.stride);
  result.set.assign(sum.set.begin(), sum.set.end());
  result.exact = exact && next.exact && sum.exact;
  result.bordersExact =
      bordersExact && next.bordersExact && bordersAgree(*this, next);
  return result;
}

Field Field::unite(const Field &other) const {
  assert(stride == other.stride && "branches of different strides");
  ProgressionUnion all;
  all.set.assign(set.begin(), set.end());
  llvm::append_range(all.set, other.set);
  all.simplify();
  Field result = *this;
  result.set.assign(all.set.begin(), all.set.end());
  result.exact = exact && other.exact && all.exact;
  result.bordersExact = bordersExact && other.bordersExact;
  return result;
}

bool Field::contains(int64_t e) const {
  return llvm::any_of(set, [&](const Progression &p) { return p.contains(e); });
}

bool Field::isUnbounded() const {
  return llvm::any_of(set,
                      [](const Progression &p) { return p.isUnbounded(); });
}

int64_t Field::least() const {
  int64_t least = Progression::unbounded;
  for (const Progression &part : set)
    least = std::min(least, part.least());
  return least;
}

int64_t Field::greatest() const {
  int64_t greatest = -Progression::unbounded;
  for (const Progression &part : set)
    greatest = std::max(greatest, part.greatest());
  return greatest;
}

std::optional<int64_t> Field::size() const {
  if (isUnbounded())
    return std::nullopt;
  if (set.size() == 1)
    return set[0].count;
  // Progressions may share members: each is counted where it comes first.
  int64_t total = 0;
  for (size_t k = 0; k < set.size(); ++k) {
    auto earlier = llvm::ArrayRef(set).take_front(k);
    bool apart = llvm::all_of(earlier, [&](const Progression &p) {
      return p.greatest() < set[k].least() || set[k].greatest() < p.least();
    });
    if (apart) {
      total += set[k].count;
      continue;
    }
    if (set[k].count > (int64_t(1) << 24))
      return std::nullopt;
    for (int64_t n = 0; n < set[k].count; ++n) {
      int64_t member = set[k].base + set[k].step * n;
      total += llvm::none_of(
          earlier, [&](const Progression &p) { return p.contains(member); });
    }
  }
  return total;
}

namespace {
/// j - stride * i of one piece: a band and residues.
struct Distances {
  int64_t stride = 1, lo = -infinity, hi = infinity;
  int64_t modulus = 1, first = 0, length = 1;
  bool onlyDistances = true;
};
} // namespace

static bool isStridedQuery(Coordinate coordinate) {
  return coordinate.axis == Axis::Query &&
         coordinate.kind != Coordinate::Kind::Block;
}

static Distances distancesOf(const Relation &relation, const Piece &piece,
                             llvm::ArrayRef<int64_t> symbols) {
  Distances result;
  for (Literal literal : piece.literals) {
    Atom atom = relation.atom(literal);
    Coordinate j = Coordinate::key();
    bool keyFirst = atom.u == j && isStridedQuery(atom.v);
    bool keySecond = atom.v == j && isStridedQuery(atom.u);
    bool usable = atom.kind != Atom::Kind::Raw && (keyFirst || keySecond);
    int64_t stride = keyFirst ? atom.v.factor : atom.u.factor;
    if (usable && result.stride == 1)
      result.stride = stride;
    if (!usable || stride != result.stride) {
      result.onlyDistances = false;
    } else if (atom.kind == Atom::Kind::Difference) {
      int64_t bound = atom.bound.at(symbols);
      if (keyFirst)
        result.hi = std::min(result.hi, bound);
      else
        result.lo = std::max(result.lo, -bound);
    } else if (result.modulus != 1) {
      result.onlyDistances = false;
    } else {
      result.modulus = atom.modulus;
      result.length = atom.length;
      result.first =
          keyFirst ? atom.first
                   : modulo(-(atom.first + atom.length - 1), atom.modulus);
    }
  }
  return result;
}

/// The members of [lo, hi] with one residue.
static void addResidue(const Distances &distances, int64_t residue,
                       ProgressionUnion &set) {
  int64_t d = distances.modulus;
  bool hasLo = distances.lo > -infinity, hasHi = distances.hi < infinity;
  int64_t lo = distances.lo + modulo(residue - distances.lo, d);
  int64_t hi = distances.hi - modulo(distances.hi - residue, d);
  if (hasLo && hasHi)
    return set.add({lo, d, hi < lo ? 0 : (hi - lo) / d + 1});
  if (hasLo)
    return set.add({lo, d, Progression::unbounded});
  if (hasHi)
    return set.add({hi, -d, Progression::unbounded});
  set.add({residue, d, Progression::unbounded});
  set.add({residue, -d, Progression::unbounded});
}

std::optional<Field> Field::of(const Relation &relation,
                               llvm::ArrayRef<int64_t> symbols) {
  ProgressionUnion set;
  Field field;
  bool first = true;
  for (const Piece &piece : relation.partition()) {
    if (!piece.inside)
      continue;
    Distances distances = distancesOf(relation, piece, symbols);
    if (!first && distances.stride != field.stride)
      return std::nullopt;
    first = false;
    field.stride = distances.stride;
    field.exact &= distances.onlyDistances;
    if (distances.length > maxResidues) {
      field.exact = false;
      distances.modulus = distances.length = 1;
    }
    for (int64_t k = 0; k < distances.length; ++k)
      addResidue(distances, modulo(distances.first + k, distances.modulus),
                 set);
  }
  set.simplify();
  field.exact &= set.exact;
  field.set.assign(set.set.begin(), set.set.end());
  return field;
}
