// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Crossovers against the values on both sides.

#include "ambit/Analysis/Crossover.h"

#include <gtest/gtest.h>
#include <random>

using namespace ambit;
using namespace ambit::analysis;
using relation::Formula;
using relation::SizeMap;

static const Formula n = Formula::symbol("n");

static std::optional<Order> orderAt(const std::vector<Stretch> &stretches,
                                    int64_t x) {
  for (const Stretch &stretch : stretches)
    if (stretch.from <= x && x <= stretch.to)
      return stretch.order;
  return std::nullopt;
}

/// Every length up to 3000; `mixed` stretches must hold both orders.
static void check(const Formula &first, const Formula &second) {
  auto stretches = compareAlong(first, second, "n", {});
  ASSERT_TRUE(stretches);
  EXPECT_EQ(stretches->front().from, 1);
  EXPECT_EQ(stretches->back().to, relation::maxSize);
  for (size_t k = 1; k < stretches->size(); ++k)
    EXPECT_EQ((*stretches)[k - 1].to + 1, (*stretches)[k].from);
  for (int64_t x = 1; x <= 3000; ++x) {
    SizeMap sizes;
    sizes["n"] = x;
    relation::Wide difference = *first.at(sizes) - *second.at(sizes);
    Order wanted = difference < 0    ? Order::First
                   : difference == 0 ? Order::Equal
                                     : Order::Second;
    Order order = *orderAt(*stretches, x);
    if (order != Order::Mixed)
      EXPECT_EQ(order, wanted)
          << first.text() << " and " << second.text() << " n=" << x;
  }
}

TEST(Crossover, FindsTheExactLength) {
  auto stretches = compareAlong(n * n, n * 1000 + 1, "n", {});
  ASSERT_TRUE(stretches);
  ASSERT_EQ(stretches->size(), 2u);
  EXPECT_EQ((*stretches)[0].order, Order::First);
  EXPECT_EQ((*stretches)[1].from, 1001);
}

TEST(Crossover, FindsLengthsThatNoSampleWouldMeet) {
  Formula dip = (n - 1500) * (n - 1501);
  auto stretches = compareAlong(dip, 1, "n", {});
  ASSERT_TRUE(stretches);
  ASSERT_EQ(stretches->size(), 3u);
  EXPECT_EQ((*stretches)[1].from, 1500);
  EXPECT_EQ((*stretches)[1].to, 1501);
  check(dip, 1);
}

TEST(Crossover, RandomPolynomialsWithRemainders) {
  std::mt19937 random(3);
  auto between = [&](int64_t lo, int64_t hi) {
    return lo + int64_t(random() % uint64_t(hi - lo + 1));
  };
  for (unsigned trial = 0; trial < 60; ++trial) {
    Formula quotient = (n + between(0, 9)).floorDiv(between(2, 7));
    Formula bound = (n - between(0, 2000)).atLeastZero();
    check(n * n * between(-3, 3) + quotient * between(-4000, 4000),
          bound * between(-900, 900) + n * between(-4000, 4000) +
              between(-5000, 5000));
  }
}

TEST(Crossover, NeedsAClosedForm) {
  EXPECT_FALSE(compareAlong(n * n * n, n, "n", {}));
  EXPECT_FALSE(compareAlong(n * Formula::symbol("m"), n, "n", {}));
}
