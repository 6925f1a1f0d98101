// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a product of a formula is made of.

#pragma once

#include "ambit/Relation/Formula.h"

namespace ambit::relation {

struct Formula::Factor {
  enum class Kind : uint8_t {
    Symbol,
    Quotient, ///< floor(operands[0] / divisor)
    Positive, ///< max(0, operands[0])
    Pairs,    ///< of `relation`, with operands[0] queries and operands[1] keys
  };
  Kind kind;
  std::string text;
  llvm::SmallVector<Formula, 2> operands;
  int64_t divisor = 1;
  std::optional<Relation> relation;

  std::optional<Wide> at(const SizeMap &sizes) const;
  /// Pairs for equal lengths; found when it is asked for.
  const std::optional<QuasiPolynomial> &squarePairs() const;
  std::optional<Chambers> chambersAlong(llvm::StringRef size,
                                        const SizeMap &others) const;

private:
  std::optional<Wide> pairsAt(Wide queries, Wide keys) const;
  mutable bool knowsSquare = false;
  mutable std::optional<QuasiPolynomial> square;
};

/// A quasi-polynomial of this degree at most with this period, from
/// `validFrom` on.
struct Formula::Chambers {
  int64_t period = 1;
  int64_t validFrom = 0;
  unsigned degree = 0;
};

} // namespace ambit::relation
