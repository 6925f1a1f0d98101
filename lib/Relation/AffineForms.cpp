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

/// constant +- ((u - v + shift) mod d) >= 0 as residues of u - v.
static std::optional<Atom> asCongruence(const AffineForm &form) {
  const Affine &affine = form.form;
  if (affine.query || affine.key || !affine.rest.isConstant() ||
      affine.divisions.empty())
    return std::nullopt;
  for (int64_t coefficient : llvm::ArrayRef(affine.divisions).drop_back())
    if (coefficient)
      return std::nullopt;
  int64_t coefficient = affine.divisions.back();
  const Division &division = form.divisions[affine.divisions.size() - 1];
  const Affine &dividend = division.dividend;
  if (!division.remainder || !dividend.rest.isConstant() ||
      !dividend.divisions.empty())
    return std::nullopt;
  bool simple = std::abs(dividend.query) <= 1 && std::abs(dividend.key) <= 1 &&
                dividend.query * dividend.key <= 0;
  if (!simple)
    return std::nullopt;
  // The remainders allowed are [least, most].
  int64_t d = division.divisor, least = 0, most = d - 1;
  int64_t constant = affine.rest.constant;
  if (coefficient < 0)
    most = std::min(most, floorDivide(constant, -coefficient));
  else
    least = std::max(least, ceilDivide(-constant, coefficient));
  Atom atom;
  atom.kind = Atom::Kind::Congruence;
  atom.u = dividend.query > 0 ? Coordinate::query()
           : dividend.key > 0 ? Coordinate::key()
                              : Coordinate::zero();
  atom.v = dividend.query < 0 ? Coordinate::query()
           : dividend.key < 0 ? Coordinate::key()
                              : Coordinate::zero();
  atom.modulus = d;
  atom.first = modulo(least - dividend.rest.constant, d);
  atom.length = std::max<int64_t>(0, most - least + 1);
  return atom;
}

Tree Builder::nonNegative(const AffineForm &form) {
  if (!check(form))
    return constant(false);
  if (isConstant(form.form))
    return constant(form.form.rest.constant >= 0);
  if (std::optional<Atom> atom = asDifference(form))
    return atMost(atom->u, atom->v, atom->bound);
  if (std::optional<Atom> atom = asCongruence(form))
    return congruent(atom->u, atom->v, atom->modulus, atom->first,
                     atom->length);
  Atom atom;
  atom.kind = Atom::Kind::Raw;
  atom.raw = form;
  return leaf(std::move(atom));
}

Tree Builder::nonNegative(mlir::AffineExpr expr) {
  AffineForm form;
  std::optional<Affine> affine = flatten(expr, form.divisions);
  if (!affine)
    return fail("expected an affine comparison of positions and lengths, with "
                "divisions by positive constants only");
  form.form = std::move(*affine);
  return nonNegative(form);
}

Tree Builder::zero(mlir::AffineExpr expr) {
  return both(nonNegative(expr), nonNegative(-expr));
}
