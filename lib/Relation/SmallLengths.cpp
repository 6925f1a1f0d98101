// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tries small lengths.

#include "SmallLengths.h"

#include "RelationData.h"
#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

static constexpr int64_t maxSmallLength = 32;

static bool isAllowed(const Facts &facts, llvm::ArrayRef<int64_t> symbols) {
  return llvm::all_of(
             facts.nonNegative,
             [&](const Linear &fact) { return fact.at(symbols) >= 0; }) &&
         llvm::all_of(facts.fixed, [&](auto &entry) {
           return symbols[entry.first] == entry.second;
         });
}

Answer ambit::relation::searchSmallLengths(const Relation &relation,
                                           FindAt find) {
  const RelationData &data = relation.data();
  if (data.symbolCount > 2)
    return {};
  for (int64_t n = 1; n <= maxSmallLength; ++n)
    for (int64_t m = 1; m <= maxSmallLength; ++m)
      if (isAllowed(data.facts, {n, m}))
        if (std::optional<Point> point = find({n, m}))
          return {Verdict::Refuted, std::move(point)};
  return {};
}
