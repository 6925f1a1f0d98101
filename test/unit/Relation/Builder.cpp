// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Building trees, reading affine comparisons, and numbers out of range.

#include "ambit/Relation/Builder.h"

#include "Masks.h"
#include "ambit/Relation/Ranges.h"
#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/MLIRContext.h"
#include <gtest/gtest.h>

using namespace ambit::relation;
using namespace ambit::relation::test;

static const Coordinate zero = Coordinate::zero(), i = Coordinate::query(),
                        j = Coordinate::key();

TEST(Builder, EqualTreesAndOppositeAtomsAreShared) {
  Builder b;
  Tree causal = b.atMost(j, i, 0);
  EXPECT_EQ(causal.id, b.atMost(j, i, 0).id);
  // i < j is what causal is not.
  EXPECT_EQ(b.negate(causal).id, b.atMost(i, j, -1).id);
  EXPECT_EQ(b.congruent(i, j, 4, 1).id, b.congruent(j, i, 4, 3).id);
  EXPECT_EQ(b.atoms().size(), 2u);
  EXPECT_EQ(b.both(causal, b.negate(causal)), b.constant(false));
  EXPECT_EQ(b.either(causal, b.negate(causal)), b.constant(true));
  EXPECT_EQ(b.negate(b.negate(causal)), causal);
  EXPECT_EQ(b.congruent(i, j, 1), b.constant(true));
  EXPECT_EQ(b.all({}), b.constant(true));
}

static std::string errorOf(const Builder &b, Tree tree) {
  llvm::Expected<Relation> relation = Relation::get(b, tree);
  return relation ? "" : llvm::toString(relation.takeError());
}

TEST(Builder, NumbersOutOfRangeAreErrors) {
  auto error = [](auto build) {
    Builder b;
    Tree tree = build(b);
    return errorOf(b, b.either(tree, b.atMost(j, i, 0)));
  };
  int64_t worst = INT64_MIN, most = INT64_MAX;
  for (int64_t bad : {worst, most, maxConstant + 1, -maxConstant - 1}) {
    EXPECT_NE(error([&](Builder &b) { return b.atMost(i, j, bad); }), "");
    EXPECT_NE(error([&](Builder &b) { return b.atLeast(i, j, bad); }), "");
    EXPECT_NE(error([&](Builder &b) { return b.congruent(i, j, 7, bad); }), "");
    EXPECT_NE(error([&](Builder &b) { return b.congruent(i, j, bad); }), "");
    EXPECT_NE(error([&](Builder &b) { return b.sameBlock(bad); }), "");
    EXPECT_NE(error([&](Builder &b) {
                return b.atMost(Coordinate::scaled(Axis::Query, bad), j, 0);
              }),
              "");
    EXPECT_NE(error([&](Builder &b) {
                return b.atMost(i, j, Linear::symbol(2, bad));
              }),
              "");
  }
  EXPECT_NE(error([&](Builder &b) { return b.congruent(i, j, 0); }), "");
  EXPECT_NE(error([&](Builder &b) { return b.sameBlock(-3); }), "");
  EXPECT_NE(
      error([&](Builder &b) { return b.atMost(i, j, Linear::symbol(1000)); }),
      "");
  EXPECT_EQ(error([&](Builder &b) { return b.congruent(i, j, 0); }),
            "expected a modulus in [1, 2^31], but got 0");
}

TEST(Builder, GreatestNumbersWork) {
  Builder b;
  int64_t huge = maxConstant;
  Tree tree = b.all({b.atMost(i, j, huge), b.atMost(j, i, -huge),
                     b.congruent(i, j, maxModulus, maxModulus - 1),
                     b.sameBlock(maxModulus),
                     b.atMost(Coordinate::scaled(Axis::Query, maxCoefficient),
                              j, Linear::symbol(2, maxCoefficient))});
  Relation relation = llvm::cantFail(Relation::get(b, tree));
  ExprArena arena;
  TileRanges ranges = tileRanges(relation, 64, arena);
  RowSweep sweep(ranges, arena);
  llvm::SmallVector<Segment> segments;
  int64_t n = (int64_t(1) << 40) - 1;
  sweep.row(n - 64, n - 1, {n, 4096, n}, segments);
  for (const Segment &segment : segments)
    EXPECT_LE(segment.hi, 64);
}

TEST(Builder, TenThousandLevelsWork) {
  Builder b;
  Tree tree = b.atMost(j, i, 0);
  for (int64_t k = 0; k < 10000; ++k) {
    Tree atom = b.atMost(j, zero, k % 9);
    tree = k % 2 ? b.both(tree, atom) : b.either(b.negate(tree), atom);
  }
  Limits limits;
  limits.milliseconds = 50;
  Relation relation = llvm::cantFail(Relation::get(b, tree, {}, limits));
  relation.contains(3, 5, {10, 10});
}

TEST(Builder, ManyAtomsAreAnErrorAndNoCrash) {
  Builder b;
  Tree tree = b.constant(false);
  for (int64_t k = 0; k < 5000; ++k)
    tree = b.either(tree, b.atMost(i, j, 3 * k));
  EXPECT_NE(errorOf(b, tree), "");
}

namespace {
/// Affine expressions in i, j, n, m.
struct AffineForms : ::testing::Test {
  mlir::MLIRContext context;
  mlir::AffineExpr row = mlir::getAffineDimExpr(0, &context);
  mlir::AffineExpr column = mlir::getAffineDimExpr(1, &context);
  mlir::AffineExpr rows = mlir::getAffineSymbolExpr(0, &context);
  mlir::AffineExpr columns = mlir::getAffineSymbolExpr(1, &context);
};
} // namespace

TEST_F(AffineForms, FamilyMembersAreRecognised) {
  Builder b;
  EXPECT_EQ(b.nonNegative(row - column).id, b.atMost(j, i, 0).id);
  EXPECT_EQ(b.nonNegative(row * 3 - column * 3 + 7).id, b.atMost(j, i, 2).id);
  EXPECT_EQ(b.zero((row - column) % 4).id, b.congruent(i, j, 4).id);
  EXPECT_EQ(b.nonNegative(column % 16 - 12).id,
            b.atLeast(j, Coordinate::block(Axis::Key, 16), 12).id);
  EXPECT_EQ(b.zero(row % 3 - 1).id, b.congruent(i, zero, 3, 1).id);
  EXPECT_EQ(b.zero(row.floorDiv(16) - column.floorDiv(16)).id,
            b.sameBlock(16).id);
  EXPECT_EQ(b.nonNegative(rows - columns - row + column).id,
            b.atMost(i, j, Linear::symbol(0) - Linear::symbol(1)).id);
  EXPECT_EQ(b.nonNegative(row * 2 - column + 1).id,
            b.atMost(j, Coordinate::scaled(Axis::Query, 2), 1).id);
  EXPECT_EQ(b.nonNegative(column - column.floorDiv(8) * 8 - 5).id,
            b.atLeast(j, Coordinate::block(Axis::Key, 8), 5).id);
  for (const Atom &atom : b.atoms())
    EXPECT_NE(atom.kind, Atom::Kind::Raw);
}

TEST_F(AffineForms, OtherFormsAreErrorsOrRaw) {
  Builder b;
  b.nonNegative(row + column - 5);
  ASSERT_EQ(b.atoms().size(), 1u);
  EXPECT_EQ(b.atoms()[0].kind, Atom::Kind::Raw);
  EXPECT_TRUE(b.error().empty());
  b.nonNegative(row * column);
  EXPECT_FALSE(b.error().empty());
}

/// Values of affine expressions by MLIR's meaning.
static int64_t valueOf(mlir::AffineExpr e, llvm::ArrayRef<int64_t> values) {
  if (auto constant = llvm::dyn_cast<mlir::AffineConstantExpr>(e))
    return constant.getValue();
  if (auto dim = llvm::dyn_cast<mlir::AffineDimExpr>(e))
    return values[dim.getPosition()];
  if (auto symbol = llvm::dyn_cast<mlir::AffineSymbolExpr>(e))
    return values[2 + symbol.getPosition()];
  auto binary = llvm::cast<mlir::AffineBinaryOpExpr>(e);
  int64_t x = valueOf(binary.getLHS(), values);
  int64_t y = valueOf(binary.getRHS(), values);
  switch (e.getKind()) {
  case mlir::AffineExprKind::Add:
    return x + y;
  case mlir::AffineExprKind::Mul:
    return x * y;
  case mlir::AffineExprKind::Mod:
    return ((x % y) + y) % y;
  case mlir::AffineExprKind::FloorDiv:
    return (x - ((x % y) + y) % y) / y;
  default:
    return -((-x - ((-x % y) + y) % y) / y);
  }
}

TEST_F(AffineForms, RandomFormsKeepTheirMeaning) {
  std::mt19937 random(11);
  auto pick = [&](int64_t lo, int64_t hi) { return between(random, lo, hi); };
  for (unsigned trial = 0; trial < 400; ++trial) {
    mlir::AffineExpr e = mlir::getAffineConstantExpr(pick(-9, 9), &context);
    for (unsigned k = 0; k < 3; ++k) {
      mlir::AffineExpr leaves[] = {row,     column,       rows,
                                   columns, row - column, row + pick(-3, 3)};
      mlir::AffineExpr leaf = leaves[pick(0, 5)];
      int64_t d = pick(1, 7);
      mlir::AffineExpr forms[] = {leaf, leaf.floorDiv(d), leaf % d,
                                  leaf.ceilDiv(d), leaf.floorDiv(d) * d};
      e = e + forms[pick(0, 4)] * pick(-2, 2);
    }
    Builder b;
    Relation relation =
        llvm::cantFail(Relation::get(b, b.nonNegative(e), testFacts()));
    int64_t n = pick(1, 20), m = pick(1, 20);
    std::vector<int64_t> symbols = {n, m, 0, 1, 0, 0};
    for (int64_t row = 0; row < n; ++row)
      for (int64_t column = 0; column < m; ++column)
        ASSERT_EQ(relation.contains(row, column, symbols),
                  valueOf(e, {row, column, n, m}) >= 0);
  }
}
