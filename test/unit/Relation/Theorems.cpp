// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Statements for all lengths against brute force on small ones.

#include "ambit/Relation/Theorems.h"

#include "Masks.h"
#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>

using namespace ambit::relation;
using namespace ambit::relation::test;

namespace {
enum Statement { Empty, QueriesSee, KeysRead };

/// The first (n, m) up to `limit` at which a statement fails, and where.
std::optional<Point> findFailure(const Relation &relation, Statement statement,
                                 int64_t limit) {
  for (int64_t n = 1; n <= limit; ++n)
    for (int64_t m = 1; m <= limit; ++m) {
      llvm::SmallVector<int64_t, 4> symbols = {n, m};
      std::vector<char> cells = grid(relation, symbols);
      auto at = [&](int64_t i, int64_t j) { return cells[i * m + j] != 0; };
      int64_t rows = statement == KeysRead ? m : n;
      int64_t columns = statement == KeysRead ? n : m;
      for (int64_t row = 0; row < rows; ++row) {
        bool any = false;
        for (int64_t column = 0; column < columns; ++column) {
          bool pair = statement == KeysRead ? at(column, row) : at(row, column);
          if (pair && statement == Empty)
            return Point{row, column, symbols};
          any |= pair;
        }
        if (!any && statement == QueriesSee)
          return Point{row, 0, symbols};
        if (!any && statement == KeysRead)
          return Point{0, row, symbols};
      }
    }
  return std::nullopt;
}

Answer ask(const Relation &relation, Statement statement) {
  return statement == Empty        ? isEmpty(relation)
         : statement == QueriesSee ? everyQuerySees(relation)
                                   : everyKeyIsRead(relation);
}

/// The witness fails as it says.
void checkWitness(const Relation &relation, Statement statement,
                  const Point &point, const std::string &name) {
  int64_t n = point.symbols[queryLength], m = point.symbols[keyLength];
  ASSERT_LT(point.query, n) << name;
  ASSERT_LT(point.key, m) << name;
  ASSERT_LT(std::max(n, m), 4000) << name;
  if (statement == Empty)
    EXPECT_TRUE(relation.contains(point.query, point.key, point.symbols))
        << name;
  for (int64_t j = 0; statement == QueriesSee && j < m; ++j)
    EXPECT_FALSE(relation.contains(point.query, j, point.symbols)) << name;
  for (int64_t i = 0; statement == KeysRead && i < n; ++i)
    EXPECT_FALSE(relation.contains(i, point.key, point.symbols)) << name;
}

/// With facts only about symbols that it has.
Relation relationOf(const Builder &builder, Tree tree) {
  Relation bare = llvm::cantFail(Relation::get(builder, tree));
  return bare.symbolCount() == 2
             ? bare
             : llvm::cantFail(Relation::get(builder, tree, testFacts()));
}

/// Whether there was an answer.
bool check(const Relation &relation, Statement statement,
           const std::string &name, int64_t limit) {
  Answer answer = ask(relation, statement);
  EXPECT_EQ(answer.verdict == Verdict::Refuted, answer.witness.has_value());
  if (answer.witness)
    checkWitness(relation, statement, *answer.witness, name);
  if (relation.symbolCount() == 2) {
    std::optional<Point> failure = findFailure(relation, statement, limit);
    if (failure && answer.verdict != Verdict::Unknown) {
      EXPECT_TRUE(answer.witness)
          << name << " " << statement << " n=" << failure->symbols[0]
          << " m=" << failure->symbols[1];
      // No lesser lengths.
      if (answer.witness && statement != KeysRead)
        EXPECT_LE(answer.witness->symbols, failure->symbols)
            << name << " " << statement;
    }
  }
  return answer.verdict != Verdict::Unknown;
}
} // namespace

TEST(Theorems, NamedMasksAreDecided) {
  for (const NamedMask &mask : namedMasks()) {
    Builder builder;
    Tree tree = mask.build(builder);
    Relation relation = relationOf(builder, tree);
    for (Statement statement : {Empty, QueriesSee, KeysRead})
      EXPECT_TRUE(check(relation, statement, mask.name, 20))
          << mask.name << " " << statement;
  }
}

TEST(Theorems, RandomTreesAreNeverWrong) {
  std::mt19937 random(29);
  unsigned asked = 0, decided = 0;
  for (unsigned trial = 0; trial < 120; ++trial) {
    Builder builder;
    Tree tree = randomTree(builder, random, Family(trial % 4), 2 + trial % 6);
    Relation relation = relationOf(builder, tree);
    for (Statement statement : {Empty, QueriesSee, KeysRead}) {
      ++asked;
      decided +=
          check(relation, statement, "trial " + std::to_string(trial), 9);
    }
  }
  EXPECT_GT(decided, asked * 9 / 10) << decided << " of " << asked;
}

/// The greatest i - j at lengths up to `limit`; nothing without a pair.
static std::optional<int64_t> greatestDistance(const Relation &relation,
                                               int64_t limit) {
  std::optional<int64_t> most;
  for (int64_t n = 1; n <= limit; ++n)
    for (int64_t m = 1; m <= limit; ++m)
      for (int64_t i = 0; i < n; ++i)
        for (int64_t j = 0; j < m; ++j)
          if (relation.contains(i, j, {n, m}))
            most = std::max(most.value_or(i - j), i - j);
  return most;
}

TEST(Theorems, GreatestDistanceIsReached) {
  using Kind = Extent::Kind;
  Affine back;
  back.query = 1;
  back.key = -1;
  std::mt19937 random(31);
  unsigned bounded = 0;
  for (unsigned trial = 0; trial < 60; ++trial) {
    Builder builder;
    Tree tree = randomTree(builder, random, Family(trial % 4), 2 + trial % 4);
    Relation relation = relationOf(builder, tree);
    Extent extent = greatest(relation, back);
    ASSERT_NE(extent.kind, Kind::Unknown) << trial;
    if (relation.symbolCount() > 2)
      continue;
    std::optional<int64_t> seen = greatestDistance(relation, 8);
    if (extent.kind == Kind::NoPair)
      EXPECT_FALSE(seen) << trial;
    if (extent.kind != Kind::Bounded)
      continue;
    ++bounded;
    EXPECT_LE(seen.value_or(extent.value), extent.value) << trial;
    EXPECT_EQ(atMost(relation, back, extent.value).verdict, Verdict::Holds);
    EXPECT_EQ(atMost(relation, back, extent.value - 1).verdict,
              Verdict::Refuted);
  }
  EXPECT_GT(bounded, 10u);
}

TEST(Theorems, CacheHasBandAndFirstKeys) {
  using Kind = Extent::Kind;
  Builder b;
  Coordinate i = Coordinate::query(), j = Coordinate::key();
  Tree causal = b.atMost(j, i, 0), window = b.atMost(i, j, 7);
  Tree first = b.atMost(j, Coordinate::zero(), 2);
  auto cacheFor = [&](Tree tree) {
    return cacheOf(llvm::cantFail(Relation::get(b, tree)));
  };
  Cache both = cacheFor(b.both(causal, b.either(window, first)));
  EXPECT_EQ(both.lookBack.kind, Kind::Bounded);
  EXPECT_EQ(both.lookBack.value, 7);
  EXPECT_EQ(both.lastFirst.kind, Kind::Bounded);
  EXPECT_EQ(both.lastFirst.value, 2);
  EXPECT_EQ(cacheFor(b.both(causal, window)).lastFirst.kind, Kind::NoPair);
  EXPECT_EQ(cacheFor(causal).lookBack.kind, Kind::Unbounded);
  EXPECT_EQ(cacheFor(b.constant(false)).lookBack.kind, Kind::NoPair);
}
