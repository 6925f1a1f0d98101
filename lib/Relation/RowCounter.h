// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keys of one piece in one row.

#pragma once

#include "RelationData.h"
#include <optional>

namespace ambit::relation {

class RowCounter {
public:
  RowCounter(const RelationData &data, const Piece &piece);

  std::optional<int64_t> count(int64_t i,
                               llvm::ArrayRef<int64_t> symbols) const;

private:
  std::vector<Atom> atoms;
};

/// Numbers y <= x with (y - first) mod modulus < length, counted from `first`
/// on; below it the count is negative, so that differences are right anywhere.
int64_t membersUpTo(int64_t x, int64_t modulus, int64_t first, int64_t length);

/// All pairs of a piece over i, j and i - j with one congruence at most;
/// nothing for other pieces, or if the number does not fit.
std::optional<int64_t> closedCount(const RelationData &data, const Piece &piece,
                                   llvm::ArrayRef<int64_t> symbols);

} // namespace ambit::relation
