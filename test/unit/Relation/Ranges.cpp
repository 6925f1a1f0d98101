// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tile classes against brute force: the named masks must be exact, random trees
// and small caps must be sound.

#include "ambit/Relation/Ranges.h"

#include "Masks.h"
#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLExtras.h"
#include <ctime>
#include <functional>
#include <gtest/gtest.h>

using namespace ambit::relation;
using namespace ambit::relation::test;

namespace {
struct TileSize {
  int64_t query, key;
};

/// What tiles of a mask are, against what the library says they are.
struct Tally {
  int64_t tiles = 0, exact = 0, unsound = 0;
};
} // namespace

static const TileSize tileSizes[] = {{16, 16}, {13, 7}, {64, 32},
                                     {33, 17}, {8, 48}, {5, 64}};

static std::vector<TileClass> trueClasses(llvm::ArrayRef<char> cells, int64_t m,
                                          int64_t i0, int64_t i1, int64_t bk) {
  std::vector<TileClass> classes;
  for (int64_t j0 = 0; j0 < m; j0 += bk) {
    bool some = false, all = true;
    for (int64_t i = i0; i <= i1; ++i)
      for (int64_t j = j0; j < std::min(m, j0 + bk); ++j)
        (cells[i * m + j] ? some : all) = cells[i * m + j];
    classes.push_back(!some ? TileClass::Empty
                      : all ? TileClass::Full
                            : TileClass::Partial);
  }
  return classes;
}

static void compare(TileClass expected, TileClass got, Tally &tally) {
  ++tally.tiles;
  tally.exact += expected == got;
  bool lost = expected != TileClass::Empty && got == TileClass::Empty;
  bool untested = expected != TileClass::Full && got == TileClass::Full;
  tally.unsound += lost || untested;
}

/// Compares the sweep of every row.
static void tallySweep(llvm::ArrayRef<char> cells, TileSize size,
                       llvm::ArrayRef<int64_t> symbols, RowSweep &sweep,
                       Tally &tally) {
  int64_t n = symbols[queryLength], m = symbols[keyLength];
  llvm::SmallVector<Segment> segments;
  for (int64_t i0 = 0; i0 < n; i0 += size.query) {
    int64_t i1 = std::min(n, i0 + size.query) - 1;
    std::vector<TileClass> expected = trueClasses(cells, m, i0, i1, size.key);
    std::vector<TileClass> got(expected.size(), TileClass::Empty);
    sweep.row(i0, i1, symbols, segments);
    for (const Segment &segment : segments) {
      ASSERT_LE(0, segment.lo);
      ASSERT_LE(segment.hi, int64_t(got.size()));
      for (int64_t c = segment.lo; c < segment.hi; ++c)
        got[c] = segment.tileClass;
    }
    for (auto [x, y] : llvm::zip_equal(expected, got))
      compare(x, y, tally);
  }
}

/// All tile sizes, at lengths 1, 1 + step, ... 200.
static Tally tallyRelation(const Relation &relation, int64_t step) {
  std::vector<ExprArena> arenas(std::size(tileSizes));
  std::vector<RowSweep> sweeps;
  for (auto [size, arena] : llvm::zip_equal(tileSizes, arenas))
    sweeps.emplace_back(tileRanges(relation, size.key, arena), arena);
  Tally tally;
  for (int64_t length = 1; length <= 200; length += step) {
    std::vector<int64_t> symbols = symbolsFor(length);
    std::vector<char> cells = grid(relation, symbols);
    for (auto [size, sweep] : llvm::zip_equal(tileSizes, sweeps))
      tallySweep(cells, size, symbols, sweep, tally);
  }
  return tally;
}

TEST(Ranges, NamedMasksAreExact) {
  for (const NamedMask &mask : namedMasks()) {
    Relation relation = relationOf(mask);
    EXPECT_TRUE(relation.fallBacks().empty()) << mask.name;
    Tally tally = tallyRelation(relation, 11);
    EXPECT_EQ(tally.unsound, 0) << mask.name;
    EXPECT_EQ(tally.exact, tally.tiles) << mask.name;
  }
}

static Relation randomRelation(std::mt19937 &random, unsigned trial,
                               Limits limits = {}) {
  static constexpr unsigned leaves[] = {3, 5, 7, 10};
  Builder builder;
  Tree tree =
      randomTree(builder, random, Family(trial % 4), leaves[trial / 4 % 4]);
  return llvm::cantFail(Relation::get(builder, tree, testFacts(), limits));
}

/// One random tile size and length.
static void tallyRandomly(const Relation &relation, std::mt19937 &random,
                          Tally &tally) {
  TileSize size = {between(random, 1, 40), between(random, 1, 40)};
  std::vector<int64_t> symbols = {
      between(random, 1, 120),  between(random, 1, 120),
      between(random, -30, 30), between(random, 1, 50),
      between(random, 0, 80),   between(random, 0, 20)};
  ExprArena arena;
  RowSweep sweep(tileRanges(relation, size.key, arena), arena);
  tallySweep(grid(relation, symbols), size, symbols, sweep, tally);
}

TEST(Ranges, ThousandRandomTreesAreSound) {
  std::mt19937 random(7);
  Tally tallies[4];
  for (unsigned trial = 0; trial < 1000; ++trial) {
    Relation relation = randomRelation(random, trial);
    Tally &tally = tallies[trial % 4];
    tallyRandomly(relation, random, tally);
    ASSERT_EQ(tally.unsound, 0) << "tree " << trial;
  }
  for (Family family : {Family::Constants, Family::Symbols, Family::Blocks})
    EXPECT_EQ(tallies[unsigned(family)].exact, tallies[unsigned(family)].tiles);
  // Several congruences in one piece are tested one by one.
  const Tally &congruences = tallies[unsigned(Family::Congruences)];
  EXPECT_GE(double(congruences.exact), 0.98 * double(congruences.tiles));
}

/// (i mod 12, floor(i / 12)) are positions of an image of width 12.
static Tree imageWindow(Builder &builder, mlir::MLIRContext &context) {
  mlir::AffineExpr i = mlir::getAffineDimExpr(0, &context);
  mlir::AffineExpr j = mlir::getAffineDimExpr(1, &context);
  mlir::AffineExpr rows = i.floorDiv(12) - j.floorDiv(12);
  mlir::AffineExpr columns = i % 12 - j % 12;
  return builder.all(
      {builder.nonNegative(rows + 2), builder.nonNegative(-rows + 2),
       builder.nonNegative(columns + 3), builder.nonNegative(-columns + 3)});
}

TEST(Ranges, OtherComparisonsAreSoundAndReported) {
  mlir::MLIRContext context;
  mlir::AffineExpr i = mlir::getAffineDimExpr(0, &context);
  mlir::AffineExpr j = mlir::getAffineDimExpr(1, &context);
  Builder b;
  Tree image = imageWindow(b, context);
  Tree mirrored = b.nonNegative(-i - j + 70);
  Tree slanted =
      b.both(b.nonNegative(i * 3 - j * 2 + 5), b.nonNegative((i + j) % 5 - 1));
  Tree corners = b.nonNegative(i % 12 + j % 5 - 15);
  for (Tree tree :
       {image, mirrored, slanted, corners, b.either(image, slanted)}) {
    Relation relation = llvm::cantFail(Relation::get(b, tree, testFacts()));
    ExprArena arena;
    TileRanges ranges = tileRanges(relation, 16, arena);
    EXPECT_TRUE(llvm::is_contained(ranges.fallBacks, FallBack::WideTile));
    Tally tally = tallyRelation(relation, 37);
    EXPECT_EQ(tally.unsound, 0);
    EXPECT_GE(double(tally.exact), 0.95 * double(tally.tiles));
  }
}

TEST(Ranges, SmallCapsAreSoundAndReported) {
  std::mt19937 random(8);
  Limits fewLeaves, fewCalls, fewPieces, fewCoordinates, shortLists;
  fewLeaves.leaves = 4;
  fewCalls.proverCalls = 3;
  fewPieces.rangePieces = 2;
  fewCoordinates.coordinates = 5;
  shortLists.listTerms = 1;
  for (const Limits &limits :
       {fewLeaves, fewCalls, fewPieces, fewCoordinates, shortLists}) {
    Tally tally;
    llvm::SmallVector<FallBack> seen;
    for (unsigned trial = 0; trial < 64; ++trial) {
      Relation relation = randomRelation(random, trial, limits);
      llvm::append_range(seen, relation.fallBacks());
      ExprArena arena;
      llvm::append_range(seen, tileRanges(relation, 16, arena).fallBacks);
      tallyRandomly(relation, random, tally);
      EXPECT_EQ(
          relation.normalised(),
          !llvm::is_contained(relation.fallBacks(), FallBack::PartialTree));
    }
    EXPECT_EQ(tally.unsound, 0);
    auto expects = [&](FallBack fallBack) {
      EXPECT_TRUE(llvm::is_contained(seen, fallBack)) << text(fallBack).str();
    };
    if (limits.leaves == 4)
      expects(FallBack::PartialTree);
    if (limits.proverCalls == 3)
      expects(FallBack::Unpruned);
    if (limits.leaves == 4 || limits.rangePieces == 2)
      expects(FallBack::BoxTest);
    if (limits.coordinates == 5)
      expects(FallBack::WideTile);
  }
}

/// Masks beyond every cap: they must end soon and stay sound.
TEST(Ranges, HugeMasksAreSound) {
  Coordinate i = Coordinate::query(), j = Coordinate::key();
  auto anyOf = [](int64_t count, auto part) {
    return [=](Builder &b) {
      Tree tree = b.constant(false);
      for (int64_t k = 0; k < count; ++k)
        tree = b.either(tree, part(b, k));
      return tree;
    };
  };
  std::mt19937 random(10);
  std::vector<std::function<Tree(Builder &)>> masks = {
      anyOf(400,
            [&](Builder &b, int64_t k) {
              return b.both(b.atMost(i, j, 7 * k + 3), b.atLeast(i, j, 7 * k));
            }),
      anyOf(200,
            [&](Builder &b, int64_t k) { return b.congruent(i, j, k + 20); }),
      anyOf(200, [&](Builder &b, int64_t k) { return b.sameBlock(k + 2); }),
      [&](Builder &b) {
        return randomTree(b, random, Family::Congruences, 300);
      }};
  for (auto &mask : masks) {
    Builder builder;
    Tree tree = mask(builder);
    std::clock_t start = std::clock();
    Relation relation =
        llvm::cantFail(Relation::get(builder, tree, testFacts()));
    Tally tally;
    tallyRandomly(relation, random, tally);
    EXPECT_EQ(tally.unsound, 0);
    EXPECT_FALSE(relation.fallBacks().empty());
    EXPECT_LE(double(std::clock() - start) / CLOCKS_PER_SEC, 10.0);
  }
}

/// What the expressions of `three` and `classed` say of one row.
static void tallyForms(const std::optional<ThreeRanges> &three,
                       const ClassedRange &classed, const ExprArena &arena,
                       const Inputs &row, llvm::ArrayRef<TileClass> expected,
                       Tally &threeTally, Tally &classedTally) {
  if (three) {
    int64_t lo = evaluate(arena, three->lo, row);
    int64_t fullLo = evaluate(arena, three->fullLo, row);
    int64_t fullHi = evaluate(arena, three->fullHi, row);
    int64_t hi = evaluate(arena, three->hi, row);
    EXPECT_TRUE(hi <= lo || (lo <= fullLo && fullLo <= fullHi && fullHi <= hi));
    for (auto [c, tileClass] : llvm::enumerate(expected)) {
      int64_t tile = c;
      bool visited = lo <= tile && tile < hi;
      bool full = fullLo <= tile && tile < fullHi;
      compare(tileClass,
              !visited ? TileClass::Empty
              : full   ? TileClass::Full
                       : TileClass::Partial,
              threeTally);
    }
  }
  int64_t lo = evaluate(arena, classed.lo, row);
  int64_t hi = evaluate(arena, classed.hi, row);
  Program tile(arena, {classed.live, classed.partial});
  Inputs inputs = row;
  for (auto [c, tileClass] : llvm::enumerate(expected)) {
    inputs.keyTile = c;
    tile.run(inputs);
    bool visited = lo <= int64_t(c) && int64_t(c) < hi && tile[0] >= 0;
    compare(tileClass,
            !visited       ? TileClass::Empty
            : tile[1] >= 0 ? TileClass::Partial
                           : TileClass::Full,
            classedTally);
  }
}

TEST(Ranges, StaticFormsAgreeWithBruteForce) {
  unsigned threeForms = 0;
  for (const NamedMask &mask : namedMasks()) {
    Relation relation = relationOf(mask);
    for (TileSize size : {TileSize{64, 32}, TileSize{13, 7}}) {
      ExprArena arena;
      TileRanges ranges = tileRanges(relation, size.key, arena);
      auto three = threeRanges(ranges, arena);
      threeForms += three.has_value();
      ClassedRange classed = classedRange(ranges, arena);
      Tally threeTally, classedTally;
      for (int64_t length = 1; length <= 200; length += 33) {
        std::vector<int64_t> symbols = symbolsFor(length);
        std::vector<char> cells = grid(relation, symbols);
        Inputs row;
        row.symbols = symbols;
        for (; row.rowFirst < length; row.rowFirst += size.query) {
          row.rowLast = std::min(length, row.rowFirst + size.query) - 1;
          std::vector<TileClass> expected = trueClasses(
              cells, symbols[keyLength], row.rowFirst, row.rowLast, size.key);
          tallyForms(three, classed, arena, row, expected, threeTally,
                     classedTally);
        }
      }
      EXPECT_EQ(threeTally.unsound, 0) << mask.name;
      if (three && three->exact)
        EXPECT_EQ(threeTally.exact, threeTally.tiles) << mask.name;
      EXPECT_EQ(classedTally.exact, classedTally.tiles) << mask.name;
    }
  }
  EXPECT_GE(threeForms, 30u);
}

TEST(Ranges, BoxClassesAreSound) {
  std::mt19937 random(9);
  Tally tally;
  for (unsigned trial = 0; trial < 100; ++trial) {
    Relation relation = randomRelation(random, trial);
    std::vector<int64_t> symbols = symbolsFor(between(random, 1, 60));
    int64_t m = symbols[keyLength];
    std::vector<char> cells = grid(relation, symbols);
    std::vector<TileClass> expected =
        trueClasses(cells, m, 0, std::min<int64_t>(symbols[0], 13) - 1, 7);
    for (auto [c, tileClass] : llvm::enumerate(expected)) {
      int64_t j0 = 7 * int64_t(c);
      compare(tileClass,
              boxClass(relation, 0, std::min<int64_t>(symbols[0], 13) - 1, j0,
                       std::min(m, j0 + 7) - 1, symbols),
              tally);
    }
  }
  EXPECT_EQ(tally.unsound, 0);
}

TEST(Ranges, FactsShortenBounds) {
  Builder builder;
  Tree causal = builder.atMost(Coordinate::key(), Coordinate::query(), 0);
  Facts facts;
  facts.equal(queryLength, keyLength);
  Relation relation = llvm::cantFail(Relation::get(builder, causal, facts));
  ExprArena arena;
  auto three = threeRanges(tileRanges(relation, 64, arena), arena);
  ASSERT_TRUE(three && three->exact);
  EXPECT_EQ(arena.constantValue(three->lo), 0);
  // Rows end before the keys do: floor(rowLast / 64) + 1.
  Expr last = arena.floorDiv(arena.input(Input::RowLast), 64);
  EXPECT_EQ(three->hi, arena.add(last, 1));
  EXPECT_LE(arena.operationCount(
                {three->lo, three->fullLo, three->fullHi, three->hi}),
            12u);
}

TEST(Ranges, FixedLengthsBecomeConstants) {
  Builder builder;
  Coordinate i = Coordinate::query(), j = Coordinate::key();
  Tree wide = builder.both(builder.atMost(j, i, 0), builder.atMost(i, j, 4095));
  Facts facts;
  facts.fixed = {{queryLength, 1024}, {keyLength, 1024}};
  Relation relation = llvm::cantFail(Relation::get(builder, wide, facts));
  // No row is longer than the window.
  EXPECT_EQ(relation.cover().size(), 2u);
  ExprArena arena;
  TileRanges ranges = tileRanges(relation, 64, arena);
  EXPECT_EQ(arena.constantValue(ranges.tileCount), 16);
}

TEST(Ranges, OneMaskTakesMilliseconds) {
#if __has_feature(address_sanitizer)
  GTEST_SKIP() << "sanitized code is slower";
#endif
  std::vector<double> times;
  for (const NamedMask &mask : namedMasks()) {
    // Processor time: other tests may run beside this one.
    std::clock_t start = std::clock();
    Relation relation = relationOf(mask);
    ExprArena arena;
    tileRanges(relation, 32, arena);
    times.push_back(1e3 * double(std::clock() - start) / CLOCKS_PER_SEC);
  }
  std::nth_element(times.begin(), times.begin() + times.size() / 2,
                   times.end());
  EXPECT_LE(times[times.size() / 2], 5.0);
}
