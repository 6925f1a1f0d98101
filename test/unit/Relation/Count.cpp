// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts, quasi-polynomials and empty rows against brute force.

#include "ambit/Relation/Count.h"

#include "Masks.h"
#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>

using namespace ambit::relation;
using namespace ambit::relation::test;

static void checkCounts(const Relation &relation,
                        llvm::ArrayRef<int64_t> symbols,
                        const std::string &name) {
  int64_t n = symbols[queryLength], m = symbols[keyLength], total = 0;
  std::vector<char> cells = grid(relation, symbols);
  std::optional<int64_t> firstEmpty, firstUnread;
  for (int64_t i = 0; i < n; ++i) {
    int64_t count = 0;
    for (int64_t j = 0; j < m; ++j)
      count += cells[i * m + j];
    EXPECT_EQ(countRow(relation, i, symbols), count) << name << " row " << i;
    if (count == 0 && !firstEmpty)
      firstEmpty = i;
    total += count;
  }
  for (int64_t j = 0; j < m && !firstUnread; ++j) {
    bool read = false;
    for (int64_t i = 0; i < n; ++i)
      read |= cells[i * m + j] != 0;
    if (!read)
      firstUnread = j;
  }
  EXPECT_EQ(countPairs(relation, symbols), total) << name << " n=" << n;
  Witness row = emptyRow(relation, symbols);
  EXPECT_TRUE(row.complete) << name;
  EXPECT_EQ(row.position, firstEmpty) << name << " n=" << n;
  Witness key = unreadKey(relation, symbols);
  EXPECT_TRUE(key.complete) << name;
  EXPECT_EQ(key.position, firstUnread) << name << " n=" << n;
}

TEST(Count, NamedMasksAreExact) {
  for (const NamedMask &mask : namedMasks()) {
    Relation relation = relationOf(mask);
    for (int64_t length = 1; length <= 200; length += 19)
      checkCounts(relation, symbolsFor(length), mask.name);
  }
}

TEST(Count, RandomTreesAreExact) {
  std::mt19937 random(5);
  for (unsigned trial = 0; trial < 120; ++trial) {
    Builder builder;
    Tree tree = randomTree(builder, random, Family(trial % 4), 3 + trial % 8);
    Relation relation =
        llvm::cantFail(Relation::get(builder, tree, testFacts()));
    std::vector<int64_t> symbols = symbolsFor(between(random, 1, 70));
    checkCounts(relation, symbols, "tree " + std::to_string(trial));
  }
}

/// With n = m = x and fixed other symbols.
static std::vector<int64_t> squareSymbols(int64_t x) {
  return {x, x, 5, 23, 37, 6};
}

TEST(Count, QuasiPolynomialsFollowTheRowCount) {
  unsigned fitted = 0;
  for (const NamedMask &mask : namedMasks()) {
    Relation relation = relationOf(mask);
    auto formula =
        countAlong(relation, {queryLength, keyLength}, squareSymbols(0));
    if (!formula)
      continue;
    ++fitted;
    EXPECT_EQ(formula->at(formula->validFrom - 1), std::nullopt);
    for (int64_t k : {0, 1, 7, 64, 333, 1009, 4000}) {
      int64_t x = formula->validFrom + k;
      EXPECT_EQ(formula->at(x), countPairs(relation, squareSymbols(x)))
          << mask.name << " x=" << x;
    }
  }
  EXPECT_GE(fitted, 33u);
}

TEST(Count, LongSequencesHaveClosedForms) {
  Builder builder;
  Coordinate i = Coordinate::query(), j = Coordinate::key();
  Tree causal = builder.atMost(j, i, 0);
  Tree window = builder.both(causal, builder.atMost(i, j, 4095));
  Tree strided = builder.both(causal, builder.congruent(i, j, 128));
  int64_t n = int64_t(1) << 30;
  std::vector<int64_t> symbols = {n, n};
  auto count = [&](Tree tree) {
    return countPairs(llvm::cantFail(Relation::get(builder, tree)), symbols);
  };
  EXPECT_EQ(count(causal), n * (n + 1) / 2);
  EXPECT_EQ(count(window), 4096 * n - 4096 * 4095 / 2);
  // Row i sees floor(i / 128) + 1 keys.
  int64_t blocks = n / 128;
  EXPECT_EQ(count(strided), 128 * (blocks * (blocks + 1) / 2));
  // More pairs than 64 bits hold.
  symbols = {int64_t(1) << 40, int64_t(1) << 40};
  EXPECT_EQ(count(causal), std::nullopt);
}
