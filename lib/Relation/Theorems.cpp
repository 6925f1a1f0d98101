// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emptiness, witnesses and extremes of whole relations: every piece is a
// conjunction, so a set of integer points that the prover knows exactly.

#include "ambit/Relation/Theorems.h"

#include "Arithmetic.h"
#include "ProverSystems.h"
#include "SmallLengths.h"
#include "ThreadTime.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

using namespace ambit::relation;

using Terms = ConstraintSystem::Terms;

// One question to the library, and all questions about one relation.
static constexpr unsigned maxConstraints = 96;
static constexpr unsigned maxDivisions = 16;
static constexpr double maxMilliseconds = 2000;

// Variables of a `CellSystem`.
static constexpr unsigned queryVariable = 0, keyVariable = 1, firstSymbol = 2;

namespace {
/// The points of one piece.
class Cell {
public:
  Cell(const RelationData &data, const Piece &piece);

  /// Beyond the caps: nothing may be asked.
  bool tooLarge() const;
  /// value >= bound, of the sum of terms.
  void atLeast(Terms terms, int64_t bound);
  std::optional<llvm::SmallVector<int64_t>> findPoint() const;
  MaximumOfTerms maximum(const Terms &terms) const {
    return cell.system.maximum(terms);
  }

private:
  CellSystem cell;
};
} // namespace

Cell::Cell(const RelationData &data, const Piece &piece) : cell(data) {
  for (Literal literal : piece.literals)
    cell.add(data.atom(literal));
  for (auto [symbol, value] : data.facts.fixed) {
    atLeast({{firstSymbol + symbol, 1}}, value);
    atLeast({{firstSymbol + symbol, -1}}, -value);
  }
}

bool Cell::tooLarge() const {
  return cell.system.constraintCount() > maxConstraints ||
         cell.system.divisionCount() > maxDivisions;
}

void Cell::atLeast(Terms terms, int64_t bound) {
  cell.system.nonNegative(std::move(terms), -bound);
}

std::optional<llvm::SmallVector<int64_t>> Cell::findPoint() const {
  llvm::SmallVector<int64_t> values;
  if (cell.system.isEmpty(&values))
    return std::nullopt;
  return values;
}

/// The least value of a variable that some point of the cell has; the cell is
/// cut to it. `values` is a point before and after. Values are at least 0.
static void minimize(Cell &cell, unsigned variable,
                     llvm::SmallVector<int64_t> &values) {
  int64_t low = 0;
  while (low < values[variable]) {
    int64_t middle = low + (values[variable] - low) / 2;
    Cell lower = cell;
    lower.atLeast({{variable, -1}}, -middle);
    if (auto point = lower.findPoint())
      values = std::move(*point);
    else
      low = middle + 1;
  }
  cell.atLeast({{variable, -1}}, -values[variable]);
}

static Point toPoint(const RelationData &data, llvm::ArrayRef<int64_t> values) {
  Point point{values[queryVariable], values[keyVariable], {}};
  llvm::append_range(point.symbols,
                     values.slice(firstSymbol, data.symbolCount));
  return point;
}

static Terms termsOf(const Affine &value) {
  Terms terms = {{queryVariable, value.query}, {keyVariable, value.key}};
  for (auto [k, coefficient] : llvm::enumerate(value.rest.coefficients))
    terms.push_back({unsigned(firstSymbol + k), coefficient});
  return terms;
}

/// The first pair whose value is greater than `bound`.
static std::optional<Point> firstPair(const Relation &relation,
                                      const Affine &value, int64_t bound,
                                      llvm::ArrayRef<int64_t> symbols) {
  auto isGreater = [&](int64_t i, int64_t j) {
    return value.query * i + value.key * j + value.rest.at(symbols) > bound;
  };
  for (int64_t i = 0; i < symbols[queryLength]; ++i)
    for (int64_t j = 0; j < symbols[keyLength]; ++j)
      if (isGreater(i, j) && relation.contains(i, j, symbols))
        return Point{i, j, llvm::to_vector<4>(symbols)};
  return std::nullopt;
}

static bool isLess(const Point &a, const Point &b) {
  auto key = [](const Point &p) {
    return std::tuple(p.symbols[queryLength], p.symbols[keyLength], p.query,
                      p.key);
  };
  return key(a) < key(b);
}

Answer ambit::relation::isEmpty(const Relation &relation) {
  return atMost(relation, {}, -1);
}

Answer ambit::relation::atMost(const Relation &relation, const Affine &value,
                               int64_t bound) {
  const RelationData &data = relation.data();
  double end = threadMilliseconds() + maxMilliseconds;
  Answer answer{Verdict::Holds, std::nullopt};
  bool complete = true;
  for (const Piece &piece : relation.partition()) {
    if (!piece.inside)
      continue;
    Cell cell(data, piece);
    if (cell.tooLarge() || threadMilliseconds() > end) {
      complete = false;
      continue;
    }
    cell.atLeast(termsOf(value), bound + 1 - value.rest.constant);
    auto values = cell.findPoint();
    if (!values)
      continue;
    for (unsigned variable :
         {firstSymbol + queryLength, firstSymbol + keyLength, queryVariable,
          keyVariable})
      if (threadMilliseconds() < end)
        minimize(cell, variable, *values);
    Point point = toPoint(data, *values);
    // A piece that is mixed has points outside as well.
    if (!relation.contains(point.query, point.key, point.symbols)) {
      complete = false;
      continue;
    }
    if (!answer.witness || isLess(point, *answer.witness))
      answer = {Verdict::Refuted, std::move(point)};
  }
  if (answer.witness || complete)
    return answer;
  return searchSmallLengths(relation, [&](llvm::ArrayRef<int64_t> symbols) {
    return firstPair(relation, value, bound, symbols);
  });
}

/// The greatest value of the sum of terms in a cell that has `point`.
static int64_t greatestInCell(const Cell &cell, const Terms &terms,
                              int64_t most, llvm::ArrayRef<int64_t> point) {
  auto valueAt = [&](llvm::ArrayRef<int64_t> values) {
    int64_t sum = 0;
    for (auto [variable, coefficient] : terms)
      sum += coefficient * values[variable];
    return sum;
  };
  int64_t low = valueAt(point);
  while (low < most) {
    int64_t middle = most - (most - low) / 2;
    Cell upper = cell;
    upper.atLeast(terms, middle);
    if (auto better = upper.findPoint())
      low = valueAt(*better);
    else
      most = middle - 1;
  }
  return low;
}

/// The greatest value in one piece.
static Extent greatestInPiece(const RelationData &data, const Piece &piece,
                              const Affine &value) {
  Cell cell(data, piece);
  if (piece.mixed || cell.tooLarge())
    return {Extent::Kind::Unknown, 0};
  auto point = cell.findPoint();
  if (!point)
    return {Extent::Kind::NoPair, 0};
  // An integer point and a rational ray without end: no integer bound.
  Terms terms = termsOf(value);
  MaximumOfTerms most = cell.maximum(terms);
  if (!most.bounded)
    return {Extent::Kind::Unbounded, 0};
  return {Extent::Kind::Bounded,
          greatestInCell(cell, terms, most.value, std::move(*point)) +
              value.rest.constant};
}

Extent ambit::relation::join(const Extent &a, const Extent &b) {
  using Kind = Extent::Kind;
  for (Kind kind : {Kind::Unknown, Kind::Unbounded})
    if (a.kind == kind || b.kind == kind)
      return {kind, 0};
  if (a.kind == Kind::NoPair || b.kind == Kind::NoPair)
    return a.kind == Kind::NoPair ? b : a;
  return a.value < b.value ? b : a;
}

Extent ambit::relation::greatest(const Relation &relation,
                                 const Affine &value) {
  double end = threadMilliseconds() + maxMilliseconds;
  Extent reach{Extent::Kind::NoPair, 0};
  for (const Piece &piece : relation.partition()) {
    if (!piece.inside)
      continue;
    if (threadMilliseconds() > end)
      return {Extent::Kind::Unknown, 0};
    reach = join(reach, greatestInPiece(relation.data(), piece, value));
  }
  return reach;
}

Cache ambit::relation::cacheOf(const Relation &relation) {
  double end = threadMilliseconds() + maxMilliseconds;
  Affine distance, key;
  distance.query = 1;
  distance.key = -1;
  key.key = 1;
  Cache cache{{Extent::Kind::NoPair, 0}, {Extent::Kind::NoPair, 0}};
  for (const Piece &piece : relation.partition()) {
    if (!piece.inside)
      continue;
    if (threadMilliseconds() > end)
      return {{Extent::Kind::Unknown, 0}, {Extent::Kind::Unknown, 0}};
    Extent back = greatestInPiece(relation.data(), piece, distance);
    Extent last = {Extent::Kind::NoPair, 0};
    if (back.kind == Extent::Kind::Unbounded)
      last = greatestInPiece(relation.data(), piece, key);
    if (last.kind == Extent::Kind::Bounded)
      cache.lastFirst = join(cache.lastFirst, last);
    else
      cache.lookBack = join(cache.lookBack, back);
  }
  return cache;
}

static Tree treeOf(const Atom &atom, Builder &builder) {
  switch (atom.kind) {
  case Atom::Kind::Difference:
    return builder.atMost(atom.u, atom.v, atom.bound);
  case Atom::Kind::Congruence:
    return builder.congruent(atom.u, atom.v, atom.modulus, atom.first,
                             atom.length);
  case Atom::Kind::Raw:
    return builder.nonNegative(atom.raw);
  }
  llvm_unreachable("unknown kind");
}

/// The same pairs where `facts` hold; with `onDiagonal`, only those of equal
/// query and key.
static std::optional<Relation> restrict(const Relation &relation,
                                        const Facts &facts, bool onDiagonal) {
  if (!relation.normalised())
    return std::nullopt;
  Builder builder;
  llvm::SmallVector<Tree> pieces;
  for (const Piece &piece : relation.partition()) {
    llvm::SmallVector<Tree> literals;
    for (Literal literal : piece.literals)
      literals.push_back(treeOf(relation.atom(literal), builder));
    if (piece.inside)
      pieces.push_back(builder.all(literals));
  }
  Facts all = relation.data().facts;
  llvm::append_range(all.nonNegative, facts.nonNegative);
  llvm::append_range(all.fixed, facts.fixed);
  Tree tree = builder.any(pieces);
  Coordinate i = Coordinate::query(), j = Coordinate::key();
  if (onDiagonal)
    tree =
        builder.all({tree, builder.atMost(i, j, 0), builder.atMost(j, i, 0)});
  auto result = Relation::get(builder, tree, all);
  if (result)
    return *result;
  llvm::consumeError(result.takeError());
  return std::nullopt;
}

std::optional<Relation> ambit::relation::where(const Relation &relation,
                                               const Facts &facts) {
  return restrict(relation, facts, /*onDiagonal=*/false);
}

bool ambit::relation::hasDiagonal(const Relation &relation) {
  auto diagonal = restrict(relation, {}, /*onDiagonal=*/true);
  return diagonal && everyQuerySees(*diagonal).verdict == Verdict::Holds;
}
