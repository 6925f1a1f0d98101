// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With the query fixed, a piece is an interval of keys and residues in it.

#include "RowCounter.h"

#include "Arithmetic.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace ambit::relation;

// Keys that may be tried one by one.
static constexpr int64_t maxTrials = int64_t(1) << 22;

RowCounter::RowCounter(const RelationData &data, const Piece &piece) {
  for (Literal literal : piece.literals)
    atoms.push_back(data.atom(literal));
}

int64_t ambit::relation::membersUpTo(int64_t x, int64_t modulus, int64_t first,
                                     int64_t length) {
  int64_t periods = floorDivide(x - first, modulus);
  int64_t rest = x - first - periods * modulus;
  return periods * length + std::min(length, rest + 1);
}

namespace {
/// Residues of the key: (j - first) mod modulus < length.
struct Residues {
  int64_t modulus, first, length;
};

/// The keys of a row.
struct KeySet {
  int64_t lo, hi;
  llvm::SmallVector<Residues, 2> residues;
  /// Atoms that hold or not with this period in the key.
  llvm::SmallVector<std::pair<const Atom *, int64_t>, 2> periodic;
  bool mustTry = false; ///< some atom has no period

  bool addDifference(const Atom &atom, int64_t i,
                     llvm::ArrayRef<int64_t> symbols);
  bool addCongruence(const Atom &atom, int64_t i);
};
} // namespace

/// Greatest j with coordinate(j) <= e.
static int64_t greatestKey(Coordinate coordinate, int64_t e) {
  int64_t quotient = floorDivide(e, coordinate.factor);
  return coordinate.kind == Coordinate::Kind::Block
             ? (quotient + 1) * coordinate.factor - 1
             : quotient;
}

/// Least j with coordinate(j) >= e.
static int64_t leastKey(Coordinate coordinate, int64_t e) {
  int64_t quotient = ceilDivide(e, coordinate.factor);
  return coordinate.kind == Coordinate::Kind::Block
             ? quotient * coordinate.factor
             : quotient;
}

/// False if no key of the row can satisfy the atom.
bool KeySet::addDifference(const Atom &atom, int64_t i,
                           llvm::ArrayRef<int64_t> symbols) {
  int64_t bound = atom.bound.at(symbols);
  bool uMoves = atom.u.axis == Axis::Key, vMoves = atom.v.axis == Axis::Key;
  if (!uMoves && !vMoves)
    return atom.u.at(i, 0) - atom.v.at(i, 0) <= bound;
  if (!vMoves) {
    hi = std::min(hi,
                  greatestKey(atom.u, saturatingAdd(bound, atom.v.at(i, 0))));
    return true;
  }
  if (!uMoves) {
    lo = std::max(lo, leastKey(atom.v, saturatingAdd(atom.u.at(i, 0), -bound)));
    return true;
  }
  using Kind = Coordinate::Kind;
  int64_t size = std::max(atom.u.factor, atom.v.factor);
  if (atom.u.kind == Kind::Plain && atom.v.kind == Kind::Block) {
    // j mod size <= bound.
    if (bound < size - 1)
      residues.push_back({size, 0, bound + 1});
    return bound >= 0;
  }
  if (atom.u.kind == Kind::Block && atom.v.kind == Kind::Plain) {
    // j mod size >= -bound.
    if (bound < 0)
      residues.push_back({size, -bound, size + bound});
    return size + bound > 0;
  }
  if (atom.u.kind == Kind::Block && atom.v.kind == Kind::Block)
    periodic.push_back({&atom, atom.u.factor * atom.v.factor});
  else
    mustTry = true;
  return true;
}

bool KeySet::addCongruence(const Atom &atom, int64_t i) {
  bool uMoves = atom.u.axis == Axis::Key, vMoves = atom.v.axis == Axis::Key;
  if (!uMoves && !vMoves)
    return atom.holds(i, 0, {});
  using Kind = Coordinate::Kind;
  int64_t d = atom.modulus;
  if (!vMoves && atom.u.kind == Kind::Plain) {
    int64_t first = modulo(atom.first + atom.v.at(i, 0), d);
    residues.push_back({d, first, atom.length});
  } else if (!uMoves && atom.v.kind == Kind::Plain) {
    int64_t last = atom.first + atom.length - 1;
    residues.push_back({d, modulo(atom.u.at(i, 0) - last, d), atom.length});
  } else {
    // Blocks repeat with their size, up to a shift that d takes away.
    int64_t period = d;
    for (Coordinate coordinate : {atom.u, atom.v})
      if (coordinate.kind == Kind::Block)
        period = saturatingMultiply(period, coordinate.factor);
    periodic.push_back({&atom, period});
  }
  return true;
}

/// Keys of [lo, hi] that all atoms accept, one by one.
static int64_t tryKeys(llvm::ArrayRef<Atom> atoms, int64_t i, int64_t lo,
                       int64_t hi, llvm::ArrayRef<int64_t> symbols) {
  int64_t count = 0;
  for (int64_t j = lo; j <= hi; ++j)
    count += llvm::all_of(
        atoms, [&](const Atom &atom) { return atom.holds(i, j, symbols); });
  return count;
}

/// Keys of the set in [lo, hi] by residues alone.
static int64_t tryResidues(const KeySet &keys, int64_t i, int64_t lo,
                           int64_t hi) {
  int64_t count = 0;
  for (int64_t j = lo; j <= hi; ++j) {
    bool accepted = llvm::all_of(keys.residues, [&](const Residues &residues) {
      return modulo(j - residues.first, residues.modulus) < residues.length;
    });
    count += accepted && llvm::all_of(keys.periodic, [&](auto &entry) {
               return entry.first->holds(i, j, {});
             });
  }
  return count;
}

std::optional<int64_t>
RowCounter::count(int64_t i, llvm::ArrayRef<int64_t> symbols) const {
  KeySet keys{0, symbols[keyLength] - 1, {}, {}, false};
  for (const Atom &atom : atoms) {
    bool possible = true;
    if (atom.kind == Atom::Kind::Difference)
      possible = keys.addDifference(atom, i, symbols);
    else if (atom.kind == Atom::Kind::Congruence)
      possible = keys.addCongruence(atom, i);
    else
      keys.mustTry = true;
    if (!possible)
      return 0;
  }
  int64_t total = keys.hi - keys.lo + 1;
  if (total <= 0)
    return 0;
  if (keys.mustTry) {
    if (total > maxTrials)
      return std::nullopt;
    return tryKeys(atoms, i, keys.lo, keys.hi, symbols);
  }
  if (keys.residues.empty() && keys.periodic.empty())
    return total;
  if (keys.residues.size() == 1 && keys.periodic.empty()) {
    auto [modulus, first, length] = keys.residues[0];
    return membersUpTo(keys.hi, modulus, first, length) -
           membersUpTo(keys.lo - 1, modulus, first, length);
  }
  int64_t period = 1;
  auto take = [&](int64_t other) {
    period = saturatingMultiply(period / std::gcd(period, other), other);
  };
  for (const Residues &residues : keys.residues)
    take(residues.modulus);
  for (auto &[atom, atomPeriod] : keys.periodic)
    take(atomPeriod);
  int64_t periods = total / period;
  if (std::min(total, period) > maxTrials)
    return std::nullopt;
  int64_t count = 0;
  if (periods > 0)
    count = periods * tryResidues(keys, i, keys.lo, keys.lo + period - 1);
  return count + tryResidues(keys, i, keys.lo + periods * period, keys.hi);
}
