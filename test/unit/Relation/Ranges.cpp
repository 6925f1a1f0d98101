// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tile classes against brute force: the named masks must be exact, random trees
// and small caps must be sound.

#include "ambit/Relation/Ranges.h"

#include "Masks.h"
#include "llvm/ADT/STLExtras.h"
#include <chrono>
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
