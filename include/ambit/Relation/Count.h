// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exact numbers of pairs, and rows that see nothing. All need a normalised
// relation; without one, or beyond a cap, there is no answer.

#pragma once

#include "ambit/Relation/Relation.h"
#include <array>
#include <optional>

namespace ambit::relation {

/// Sums over long sequences leave 64 bits.
using Wide = __int128;

/// Keys that query `i` sees. Takes constant time for differences and
/// congruences.
std::optional<int64_t> countRow(const Relation &relation, int64_t i,
                                llvm::ArrayRef<int64_t> symbols);

/// Pairs in the relation: closed forms where a piece has one, else row by row.
std::optional<int64_t> countPairs(const Relation &relation,
                                  llvm::ArrayRef<int64_t> symbols);

/// A polynomial of degree 2 at most for each residue of x mod `period`.
struct QuasiPolynomial {
  int64_t period = 1;
  int64_t validFrom = 0;
  /// For x = validFrom + r + k * period: value, first and second difference
  /// in k at k = 0, indexed by r.
  std::vector<std::array<Wide, 3>> differences;

  /// Nothing below `validFrom`, or if the number does not fit.
  std::optional<Wide> at(int64_t x) const;
};

/// The one with this period that has the values of `at` from `validFrom` on;
/// nothing if `at` has none or a sample does not fit.
std::optional<QuasiPolynomial>
fitQuasiPolynomial(int64_t period, int64_t validFrom,
                   llvm::function_ref<std::optional<Wide>(int64_t)> at);

/// Pairs as a function of one number x that all `free` symbols have; the others
/// keep their values. Often free = {queryLength, keyLength}.
std::optional<QuasiPolynomial> countAlong(const Relation &relation,
                                          llvm::ArrayRef<unsigned> free,
                                          llvm::ArrayRef<int64_t> symbols);

/// A position of one axis that has no partner.
struct Witness {
  std::optional<int64_t> position;
  bool complete = true; ///< false: some positions were not looked at
};

/// The first query that sees no key.
Witness emptyRow(const Relation &relation, llvm::ArrayRef<int64_t> symbols);
/// The first key that no query sees.
Witness unreadKey(const Relation &relation, llvm::ArrayRef<int64_t> symbols);

} // namespace ambit::relation
