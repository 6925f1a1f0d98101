// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts of whole relations.

#include "ambit/Relation/Count.h"

#include "Arithmetic.h"
#include "RowCounter.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace ambit::relation;

// Rows that may be counted one by one.
static constexpr int64_t maxRows = int64_t(1) << 26;
// Periods and lengths up to which a quasi-polynomial is fitted.
static constexpr int64_t maxPeriod = 512;
static constexpr int64_t maxFitLength = int64_t(1) << 14;

/// The sum of `count` over the pieces inside the relation; none where a piece
/// has none, or the sum is too great.
static std::optional<int64_t>
sumInside(const Relation &relation,
          llvm::function_ref<std::optional<int64_t>(const Piece &)> count) {
  if (!relation.normalised())
    return std::nullopt;
  int64_t sum = 0;
  for (const Piece &piece : relation.partition()) {
    if (!piece.inside)
      continue;
    std::optional<int64_t> part = count(piece);
    if (!part || __builtin_add_overflow(sum, *part, &sum))
      return std::nullopt;
  }
  return sum;
}

std::optional<int64_t>
ambit::relation::countRow(const Relation &relation, int64_t i,
                          llvm::ArrayRef<int64_t> symbols) {
  return sumInside(relation, [&](const Piece &piece) {
    return RowCounter(relation.data(), piece).count(i, symbols);
  });
}

static std::optional<int64_t> countPiece(const RelationData &data,
                                         const Piece &piece,
                                         llvm::ArrayRef<int64_t> symbols) {
  if (auto closed = closedCount(data, piece, symbols))
    return closed;
  if (symbols[queryLength] > maxRows)
    return std::nullopt;
  RowCounter rows(data, piece);
  int64_t sum = 0;
  for (int64_t i = 0; i < symbols[queryLength]; ++i) {
    auto count = rows.count(i, symbols);
    if (!count || __builtin_add_overflow(sum, *count, &sum))
      return std::nullopt;
  }
  return sum;
}

std::optional<int64_t>
ambit::relation::countPairs(const Relation &relation,
                            llvm::ArrayRef<int64_t> symbols) {
  return sumInside(relation, [&](const Piece &piece) {
    return countPiece(relation.data(), piece, symbols);
  });
}

std::optional<Wide> QuasiPolynomial::at(int64_t x) const {
  if (x < validFrom)
    return std::nullopt;
  Wide k = (x - validFrom) / period;
  auto &[value, first, second] = differences[(x - validFrom) % period];
  Wide linear, square, result;
  if (__builtin_mul_overflow(k, first, &linear) ||
      __builtin_mul_overflow(k * (k - 1) / 2, second, &square) ||
      __builtin_add_overflow(linear, square, &result) ||
      __builtin_add_overflow(result, value, &result))
    return std::nullopt;
  return result;
}

namespace {
/// What bounds the period of a count, and the length from which it holds.
struct Chambers {
  int64_t period = 1, validFrom = 2, stride = 1;
  bool known = true;
};
} // namespace

/// Only moduli enter the period: the corners of difference systems are integral
/// in i, j and the blocks. No chamber ends beyond the sum of all constants.
static Chambers chambersOf(const Relation &relation,
                           llvm::ArrayRef<int64_t> othersOnly) {
  Chambers result;
  auto takeModulus = [&](int64_t modulus) {
    int64_t common = std::gcd(result.period, modulus);
    result.period = saturatingMultiply(result.period / common, modulus);
    result.validFrom = saturatingAdd(result.validFrom, 2 * modulus);
  };
  for (const Atom &atom : relation.atoms()) {
    result.known &= atom.kind != Atom::Kind::Raw;
    if (atom.kind == Atom::Kind::Congruence)
      takeModulus(atom.modulus);
    for (Coordinate coordinate : {atom.u, atom.v}) {
      if (coordinate.kind == Coordinate::Kind::Block)
        takeModulus(coordinate.factor);
      if (coordinate.kind == Coordinate::Kind::Scaled)
        result.stride = std::max(result.stride, coordinate.factor);
    }
    int64_t constant = std::abs(atom.bound.at(othersOnly));
    result.validFrom = saturatingAdd(result.validFrom, constant + 1);
  }
  // A stride multiplies both, to be safe.
  result.period = saturatingMultiply(result.period, result.stride);
  result.validFrom = saturatingMultiply(result.validFrom, result.stride);
  return result;
}

std::optional<QuasiPolynomial> ambit::relation::fitQuasiPolynomial(
    int64_t period, int64_t validFrom,
    llvm::function_ref<std::optional<Wide>(int64_t)> at) {
  if (period > maxPeriod || validFrom > maxFitLength)
    return std::nullopt;
  QuasiPolynomial result;
  result.period = period;
  result.validFrom = validFrom;
  for (int64_t r = 0; r < period; ++r) {
    // Three points fix the polynomial, the fourth checks it.
    Wide samples[4];
    for (int64_t k = 0; k < 4; ++k) {
      std::optional<Wide> value = at(validFrom + r + k * period);
      if (!value)
        return std::nullopt;
      samples[k] = *value;
    }
    Wide first = samples[1] - samples[0];
    Wide second = samples[2] - 2 * samples[1] + samples[0];
    if (samples[3] != samples[0] + 3 * first + 3 * second)
      return std::nullopt;
    result.differences.push_back({samples[0], first, second});
  }
  return result;
}

std::optional<QuasiPolynomial>
ambit::relation::countAlong(const Relation &relation,
                            llvm::ArrayRef<unsigned> free,
                            llvm::ArrayRef<int64_t> symbols) {
  llvm::SmallVector<int64_t> values(symbols.begin(), symbols.end());
  for (unsigned symbol : free)
    values[symbol] = 0;
  Chambers chambers = chambersOf(relation, values);
  if (!chambers.known)
    return std::nullopt;
  auto at = [&](int64_t x) -> std::optional<Wide> {
    for (unsigned symbol : free)
      values[symbol] = x;
    return countPairs(relation, values);
  };
  return fitQuasiPolynomial(chambers.period, chambers.validFrom, at);
}
