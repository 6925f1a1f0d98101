// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Formulas: their values, closed forms against values, and their text.

#include "ambit/Relation/Formula.h"

#include "Masks.h"
#include <gtest/gtest.h>

using namespace ambit::relation;
using namespace ambit::relation::test;

static const Formula n = Formula::symbol("n"), batch = Formula::symbol("batch");

static SizeMap at(int64_t x) {
  SizeMap sizes;
  sizes["n"] = x;
  return sizes;
}

TEST(Formula, AddsAndMultiplies) {
  Formula square = (n + 1) * (n - 1);
  EXPECT_EQ(square.text(), "n^2 - 1");
  EXPECT_EQ(square.at(at(7)), 48);
  EXPECT_EQ((square - n * n + 1).constantValue(), 0);
  EXPECT_EQ((n * batch * 3 + n).text(), "3*batch*n + n");
  EXPECT_EQ((n * batch).symbols(), (std::set<std::string>{"batch", "n"}));
}

TEST(Formula, NeedsEverySizeWithinItsBound) {
  EXPECT_EQ((n * batch).at(at(3)), std::nullopt);
  EXPECT_EQ(n.at(at(maxSize)), maxSize);
  EXPECT_EQ(n.at(at(maxSize + 1)), std::nullopt);
  EXPECT_EQ(n.at(at(-1)), std::nullopt);
}

TEST(Formula, SaysWhenANumberDoesNotFit) {
  Formula power = n * n * n;
  EXPECT_EQ((power * n).at(at(maxSize)), std::nullopt);
  EXPECT_EQ(toText(*power.at(at(maxSize))),
            "1329227995784915872903807060280344576");
  Formula huge = Formula(INT64_MAX) * INT64_MAX * INT64_MAX;
  EXPECT_EQ(huge.at({}), std::nullopt);
  EXPECT_EQ(huge.text(), "beyond 2^127");
}

TEST(Formula, QuotientsTakeWholePartsOut) {
  EXPECT_EQ((n * 4 + 7).floorDiv(2).text(), "2*n + 3");
  EXPECT_EQ((n - 1).floorDiv(2) + 1, (n + 1).floorDiv(2));
  EXPECT_EQ(Formula(-7).floorDiv(2).constantValue(), -4);
  for (int64_t x = 0; x < 20; ++x)
    EXPECT_EQ((n * 3 - 5).floorDiv(4).at(at(x)), (3 * x - 5 + 20) / 4 - 5);
}

TEST(Formula, BoundsFoldWhereTheyHold) {
  EXPECT_EQ((n * batch + 3).atLeastZero(), n * batch + 3);
  EXPECT_EQ(Formula(-3).atLeastZero().constantValue(), 0);
  EXPECT_EQ((n - 5).atLeastZero().at(at(3)), 0);
  EXPECT_EQ((n - 5).atLeastZero().at(at(9)), 4);
}

/// The closed form says what the formula says, at every length from its bound.
static void checkAlong(const Formula &formula, const std::string &name) {
  std::optional<QuasiPolynomial> closed = formula.along("n");
  ASSERT_TRUE(closed) << name;
  for (int64_t x = closed->validFrom; x < closed->validFrom + 50; ++x)
    EXPECT_EQ(closed->at(x), formula.at(at(x))) << name << " n=" << x;
  for (int64_t x : {4093, 5000, 7001})
    EXPECT_EQ(closed->at(x), formula.at(at(x))) << name << " n=" << x;
}

TEST(Formula, ClosedFormsFollowTheValues) {
  checkAlong(n * n - n * 3 + 7, "polynomial");
  checkAlong((n + 5).floorDiv(4) * n, "quotient");
  checkAlong(((n - 1).floorDiv(2) + 1 - 40).floorDiv(3).atLeastZero(),
             "nested");
  checkAlong((n - 100).atLeastZero() + (n * -2 + 61).atLeastZero(), "bounds");
  for (const NamedMask &mask : namedMasks()) {
    Relation relation = relationOf(mask);
    if (relation.symbolCount() > 2)
      continue;
    Formula pairs = Formula::pairs(relation, mask.name, n, n);
    if (pairs.along("n"))
      checkAlong(pairs * 3 + n, mask.name);
    Formula half = (n + 1).floorDiv(2);
    Formula halfPairs = Formula::pairs(relation, mask.name, half, half);
    if (halfPairs.along("n"))
      checkAlong(halfPairs, mask.name);
  }
}

static Relation causalWindow(int64_t width) {
  Builder builder;
  Coordinate i = Coordinate::query(), j = Coordinate::key();
  return llvm::cantFail(
      Relation::get(builder, builder.both(builder.atMost(j, i, 0),
                                          builder.atMost(i, j, width - 1))));
}

TEST(Formula, ClosedFormsAreWrittenOut) {
  Formula pairs = Formula::pairs(causalWindow(256), "window", n, n);
  EXPECT_EQ(pairs.text(), "pairs(window; n)");
  ClosedForm closed = pairs.closedForm("n");
  EXPECT_EQ(closed.text, "256*n - 32640");
  EXPECT_EQ(closed.degree, 1u);
  EXPECT_EQ((n * (n + 1)).floorDiv(2).along("n"), std::nullopt);
  EXPECT_EQ((batch * pairs * 2 + batch).closedForm("n").text,
            "batch*(512*n - 65279)");
  EXPECT_EQ((n + 1).floorDiv(2).closedForm("n").text,
            "n/2 + c, 0 <= c <= 1/2 by n mod 2");
  EXPECT_EQ((n - 2048).atLeastZero().closedForm("n").validFrom, 2048);
}

TEST(Formula, LongSequencesHaveExactValues) {
  Builder builder;
  Relation causal = llvm::cantFail(Relation::get(
      builder, builder.atMost(Coordinate::key(), Coordinate::query(), 0)));
  Formula pairs = Formula::pairs(causal, "causal", n, n);
  EXPECT_EQ(toText(*pairs.at(at(maxSize))), "604462909807864343166976");
}
