// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counting tiles row by row; long relations are sampled.

#include "Arithmetic.h"
#include "ambit/Relation/Residues.h"

using namespace ambit::relation;

// Tiles looked at, and the fewest rows and most classes sampled.
static constexpr int64_t tileBudget = int64_t(1) << 14;
static constexpr int64_t leastRows = 4;
static constexpr int64_t mostRows = 256;
static constexpr int64_t mostClasses = 8;

/// Position `k` of `samples` evenly spread over `count`.
static int64_t spread(int64_t k, int64_t samples, int64_t count) {
  return samples == count ? k : (2 * k + 1) * count / (2 * samples);
}

static int64_t scaledUp(int64_t sum, int64_t count, int64_t samples) {
  return samples == count
             ? sum
             : int64_t(double(sum) / double(samples) * double(count));
}

static TileCount countRows(RowSweep &sweep, int64_t queryTile, int64_t keyTile,
                           llvm::ArrayRef<int64_t> symbols) {
  TileCount result;
  int64_t n = symbols[queryLength], m = symbols[keyLength];
  if (n <= 0 || m <= 0)
    return result;
  int64_t rows = ceilDivide(n, queryTile);
  int64_t samples =
      std::clamp(tileBudget / ceilDivide(m, keyTile), leastRows, mostRows);
  samples = std::min(samples, rows);
  llvm::SmallVector<Segment> segments;
  for (int64_t k = 0; k < samples; ++k) {
    int64_t first = spread(k, samples, rows) * queryTile;
    sweep.row(first, std::min(n, first + queryTile) - 1, symbols, segments);
    for (const Segment &segment : segments) {
      bool full = segment.tileClass == TileClass::Full;
      (full ? result.full : result.partial) += segment.hi - segment.lo;
    }
  }
  result.full = scaledUp(result.full, rows, samples);
  result.partial = scaledUp(result.partial, rows, samples);
  result.estimated = samples < rows;
  return result;
}

static void add(TileCount &sum, const TileCount &part) {
  sum.full = saturatingAdd(sum.full, part.full);
  sum.partial = saturatingAdd(sum.partial, part.partial);
  sum.estimated |= part.estimated;
}

TileCount ambit::relation::tileCount(const Relation &relation,
                                     int64_t queryTile, int64_t keyTile,
                                     llvm::ArrayRef<int64_t> symbols) {
  ExprArena arena;
  TileRanges ranges = tileRanges(relation, keyTile, arena);
  RowSweep sweep(ranges, arena);
  return countRows(sweep, queryTile, keyTile, symbols);
}

static TileCount countView(const ResidueView &view, const ExprArena &arena,
                           int64_t queryTile, int64_t keyTile,
                           llvm::ArrayRef<int64_t> symbols) {
  ExprArena inner;
  TileRanges ranges = tileRanges(view.inner, keyTile, inner);
  RowSweep sweep(ranges, inner);
  Program innerSymbols(arena, view.innerSymbols);
  int64_t samples = std::min(view.modulus, mostClasses);
  TileCount sum;
  for (int64_t k = 0; k < samples; ++k) {
    Inputs inputs;
    inputs.residueClass = spread(k, samples, view.modulus);
    inputs.symbols = symbols;
    innerSymbols.run(inputs);
    llvm::SmallVector<int64_t> values;
    for (unsigned s = 0; s < view.innerSymbols.size(); ++s)
      values.push_back(innerSymbols[s]);
    add(sum, countRows(sweep, queryTile, keyTile, values));
  }
  sum.full = scaledUp(sum.full, view.modulus, samples);
  sum.partial = scaledUp(sum.partial, view.modulus, samples);
  sum.estimated |= samples < view.modulus;
  return sum;
}

TileCount ambit::relation::tileCount(const StridedForm &form,
                                     const ExprArena &arena, int64_t queryTile,
                                     int64_t keyTile,
                                     llvm::ArrayRef<int64_t> symbols) {
  TileCount sum;
  if (form.dense)
    sum = tileCount(*form.dense, queryTile, keyTile, symbols);
  for (const ResidueView &view : form.views)
    add(sum, countView(view, arena, queryTile, keyTile, symbols));
  return sum;
}
