// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Simplification keeps values; evaluation saturates.

#include "ambit/Relation/Expr.h"

#include "Masks.h"
#include <gtest/gtest.h>

using namespace ambit::relation;
using namespace ambit::relation::test;

TEST(Expr, EqualExpressionsAreOneNode) {
  ExprArena arena;
  Expr n = arena.symbol(queryLength), i = arena.input(Input::RowFirst);
  EXPECT_EQ(arena.add(n, i), arena.add(i, n));
  EXPECT_EQ(arena.subtract(arena.add(n, i), i), n);
  EXPECT_EQ(arena.scale(arena.add(n, 3), 0), arena.constant(0));
  EXPECT_EQ(arena.difference(arena.add(n, 7), arena.add(n, 2)), 5);
  EXPECT_EQ(arena.difference(n, i), std::nullopt);
  EXPECT_EQ(arena.min({n, arena.add(n, 1), n}), n);
  EXPECT_EQ(arena.max({n, arena.add(n, 1)}), arena.add(n, 1));
}

TEST(Expr, DivisionsSimplify) {
  ExprArena arena;
  Expr n = arena.symbol(queryLength);
  // floor((64 n + 96) / 32) = 2 n + 3.
  Expr e = arena.floorDiv(arena.add(arena.scale(n, 64), 96), 32);
  EXPECT_EQ(e, arena.add(arena.scale(n, 2), 3));
  // floor(floor(n / 4) / 8) = floor(n / 32).
  EXPECT_EQ(arena.floorDiv(arena.floorDiv(n, 4), 8), arena.floorDiv(n, 32));
  // floor((6 n + 3) / 4) = floor((3 n + 1) / 2).
  EXPECT_EQ(arena.floorDiv(arena.add(arena.scale(n, 6), 3), 4),
            arena.floorDiv(arena.add(arena.scale(n, 3), 1), 2));
  EXPECT_EQ(arena.operationCount(arena.ceilDiv(n, 64)), 2u);
}

namespace {
/// An expression and its value by plain arithmetic.
struct Pair {
  Expr e;
  int64_t value;
};
} // namespace

static int64_t floorOf(int64_t a, int64_t b) {
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

static Pair combine(ExprArena &arena, std::mt19937 &random, Pair a, Pair b,
                    Pair c) {
  int64_t k = between(random, 1, 9);
  switch (between(random, 0, 7)) {
  case 0:
    return {arena.add(a.e, b.e), a.value + b.value};
  case 1:
    return {arena.subtract(a.e, b.e), a.value - b.value};
  case 2:
    return {arena.scale(a.e, k - 5), a.value * (k - 5)};
  case 3:
    return {arena.floorDiv(a.e, k), floorOf(a.value, k)};
  case 4:
    return {arena.min({a.e, b.e, c.e}), std::min({a.value, b.value, c.value})};
  case 5:
    return {arena.max({a.e, b.e, c.e}), std::max({a.value, b.value, c.value})};
  case 6:
    return {arena.modulo(a.e, k), a.value - k * floorOf(a.value, k)};
  default:
    return {arena.select(a.e, b.e, c.e), a.value >= 0 ? b.value : c.value};
  }
}

TEST(Expr, SimplificationKeepsValues) {
  std::mt19937 random(3);
  for (unsigned trial = 0; trial < 300; ++trial) {
    ExprArena arena;
    Inputs inputs;
    inputs.rowFirst = between(random, -50, 50);
    inputs.keyTile = between(random, -50, 50);
    int64_t symbols[] = {between(random, -50, 50), between(random, -50, 50)};
    inputs.symbols = symbols;
    std::vector<Pair> pool = {{arena.input(Input::RowFirst), inputs.rowFirst},
                              {arena.input(Input::KeyTile), inputs.keyTile},
                              {arena.symbol(0), symbols[0]},
                              {arena.symbol(1), symbols[1]},
                              {arena.constant(5), 5}};
    for (unsigned k = 0; k < 25; ++k) {
      auto pick = [&] { return pool[between(random, 0, pool.size() - 1)]; };
      Pair next = combine(arena, random, pick(), pick(), pick());
      if (std::abs(next.value) < (int64_t(1) << 40))
        pool.push_back(next);
    }
    for (Pair pair : pool)
      ASSERT_EQ(evaluate(arena, pair.e, inputs), pair.value)
          << arena.text(pair.e);
  }
}

TEST(Expr, EvaluationSaturates) {
  ExprArena arena;
  Expr n = arena.symbol(0);
  Inputs inputs;
  int64_t symbols[] = {int64_t(1) << 60};
  inputs.symbols = symbols;
  Expr huge = arena.scale(arena.scale(n, 1 << 20), 1 << 20);
  EXPECT_GT(evaluate(arena, huge, inputs), int64_t(1) << 60);
  EXPECT_LT(evaluate(arena, arena.negate(huge), inputs), -(int64_t(1) << 60));
}
