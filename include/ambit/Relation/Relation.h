// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A set of pairs (query i, key j), for all lengths at once, split into pieces
// from which tile classes, loop bounds, counts and views are read.
//
//   Builder b;
//   Tree causal = b.atMost(Coordinate::key(), Coordinate::query(), 0);
//   Expected<Relation> mask = Relation::get(b, causal);
//   ExprArena arena;
//   TileRanges ranges = tileRanges(*mask, /*keyTile=*/64, arena);
//
// Every answer is safe: a cap that is hit makes a tile "partial" that is not,
// and is listed in `fallBacks()`.

#pragma once

#include "ambit/Relation/Builder.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <utility>

namespace ambit::relation {

/// What is known of the symbols beside n, m >= 1.
struct Facts {
  llvm::SmallVector<Linear, 2> nonNegative;
  llvm::SmallVector<std::pair<unsigned, int64_t>, 2> fixed; ///< symbol = value

  void equal(unsigned a, unsigned b);
};

/// Caps of the symbolic steps. None can make an answer wrong.
struct Limits {
  unsigned leaves = 1024;          ///< of the decision tree
  unsigned proverCalls = 20000;    ///< library calls for one relation
  double milliseconds = 200;       ///< in library calls for one relation
  unsigned proverConstraints = 32; ///< of one call
  unsigned proverDivisions = 6;    ///< of one call
  unsigned coverPieces = 64;       ///< of a partition that gets a cover
  double coverMilliseconds = 50;
  unsigned listTerms = 12;   ///< of one bound before it becomes one term
  unsigned coordinates = 12; ///< of one piece
  unsigned rangePieces = 32; ///< ranges of one relation
};

/// A step that gave up, and what was done instead.
enum class FallBack : uint8_t {
  Unpruned,    ///< cells kept without a proof that they hold a point
  PartialTree, ///< unfinished cells count as both inside and outside
  NoCover,     ///< the partition serves as cover
  BoxTest,     ///< every tile is classed by interval arithmetic
  WideTile,    ///< a comparison is only bounded on a tile, not solved
};
llvm::StringRef text(FallBack fallBack);

struct Literal {
  uint32_t atom;
  bool positive;
  bool operator==(const Literal &other) const {
    return atom == other.atom && positive == other.positive;
  }
};

/// The positions where all literals hold. All of them are inside the relation,
/// or all are outside; `mixed` pieces stand in both lists.
struct Piece {
  llvm::SmallVector<Literal, 6> literals;
  bool inside = false;
  bool mixed = false;
};

struct RelationData;

/// Immutable, cheap to copy.
class Relation {
public:
  static llvm::Expected<Relation> get(const Builder &builder, Tree root,
                                      Facts facts = {}, Limits limits = {});

  bool contains(int64_t i, int64_t j, llvm::ArrayRef<int64_t> symbols) const;

  /// Pieces without common positions; with both kinds they fill the plane.
  llvm::ArrayRef<Piece> partition() const;
  /// Fewer and greater pieces, which may overlap their own kind: for classes.
  llvm::ArrayRef<Piece> cover() const;
  /// False if the partition has mixed pieces; then no counts and no views.
  bool normalised() const;
  llvm::ArrayRef<FallBack> fallBacks() const;

  llvm::ArrayRef<Atom> atoms() const;
  /// The literal as an atom that must hold.
  Atom atom(Literal literal) const;
  /// Symbols that an evaluation must give: at least the two lengths.
  unsigned symbolCount() const;
  /// The relation of (j, i), with the lengths exchanged.
  Relation transposed() const;
  /// The positions of some pieces only.
  Relation unionOf(llvm::ArrayRef<Piece> pieces) const;

  const RelationData &data() const { return *shared; }

private:
  explicit Relation(std::shared_ptr<const RelationData> shared)
      : shared(std::move(shared)) {}
  std::shared_ptr<const RelationData> shared;
};

} // namespace ambit::relation
