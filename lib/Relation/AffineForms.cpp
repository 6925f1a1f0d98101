// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Affine comparisons of the user: found to be differences or congruences, or
// kept raw.

#include "Arithmetic.h"
#include "ambit/Relation/Builder.h"
#include "mlir/IR/AffineExpr.h"
#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

/// a += factor * b.
static void accumulate(Affine &a, const Affine &b, int64_t factor) {
  a.query = saturatingAdd(a.query, saturatingMultiply(b.query, factor));
  a.key = saturatingAdd(a.key, saturatingMultiply(b.key, factor));
  a.rest = a.rest + b.rest * factor;
  a.divisions.resize(std::max(a.divisions.size(), b.divisions.size()), 0);
  for (auto [k, coefficient] : llvm::enumerate(b.divisions))
    a.divisions[k] =
        saturatingAdd(a.divisions[k], saturatingMultiply(coefficient, factor));
  while (!a.divisions.empty() && a.divisions.back() == 0)
    a.divisions.pop_back();
}

static bool isConstant(const Affine &affine) {
  return affine.query == 0 && affine.key == 0 && affine.divisions.empty() &&
         affine.rest.isConstant();
}

/// The value of a new or known division.
static Affine divide(const Affine &dividend, int64_t divisor, bool remainder,
                     llvm::SmallVectorImpl<Division> &divisions) {
  Division division{dividend, divisor, remainder};
  auto known = llvm::find(divisions, division);
  size_t index = known - divisions.begin();
  if (known == divisions.end())
    divisions.push_back(std::move(division));
  Affine result;
  result.divisions.resize(index + 1, 0);
  result.divisions[index] = 1;
  return result;
}

/// Nothing if the expression is not affine in i, j and the symbols.
static std::optional<Affine>
flatten(mlir::AffineExpr expr, llvm::SmallVectorImpl<Division> &divisions) {
  Affine result;
  switch (expr.getKind()) {
  case mlir::AffineExprKind::Constant:
    result.rest = Linear(llvm::cast<mlir::AffineConstantExpr>(expr).getValue());
    return result;
  case mlir::AffineExprKind::DimId: {
    unsigned dim = llvm::cast<mlir::AffineDimExpr>(expr).getPosition();
    if (dim > 1)
      return std::nullopt;
    (dim == 0 ? result.query : result.key) = 1;
    return result;
  }
  case mlir::AffineExprKind::SymbolId: {
    unsigned symbol = llvm::cast<mlir::AffineSymbolExpr>(expr).getPosition();
    if (symbol >= maxSymbols)
      return std::nullopt;
    result.rest = Linear::symbol(symbol);
    return result;
  }
  default:
    break;
  }
  auto binary = llvm::cast<mlir::AffineBinaryOpExpr>(expr);
  auto lhs = flatten(binary.getLHS(), divisions);
  auto rhs = flatten(binary.getRHS(), divisions);
  if (!lhs || !rhs)
    return std::nullopt;
  int64_t constant = rhs->rest.constant;
  switch (expr.getKind()) {
  case mlir::AffineExprKind::Add:
    accumulate(*lhs, *rhs, 1);
    return lhs;
  case mlir::AffineExprKind::Mul:
    if (!isConstant(*rhs)) {
      std::swap(lhs, rhs);
      constant = rhs->rest.constant;
    }
    if (!isConstant(*rhs))
      return std::nullopt;
    accumulate(result, *lhs, constant);
    return result;
  case mlir::AffineExprKind::FloorDiv:
  case mlir::AffineExprKind::Mod:
    if (!isConstant(*rhs) || constant < 1)
      return std::nullopt;
    return divide(*lhs, constant, expr.getKind() == mlir::AffineExprKind::Mod,
                  divisions);
  case mlir::AffineExprKind::CeilDiv: {
    if (!isConstant(*rhs) || constant < 1)
      return std::nullopt;
    Affine negated;
    accumulate(negated, *lhs, -1);
    Affine quotient = divide(negated, constant, false, divisions);
    accumulate(result, quotient, -1);
    return result;
  }
  default:
    return std::nullopt;
  }
}

namespace {
/// coefficient * coordinate, one part of a form.
struct Part {
  Coordinate coordinate;
  int64_t coefficient;
};
} // namespace

/// The form as a sum of coordinates, if its divisions are whole blocks of i and
/// of j.
static std::optional<llvm::SmallVector<Part>> partsOf(const AffineForm &form) {
  llvm::SmallVector<Part> parts;
  const Affine &affine = form.form;
  if (affine.query)
    parts.push_back({Coordinate::query(), affine.query});
  if (affine.key)
    parts.push_back({Coordinate::key(), affine.key});
  for (auto [k, coefficient] : llvm::enumerate(affine.divisions)) {
    if (coefficient == 0)
      continue;
    const Division &division = form.divisions[k];
    Affine i, j;
    i.query = 1;
    j.key = 1;
    bool ofQuery = division.dividend == i, ofKey = division.dividend == j;
    if (division.remainder || (!ofQuery && !ofKey))
      return std::nullopt;
    Axis axis = ofQuery ? Axis::Query : Axis::Key;
    if (division.divisor == 1)
      parts.push_back({Coordinate::plain(axis), coefficient});
    else
      parts.push_back({Coordinate::block(axis, division.divisor), coefficient});
  }
  return parts;
}

/// The size of one step of the coordinate inside a form: floor(i / b) counts
/// blocks, the coordinate counts positions.
static int64_t unit(const Part &part) {
  return part.coordinate.kind == Coordinate::Kind::Block
             ? part.coordinate.factor
             : 1;
}

/// bound - (a * u - b * v) >= 0 for coordinates, where the numbers allow it.
static std::optional<Atom> asDifference(const AffineForm &form) {
  auto parts = partsOf(form);
  if (!parts || parts->size() > 2)
    return std::nullopt;
  Linear bound = form.form.rest;
  Part u{Coordinate::zero(), -1}, v{Coordinate::zero(), 1};
  for (const Part &part : *parts) {
    Part &slot = part.coefficient < 0 ? u : v;
    if (slot.coordinate.axis != Axis::None)
      return std::nullopt;
    slot = part;
  }
  // Scale so that one block counts as its positions.
  int64_t factor = 1;
  for (const Part &part : {u, v})
    if (part.coordinate.axis != Axis::None &&
        std::abs(part.coefficient) % unit(part) != 0)
      factor = std::max(factor, unit(part));
  bound = bound * factor;
  auto scale = [&](Part &part) {
    if (part.coordinate.axis == Axis::None)
      return true;
    int64_t total = saturatingMultiply(std::abs(part.coefficient), factor);
    if (total % unit(part))
      return false;
    part.coefficient = total / unit(part);
    return part.coefficient <= maxCoefficient;
  };
  if (!scale(u) || !scale(v))
    return std::nullopt;
  auto place = [](Part &part) {
    if (part.coordinate.axis == Axis::None || part.coefficient == 1)
      return true;
    if (part.coordinate.kind != Coordinate::Kind::Plain)
      return false;
    part.coordinate =
        Coordinate::scaled(part.coordinate.axis, part.coefficient);
    return true;
  };
  // A common factor of everything but the constant goes.
  bool bothUsed =
      u.coordinate.axis != Axis::None && v.coordinate.axis != Axis::None;
  bool oneUsed =
      u.coordinate.axis != Axis::None || v.coordinate.axis != Axis::None;
  int64_t common =
      bothUsed  ? (u.coefficient == v.coefficient ? u.coefficient : 1)
      : oneUsed ? std::max(std::abs(u.coefficient), std::abs(v.coefficient))
                : 1;
  bool divides = llvm::all_of(bound.coefficients, [&](int64_t coefficient) {
    return coefficient % common == 0;
  });
  if (common > 1 && divides) {
    bound.constant = floorDivide(bound.constant, common);
    for (int64_t &coefficient : bound.coefficients)
      coefficient /= common;
    u.coefficient = v.coefficient = 1;
  }
  if (!place(u) || !place(v))
    return std::nullopt;
  Atom atom;
  atom.u = u.coordinate;
  atom.v = v.coordinate;
  atom.bound = bound;
  return atom;
}

namespace {
/// least <= (u - v + shift) mod modulus <= most.
struct RemainderRange {
  Coordinate u, v;
  int64_t modulus, shift, least, most;
};
} // namespace

/// i, j or neither, by the sign of their factors.
static Coordinate withSign(const Affine &affine, int64_t sign) {
  if (affine.query * sign > 0)
    return Coordinate::query();
  return affine.key * sign > 0 ? Coordinate::key() : Coordinate::zero();
}

/// constant + factor * ((u - v + shift) mod modulus) >= 0.
static std::optional<RemainderRange> asRemainder(const AffineForm &form) {
  const Affine &affine = form.form;
  if (affine.query || affine.key || !affine.rest.isConstant() ||
      affine.divisions.empty())
    return std::nullopt;
  for (int64_t factor : llvm::ArrayRef(affine.divisions).drop_back())
    if (factor)
      return std::nullopt;
  const Division &division = form.divisions[affine.divisions.size() - 1];
  const Affine &dividend = division.dividend;
  bool isDifference = std::abs(dividend.query) <= 1 &&
                      std::abs(dividend.key) <= 1 &&
                      dividend.query * dividend.key <= 0;
  if (!division.remainder || !isDifference || !dividend.rest.isConstant() ||
      !dividend.divisions.empty())
    return std::nullopt;
  RemainderRange range = {withSign(dividend, 1),
                          withSign(dividend, -1),
                          division.divisor,
                          dividend.rest.constant,
                          0,
                          division.divisor - 1};
  int64_t factor = affine.divisions.back();
  int64_t constant = affine.rest.constant;
  if (factor < 0)
    range.most = std::min(range.most, floorDivide(constant, -factor));
  else
    range.least = std::max(range.least, ceilDivide(-constant, factor));
  return range;
}

/// The first or last residues of one axis are a difference to its block, from
/// which ranges without holes can be read; others are a congruence.
static Tree remainderTree(Builder &builder, const RemainderRange &range) {
  int64_t length = range.most - range.least + 1;
  if (length <= 0 || length >= range.modulus)
    return builder.constant(length > 0);
  int64_t first = modulo(range.least - range.shift, range.modulus);
  bool oneAxis = range.v == Coordinate::zero() && range.u.axis != Axis::None;
  if (oneAxis && (first == 0 || first + length == range.modulus)) {
    Coordinate block = Coordinate::block(range.u.axis, range.modulus);
    return first == 0 ? builder.atMost(range.u, block, length - 1)
                      : builder.atLeast(range.u, block, first);
  }
  return builder.congruent(range.u, range.v, range.modulus, first, length);
}

Tree Builder::nonNegative(const AffineForm &form) {
  if (!check(form))
    return constant(false);
  if (isConstant(form.form))
    return constant(form.form.rest.constant >= 0);
  if (std::optional<Atom> atom = asDifference(form))
    return atMost(atom->u, atom->v, atom->bound);
  if (std::optional<RemainderRange> range = asRemainder(form))
    return remainderTree(*this, *range);
  Atom atom;
  atom.kind = Atom::Kind::Raw;
  atom.raw = form;
  return leaf(std::move(atom));
}

/// Nothing for an expression that is not affine; then the builder has an error.
std::optional<AffineForm> Builder::formOf(mlir::AffineExpr expr) {
  AffineForm form;
  std::optional<Affine> affine = flatten(expr, form.divisions);
  if (!affine) {
    fail("expected an affine comparison of positions and lengths, with "
         "divisions by positive constants only");
    return std::nullopt;
  }
  form.form = std::move(*affine);
  return form;
}

Tree Builder::nonNegative(mlir::AffineExpr expr) {
  std::optional<AffineForm> form = formOf(expr);
  return form ? nonNegative(*form) : constant(false);
}

Tree Builder::zero(mlir::AffineExpr expr) {
  std::optional<AffineForm> form = formOf(expr);
  if (!form || !check(*form))
    return constant(false);
  AffineForm opposite = *form;
  opposite.form = Affine();
  accumulate(opposite.form, form->form, -1);
  // One residue of a remainder is one atom.
  auto low = asRemainder(*form), high = asRemainder(opposite);
  if (low && high) {
    low->least = std::max(low->least, high->least);
    low->most = std::min(low->most, high->most);
    return remainderTree(*this, *low);
  }
  return both(nonNegative(*form), nonNegative(opposite));
}
