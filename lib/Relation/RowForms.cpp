// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The loops of a row: three ranges, one classed range, or segments.

#include "Arithmetic.h"
#include "ambit/Relation/Ranges.h"
#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

std::optional<ThreeRanges>
ambit::relation::threeRanges(const TileRanges &ranges, ExprArena &arena) {
  const TileRange *live = nullptr;
  llvm::SmallVector<Expr> prefixes, suffixes;
  ThreeRanges three;
  three.exact = true;
  for (const TileRange &range : ranges.pieces) {
    three.exact &= range.holeFree;
    if (range.inMask) {
      if (live)
        return std::nullopt;
      live = &range;
      continue;
    }
    const ExprNode &hi = arena[range.hi];
    if (arena.constantValue(range.lo) == 0)
      prefixes.push_back(range.hi);
    else if (range.hi == ranges.tileCount)
      suffixes.push_back(range.lo);
    else if (hi.kind == ExprKind::Select && hi.operands[1] == ranges.tileCount)
      suffixes.push_back(
          arena.select(hi.operands[0], range.lo, ranges.tileCount));
    else
      return std::nullopt;
  }
  if (!live) {
    Expr zero = arena.constant(0);
    return ThreeRanges{zero, zero, zero, zero, true};
  }
  three.lo = live->lo;
  three.hi = live->hi;
  llvm::SmallVector<Expr> fullLo = prefixes, fullHi = suffixes;
  fullLo.push_back(three.lo);
  fullHi.push_back(three.hi);
  three.fullLo = arena.max(fullLo);
  if (!prefixes.empty())
    three.fullLo = arena.min({three.fullLo, three.hi});
  three.fullHi = arena.min(fullHi);
  if (!suffixes.empty())
    three.fullHi = arena.max({three.fullHi, three.fullLo});
  return three;
}

ClassedRange ambit::relation::classedRange(const TileRanges &ranges,
                                           ExprArena &arena) {
  Expr c = arena.input(Input::KeyTile), never = arena.constant(-1);
  llvm::SmallVector<Expr> los, his, live = {never}, partial = {never};
  unsigned liveCount = llvm::count_if(
      ranges.pieces, [](const TileRange &range) { return range.inMask; });
  for (const TileRange &range : ranges.pieces) {
    llvm::SmallVector<Expr> all;
    // With one live piece the loop bounds are its ends.
    if (!range.inMask || liveCount > 1)
      all = {arena.subtract(c, range.lo),
             arena.add(arena.subtract(range.hi, c), -1)};
    if (!range.holeFree)
      all.push_back(range.guard);
    if (all.empty())
      all.push_back(arena.constant(0));
    (range.inMask ? live : partial).push_back(arena.min(all));
    if (!range.inMask)
      continue;
    // An empty range must not widen the loop.
    Expr some = arena.add(arena.subtract(range.hi, range.lo), -1);
    los.push_back(liveCount > 1 ? arena.select(some, range.lo, ranges.tileCount)
                                : range.lo);
    his.push_back(range.hi);
  }
  if (los.empty())
    return {arena.constant(0), arena.constant(0), never, never};
  return {arena.min(los), arena.max(his), arena.max(live), arena.max(partial)};
}

RowSweep::RowSweep(const TileRanges &ranges, const ExprArena &arena) {
  llvm::SmallVector<Expr> roots;
  for (const TileRange &range : ranges.pieces) {
    roots.append({range.lo, range.hi});
    sources.push_back(
        {range.inMask, range.holeFree, Program(arena, range.guard)});
  }
  bounds = Program(arena, roots);
}

/// Adds [lo, hi) at the end, joined to the last segment where possible.
static void append(llvm::SmallVectorImpl<Segment> &segments, int64_t lo,
                   int64_t hi, TileClass tileClass) {
  if (tileClass == TileClass::Empty || lo >= hi)
    return;
  if (!segments.empty() && segments.back().hi == lo &&
      segments.back().tileClass == tileClass)
    segments.back().hi = hi;
  else
    segments.push_back({lo, hi, tileClass});
}

void RowSweep::row(int64_t rowFirst, int64_t rowLast,
                   llvm::ArrayRef<int64_t> symbols,
                   llvm::SmallVectorImpl<Segment> &segments) {
  segments.clear();
  Inputs inputs;
  inputs.rowFirst = rowFirst;
  inputs.rowLast = rowLast;
  inputs.symbols = symbols;
  bounds.run(inputs);
  // A piece starts or ends at each event.
  struct Event {
    int64_t at;
    bool inMask;
    int change;
  };
  llvm::SmallVector<Event> events;
  auto add = [&](int64_t lo, int64_t hi, bool inMask) {
    if (lo >= hi)
      return;
    events.push_back({lo, inMask, 1});
    events.push_back({hi, inMask, -1});
  };
  for (auto [k, source] : llvm::enumerate(sources)) {
    int64_t lo = bounds[2 * k], hi = bounds[2 * k + 1];
    if (source.holeFree) {
      add(lo, hi, source.inMask);
      continue;
    }
    int64_t start = lo;
    for (int64_t c = lo; c < hi; ++c) {
      inputs.keyTile = c;
      source.guard.run(inputs);
      if (source.guard[0] >= 0)
        continue;
      add(start, c, source.inMask);
      start = c + 1;
    }
    add(start, hi, source.inMask);
  }
  llvm::sort(events,
             [](const Event &a, const Event &b) { return a.at < b.at; });
  int live = 0, outside = 0;
  int64_t position = 0;
  for (const Event &event : events) {
    TileClass tileClass = live == 0      ? TileClass::Empty
                          : outside == 0 ? TileClass::Full
                                         : TileClass::Partial;
    append(segments, position, event.at, tileClass);
    position = event.at;
    (event.inMask ? live : outside) += event.change;
  }
}
