// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Queries that see a key, as a relation without the key: for each piece, the
// key is eliminated from its bounds, exactly. What no piece sees is empty, or
// has a witness.

#include "Arithmetic.h"
#include "RelationData.h"
#include "SmallLengths.h"
#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace ambit::relation;
using mlir::AffineExpr;

// Residues of the key that become a case each.
static constexpr int64_t maxPeriod = 64;

namespace {
/// Keys with (factor * j - start) mod modulus < length.
struct KeyClass {
  AffineExpr start;
  int64_t modulus, length, factor = 1;
};

/// What one piece asks of the key, in terms of the query and the symbols.
class KeyConditions {
public:
  KeyConditions(const RelationData &data, Builder &builder,
                mlir::MLIRContext &context);

  /// False if the atom has a form that is not known.
  bool add(const Atom &atom);
  /// Only one case is needed to say whether some key satisfies all.
  bool isSimple() const {
    return classes.empty() || (classes.size() == 1 && classes[0].factor == 1);
  }
  /// Some key satisfies all.
  std::optional<Tree> isSatisfied() const;

private:
  AffineExpr expr(const Linear &linear) const;
  AffineExpr expr(Coordinate coordinate) const;
  bool addDifference(const Atom &atom);
  bool addCongruence(const Atom &atom);
  Tree someKey(const KeyClass &keys) const;
  std::optional<Tree> someKeyOfPeriod() const;

  Builder &builder;
  mlir::MLIRContext &context;
  llvm::SmallVector<AffineExpr> lows, highs; ///< of the key
  llvm::SmallVector<KeyClass, 2> classes;
  llvm::SmallVector<Tree> others; ///< without the key
};
} // namespace

KeyConditions::KeyConditions(const RelationData &data, Builder &builder,
                             mlir::MLIRContext &context)
    : builder(builder), context(context) {
  lows.push_back(getAffineConstantExpr(0, &context));
  highs.push_back(expr(data.length(Axis::Key)) - 1);
}

AffineExpr KeyConditions::expr(const Linear &linear) const {
  AffineExpr sum = getAffineConstantExpr(linear.constant, &context);
  for (auto [k, coefficient] : llvm::enumerate(linear.coefficients))
    sum = sum + getAffineSymbolExpr(k, &context) * coefficient;
  return sum;
}

AffineExpr KeyConditions::expr(Coordinate coordinate) const {
  if (coordinate.axis == Axis::None)
    return getAffineConstantExpr(0, &context);
  AffineExpr i = getAffineDimExpr(0, &context);
  return (coordinate.kind == Coordinate::Kind::Block
              ? i.floorDiv(coordinate.factor)
              : i) *
         coordinate.factor;
}

bool KeyConditions::add(const Atom &atom) {
  if (atom.kind == Atom::Kind::Raw) {
    bool readsKey = atom.raw.form.key != 0;
    for (const Division &division : atom.raw.divisions)
      readsKey |= division.dividend.key != 0;
    if (!readsKey)
      others.push_back(builder.nonNegative(atom.raw));
    return !readsKey;
  }
  return atom.kind == Atom::Kind::Difference ? addDifference(atom)
                                             : addCongruence(atom);
}

bool KeyConditions::addDifference(const Atom &atom) {
  using Kind = Coordinate::Kind;
  bool uMoves = atom.u.axis == Axis::Key, vMoves = atom.v.axis == Axis::Key;
  if (!uMoves && !vMoves) {
    others.push_back(builder.atMost(atom.u, atom.v, atom.bound));
    return true;
  }
  if (uMoves && vMoves) {
    // j mod b <= bound, or j mod b >= -bound.
    bool plainFirst = atom.u.kind == Kind::Plain;
    Coordinate other = plainFirst ? atom.v : atom.u;
    if ((!plainFirst && atom.v.kind != Kind::Plain) ||
        other.kind != Kind::Block || !atom.bound.isConstant())
      return false;
    int64_t size = other.factor;
    int64_t first = plainFirst ? 0 : std::max<int64_t>(0, -atom.bound.constant);
    int64_t last =
        plainFirst ? std::min(size - 1, atom.bound.constant) : size - 1;
    if (first > last)
      others.push_back(builder.constant(false));
    else if (last - first + 1 < size)
      classes.push_back(
          {getAffineConstantExpr(first, &context), size, last - first + 1});
    return true;
  }
  Coordinate key = uMoves ? atom.u : atom.v;
  AffineExpr bound = uMoves ? expr(atom.v) + expr(atom.bound)
                            : expr(atom.u) - expr(atom.bound);
  // The block of j ends before the bound, or begins behind it.
  int64_t factor = key.factor, unit = key.kind == Kind::Block ? factor : 1;
  if (uMoves)
    highs.push_back(bound.floorDiv(factor) * unit + (unit - 1));
  else
    lows.push_back(bound.ceilDiv(factor) * unit);
  return true;
}

bool KeyConditions::addCongruence(const Atom &atom) {
  bool uMoves = atom.u.axis == Axis::Key, vMoves = atom.v.axis == Axis::Key;
  int64_t d = atom.modulus;
  if (!uMoves && !vMoves) {
    others.push_back(
        builder.congruent(atom.u, atom.v, d, atom.first, atom.length));
    return true;
  }
  Coordinate key = uMoves ? atom.u : atom.v;
  if ((uMoves && vMoves) || key.kind == Coordinate::Kind::Block)
    return false;
  int64_t last = atom.first + atom.length - 1;
  AffineExpr start = uMoves ? expr(atom.v) + atom.first : expr(atom.u) - last;
  classes.push_back({start, d, atom.length, key.factor});
  return true;
}

/// Each lower bound meets each upper bound, and so do those of the number k of
/// the period: the keys start + k * modulus + [0, length) meet [low, high].
Tree KeyConditions::someKey(const KeyClass &keys) const {
  llvm::SmallVector<Tree> all = others;
  for (AffineExpr low : lows) {
    AffineExpr firstPeriod =
        (low - keys.start - (keys.length - 1)).ceilDiv(keys.modulus);
    for (AffineExpr high : highs) {
      AffineExpr lastPeriod = (high - keys.start).floorDiv(keys.modulus);
      all.push_back(builder.nonNegative(high - low));
      all.push_back(builder.nonNegative(lastPeriod - firstPeriod));
    }
  }
  return builder.all(all);
}

/// Every residue of the key apart: then classes are conditions on the query.
std::optional<Tree> KeyConditions::someKeyOfPeriod() const {
  int64_t period = 1;
  for (const KeyClass &keys : classes)
    period = saturatingMultiply(period / std::gcd(period, keys.modulus),
                                keys.modulus);
  if (period > maxPeriod)
    return std::nullopt;
  llvm::SmallVector<Tree> any;
  for (int64_t residue = 0; residue < period; ++residue) {
    KeyConditions one = *this;
    for (const KeyClass &keys : classes)
      one.others.push_back(builder.nonNegative(
          keys.length - 1 -
          (keys.factor * residue - keys.start) % keys.modulus));
    any.push_back(
        one.someKey({getAffineConstantExpr(residue, &context), period, 1}));
  }
  return builder.any(any);
}

std::optional<Tree> KeyConditions::isSatisfied() const {
  if (!isSimple())
    return someKeyOfPeriod();
  KeyClass every = {getAffineConstantExpr(0, &context), 1, 1};
  return someKey(classes.empty() ? every : classes[0]);
}

/// The queries, at key 0, that no piece sees; or, with `onlySimple`, none of
/// some pieces.
static std::optional<Relation> unseenQueries(const Relation &relation,
                                             bool onlySimple) {
  const RelationData &data = relation.data();
  if (!data.normalised)
    return std::nullopt;
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  Builder builder;
  llvm::SmallVector<Tree> unseen = {
      builder.atMost(Coordinate::key(), Coordinate::zero(), 0)};
  for (const Piece &piece : data.partition) {
    if (!piece.inside)
      continue;
    KeyConditions conditions(data, builder, context);
    bool known = llvm::all_of(piece.literals, [&](Literal literal) {
      return conditions.add(data.atom(literal));
    });
    if (onlySimple && !(known && conditions.isSimple()))
      continue;
    std::optional<Tree> seen = known ? conditions.isSatisfied() : std::nullopt;
    if (!seen)
      return std::nullopt;
    unseen.push_back(builder.negate(*seen));
  }
  Limits limits;
  limits.milliseconds = 1000;
  limits.proverConstraints = 64;
  limits.proverDivisions = 12;
  auto result = Relation::get(builder, builder.all(unseen), data.facts, limits);
  if (result)
    return *result;
  // Constants that went out of range.
  llvm::consumeError(result.takeError());
  return std::nullopt;
}

static std::optional<Point> firstUnseen(const Relation &relation,
                                        llvm::ArrayRef<int64_t> symbols) {
  for (int64_t i = 0; i < symbols[queryLength]; ++i) {
    bool seen = false;
    for (int64_t j = 0; j < symbols[keyLength] && !seen; ++j)
      seen = relation.contains(i, j, symbols);
    if (!seen)
      return Point{i, 0, llvm::to_vector<4>(symbols)};
  }
  return std::nullopt;
}

Answer ambit::relation::everyQuerySees(const Relation &relation) {
  for (bool onlySimple : {true, false}) {
    std::optional<Relation> unseen = unseenQueries(relation, onlySimple);
    Answer answer = unseen ? isEmpty(*unseen) : Answer();
    if (answer.verdict == Verdict::Holds || (answer.witness && !onlySimple))
      return answer;
  }
  return searchSmallLengths(relation, [&](llvm::ArrayRef<int64_t> symbols) {
    return firstUnseen(relation, symbols);
  });
}

Answer ambit::relation::everyKeyIsRead(const Relation &relation) {
  Answer answer = everyQuerySees(relation.transposed());
  if (answer.witness) {
    std::swap(answer.witness->query, answer.witness->key);
    std::swap(answer.witness->symbols[queryLength],
              answer.witness->symbols[keyLength]);
  }
  return answer;
}
