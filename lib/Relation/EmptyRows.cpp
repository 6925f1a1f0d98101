// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rows without a key. Pieces of plain differences see whole intervals of rows;
// only what is left between those is counted row by row.

#include "Bounds.h"
#include "RowCounter.h"
#include "ambit/Relation/Count.h"
#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

// Rows that may be counted one by one.
static constexpr int64_t maxRows = int64_t(1) << 22;

namespace {
struct Rows {
  int64_t first, last;
};
} // namespace

/// Exactly the rows that the piece sees; nothing if they may have gaps.
static std::optional<Rows> seenRows(const RelationData &data,
                                    const Piece &piece,
                                    llvm::ArrayRef<int64_t> symbols) {
  ExprArena arena;
  PieceBounds rows(data, piece, arena, /*rows=*/false);
  bool plain = llvm::all_of(rows.coordinates(), [](auto &entry) {
    return entry.first.kind == Coordinate::Kind::Plain;
  });
  if (!plain || !rows.congruences.empty() || !rows.raws.empty())
    return std::nullopt;
  rows.bounds.projectOnto({rows.query});
  Rows none = {1, 0};
  if (rows.bounds.isEmpty())
    return none;
  Inputs inputs;
  inputs.symbols = symbols;
  for (Expr condition : rows.bounds.conditions())
    if (evaluate(arena, condition, inputs) < 0)
      return none;
  Expr last = *rows.bounds.least(rows.query, 0);
  Expr first = arena.negate(*rows.bounds.least(0, rows.query));
  return Rows{evaluate(arena, first, inputs), evaluate(arena, last, inputs)};
}

Witness ambit::relation::emptyRow(const Relation &relation,
                                  llvm::ArrayRef<int64_t> symbols) {
  const RelationData &data = relation.data();
  if (!relation.normalised())
    return {std::nullopt, false};
  std::vector<Rows> seen;
  std::vector<RowCounter> others;
  for (const Piece &piece : relation.partition()) {
    if (!piece.inside)
      continue;
    if (auto rows = seenRows(data, piece, symbols))
      seen.push_back(*rows);
    else
      others.emplace_back(data, piece);
  }
  llvm::erase_if(seen, [](const Rows &rows) { return rows.first > rows.last; });
  llvm::sort(seen,
             [](const Rows &a, const Rows &b) { return a.first < b.first; });
  seen.push_back({symbols[queryLength], symbols[queryLength]});
  int64_t row = 0, counted = 0;
  for (const Rows &next : seen) {
    for (; row < next.first; ++row) {
      if (++counted > maxRows)
        return {std::nullopt, false};
      bool sees = false;
      for (const RowCounter &other : others) {
        auto count = other.count(row, symbols);
        if (!count)
          return {std::nullopt, false};
        sees = sees || *count > 0;
      }
      if (!sees)
        return {row, true};
    }
    row = std::max(row, next.last + 1);
  }
  return {std::nullopt, true};
}

Witness ambit::relation::unreadKey(const Relation &relation,
                                   llvm::ArrayRef<int64_t> symbols) {
  llvm::SmallVector<int64_t> exchanged(symbols.begin(), symbols.end());
  std::swap(exchanged[queryLength], exchanged[keyLength]);
  return emptyRow(relation.transposed(), exchanged);
}
