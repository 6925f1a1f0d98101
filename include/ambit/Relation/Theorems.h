// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Statements about a relation for all lengths at once, each with a proof, or
// with the least example that refutes it, or with neither when a cap was hit.

#pragma once

#include "ambit/Relation/Relation.h"
#include <optional>

namespace ambit::relation {

/// A query and a key, and the symbols: the lengths first.
struct Point {
  int64_t query = 0, key = 0;
  llvm::SmallVector<int64_t, 4> symbols;
};

enum class Verdict : uint8_t { Holds, Refuted, Unknown };

/// A statement "there is no such point". A witness goes with `Refuted`.
struct Answer {
  Verdict verdict = Verdict::Unknown;
  std::optional<Point> witness;
};

/// No length has a pair. The witness has the least n, then the least m, query
/// and key.
Answer isEmpty(const Relation &relation);

/// No pair has a greater value of query * i + key * j + rest.
Answer atMost(const Relation &relation, const Affine &value, int64_t bound);

/// Every query sees a key, and every key has a query. The witness is the query
/// or the key without a partner.
Answer everyQuerySees(const Relation &relation);
Answer everyKeyIsRead(const Relation &relation);

/// How far a pair may reach, over all lengths.
struct Extent {
  enum class Kind : uint8_t { NoPair, Bounded, Unbounded, Unknown };
  Kind kind = Kind::Unknown;
  int64_t value = 0; ///< if bounded
};

/// The greatest value of query * i + key * j + rest.
Extent greatest(const Relation &relation, const Affine &value);

/// Of two sets of pairs together.
Extent join(const Extent &a, const Extent &b);

/// The same pairs where more is known of the symbols; nothing if the pieces are
/// not known.
std::optional<Relation> where(const Relation &relation, const Facts &facts);

/// True if every query surely sees the key at its own position.
bool hasDiagonal(const Relation &relation);

/// Keys that a stream of queries must keep when it never looks ahead: the first
/// ones up to `lastFirst`, and those up to `lookBack` behind the query. The
/// first ones are those that queries see from any distance.
struct Cache {
  Extent lastFirst, lookBack;
};
Cache cacheOf(const Relation &relation);

} // namespace ambit::relation
