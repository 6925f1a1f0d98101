// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a piece to its range of key tiles in a row, and the test of one tile.

#include "ambit/Relation/Ranges.h"

#include "Bounds.h"
#include "Intervals.h"
#include "Prover.h"
#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

namespace {
/// Makes the ranges of one relation for one tile size.
class RangeMaker {
public:
  RangeMaker(const RelationData &data, int64_t keyTile, ExprArena &arena)
      : data(data), keyTile(keyTile), arena(arena), prover(data) {
    tileCount =
        arena.ceilDiv(linearExpr(data.length(Axis::Key), arena), keyTile);
  }

  TileRanges make();

private:
  using List = llvm::SmallVector<Expr, 8>;

  std::optional<TileRange> pieceRange(const Piece &piece);
  TileRange boxRange(bool inMask);
  List guardConditions(const Piece &piece);
  bool isHoleFree(const PieceBounds &piece) const;
  void boundByRaws(PieceBounds &piece);
  void prune(List &terms, bool greatest);
  void dropImplied(List &conditions, llvm::ArrayRef<Expr> assumptions);

  const RelationData &data;
  int64_t keyTile;
  ExprArena &arena;
  Prover prover;
  Expr tileCount;
  llvm::SmallVector<FallBack, 1> fallBacks;
};
} // namespace

/// A comparison outside the family bounds the key by its greatest value over
/// the row, if the key enters it linearly.
void RangeMaker::boundByRaws(PieceBounds &piece) {
  Box box = {{arena.input(Input::RowFirst), arena.input(Input::RowLast)},
             {arena.constant(0),
              arena.add(linearExpr(data.length(Axis::Key), arena), -1)}};
  for (const Atom &atom : piece.raws) {
    int64_t factor = atom.raw.form.key;
    if (factor == 0)
      continue;
    // factor * j + rest >= 0, rest <= hi.
    Expr hi = interval(atom.raw, box, arena, /*withoutKey=*/true).hi;
    Expr bound = arena.floorDiv(hi, std::abs(factor));
    if (factor < 0)
      piece.bounds.atMost(piece.key, 0, bound);
    else
      piece.bounds.atMost(0, piece.key, bound);
  }
}

/// Every tile between the ends holds a point. Two cases are known: all block
/// sizes form a chain up to the tile size; or there is one block size, and the
/// key is tied to its own block and to nothing else.
bool RangeMaker::isHoleFree(const PieceBounds &piece) const {
  if (!piece.congruences.empty() || !piece.raws.empty() ||
      piece.tooManyCoordinates)
    return false;
  llvm::SmallVector<int64_t> sizes;
  for (auto [coordinate, variable] : piece.coordinates()) {
    if (coordinate.kind == Coordinate::Kind::Scaled)
      return false;
    if (coordinate.kind == Coordinate::Kind::Block)
      sizes.push_back(coordinate.factor);
  }
  llvm::sort(sizes);
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  bool keyIsFree = llvm::none_of(piece.differences, [](const Atom &atom) {
    return atom.u == Coordinate::key() || atom.v == Coordinate::key();
  });
  if (keyIsFree && sizes.size() == 1)
    return true;
  sizes.push_back(keyTile);
  for (size_t k = 1; k < sizes.size(); ++k)
    if (sizes[k] % sizes[k - 1])
      return false;
  return true;
}

/// Drops terms that never are the least (or greatest) one.
void RangeMaker::prune(List &terms, bool greatest) {
  for (size_t k = 0; k < terms.size();) {
    bool redundant = false;
    for (size_t other = 0; other < terms.size() && !redundant; ++other) {
      if (other == k)
        continue;
      Expr slack = greatest ? arena.subtract(terms[other], terms[k])
                            : arena.subtract(terms[k], terms[other]);
      redundant = prover.always(arena, slack);
    }
    if (redundant)
      terms.erase(terms.begin() + k);
    else
      ++k;
  }
}

void RangeMaker::dropImplied(List &conditions,
                             llvm::ArrayRef<Expr> assumptions) {
  llvm::erase_if(conditions, [&](Expr condition) {
    return prover.always(arena, condition, assumptions);
  });
}

/// Conditions that tile c of the row holds a point of the piece.
RangeMaker::List RangeMaker::guardConditions(const Piece &piece) {
  Box box = tileBox(data, keyTile, arena);
  PieceBounds tile(data, piece, arena);
  tile.bounds.atMost(tile.key, 0, box.j.hi);
  tile.bounds.atMost(0, tile.key, arena.negate(box.j.lo));
  tile.tie();
  List conditions;
  llvm::SmallVector<Expr> members;
  tile.memberConditions(members);
  llvm::append_range(conditions, members);
  for (const Atom &atom : tile.raws)
    conditions.push_back(possible(atom, box, arena));
  tile.bounds.projectOnto({});
  llvm::append_range(conditions, tile.bounds.conditions());
  if (tile.bounds.isEmpty())
    conditions = {arena.constant(-1)};
  return conditions;
}

std::optional<TileRange> RangeMaker::pieceRange(const Piece &piece) {
  PieceBounds row(data, piece, arena);
  bool isWide = !row.raws.empty() || row.tooManyCoordinates;
  if (isWide && !llvm::is_contained(fallBacks, FallBack::WideTile))
    fallBacks.push_back(FallBack::WideTile);
  boundByRaws(row);
  unsigned tile = row.bounds.add(keyTile);
  row.bounds.atMost(row.key, tile, arena.constant(keyTile - 1));
  row.bounds.atMost(tile, row.key, arena.constant(0));
  row.tie();
  row.bounds.projectOnto({tile});
  List conditions(row.bounds.conditions());
  List lower = {arena.constant(0)}, upper = {tileCount};
  for (Expr e : row.bounds.list(0, tile))
    lower.push_back(arena.negate(arena.floorDiv(e, keyTile)));
  for (Expr e : row.bounds.list(tile, 0))
    upper.push_back(arena.add(arena.floorDiv(e, keyTile), 1));
  if (row.bounds.isEmpty())
    return std::nullopt;
  prune(lower, /*greatest=*/true);
  prune(upper, /*greatest=*/false);
  // Where the range is empty anyway, no condition is needed.
  List someTile, inRange;
  Expr c = arena.input(Input::KeyTile);
  for (Expr lo : lower) {
    inRange.push_back(arena.subtract(c, lo));
    for (Expr hi : upper)
      someTile.push_back(arena.add(arena.subtract(hi, lo), -1));
  }
  for (Expr hi : upper)
    inRange.push_back(arena.add(arena.subtract(hi, c), -1));
  dropImplied(conditions, someTile);
  TileRange range;
  range.inMask = piece.inside;
  range.lo = arena.max(lower);
  range.hi = arena.min(upper);
  if (!conditions.empty())
    range.hi = arena.select(arena.min(conditions), range.hi, arena.constant(0));
  List guard;
  if (!isHoleFree(row)) {
    guard = guardConditions(piece);
    llvm::append_range(inRange, conditions);
    dropImplied(guard, inRange);
  }
  range.holeFree = guard.empty();
  range.guard = guard.empty() ? arena.constant(0) : arena.min(guard);
  return range;
}

/// All tiles, each with interval arithmetic as guard.
TileRange RangeMaker::boxRange(bool inMask) {
  TileRange range;
  range.inMask = inMask;
  range.lo = arena.constant(0);
  range.hi = tileCount;
  range.guard = possible(data, inMask, tileBox(data, keyTile, arena), arena);
  return range;
}

TileRanges RangeMaker::make() {
  TileRanges result;
  result.keyTile = keyTile;
  result.tileCount = tileCount;
  if (!data.normalised || data.cover.size() > data.limits.rangePieces) {
    result.pieces = {boxRange(true), boxRange(false)};
    result.fallBacks = {FallBack::BoxTest};
    return result;
  }
  for (const Piece &piece : data.cover)
    if (std::optional<TileRange> range = pieceRange(piece))
      result.pieces.push_back(*range);
  result.fallBacks = fallBacks;
  return result;
}

TileRanges ambit::relation::tileRanges(const Relation &relation,
                                       int64_t keyTile, ExprArena &arena) {
  assert(keyTile >= 1 && keyTile <= maxModulus && "tile size out of range");
  return RangeMaker(relation.data(), keyTile, arena).make();
}
