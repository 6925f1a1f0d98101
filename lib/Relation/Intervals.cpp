// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intervals of atoms and of whole trees on a box.

#include "Intervals.h"

#include "ambit/Relation/Ranges.h"
#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

Expr ambit::relation::linearExpr(const Linear &linear, ExprArena &arena) {
  Expr sum = arena.constant(linear.constant);
  for (auto [k, coefficient] : llvm::enumerate(linear.coefficients))
    if (coefficient)
      sum = arena.add(sum, arena.scale(arena.symbol(k), coefficient));
  return sum;
}

Box ambit::relation::tileBox(const RelationData &data, int64_t keyTile,
                             ExprArena &arena) {
  Expr first = arena.scale(arena.input(Input::KeyTile), keyTile);
  Expr end = linearExpr(data.length(Axis::Key), arena);
  return {
      {arena.input(Input::RowFirst), arena.input(Input::RowLast)},
      {first, arena.min({arena.add(first, keyTile - 1), arena.add(end, -1)})}};
}

static Interval constantInterval(int64_t value, ExprArena &arena) {
  return {arena.constant(value), arena.constant(value)};
}

static Interval scaled(Interval a, int64_t factor, ExprArena &arena) {
  Interval result = {arena.scale(a.lo, factor), arena.scale(a.hi, factor)};
  if (factor < 0)
    std::swap(result.lo, result.hi);
  return result;
}

static Interval sum(Interval a, Interval b, ExprArena &arena) {
  return {arena.add(a.lo, b.lo), arena.add(a.hi, b.hi)};
}

/// a mod divisor: a part of one period if both ends lie in one.
static Interval remainder(Interval a, int64_t divisor, ExprArena &arena) {
  Expr first = arena.floorDiv(a.lo, divisor);
  Expr last = arena.floorDiv(a.hi, divisor);
  Expr onePeriod = arena.subtract(first, last);
  return {
      arena.select(onePeriod, arena.modulo(a.lo, divisor), arena.constant(0)),
      arena.select(onePeriod, arena.modulo(a.hi, divisor),
                   arena.constant(divisor - 1))};
}

static Interval floorDiv(Interval a, int64_t divisor, ExprArena &arena) {
  return {arena.floorDiv(a.lo, divisor), arena.floorDiv(a.hi, divisor)};
}

static Interval axisInterval(Axis axis, const Box &box, ExprArena &arena) {
  if (axis == Axis::None)
    return constantInterval(0, arena);
  return axis == Axis::Query ? box.i : box.j;
}

static Interval interval(Coordinate coordinate, const Box &box,
                         ExprArena &arena) {
  Interval value = axisInterval(coordinate.axis, box, arena);
  if (coordinate.kind == Coordinate::Kind::Block)
    value = floorDiv(value, coordinate.factor, arena);
  return scaled(value, coordinate.factor, arena);
}

/// Interval of u - v.
static Interval difference(Coordinate u, Coordinate v, const Box &box,
                           ExprArena &arena) {
  using Kind = Coordinate::Kind;
  if (u.axis == v.axis && u.axis != Axis::None) {
    Interval value = axisInterval(u.axis, box, arena);
    if (u.kind == Kind::Plain && v.kind == Kind::Block)
      return remainder(value, v.factor, arena);
    if (u.kind == Kind::Block && v.kind == Kind::Plain)
      return scaled(remainder(value, u.factor, arena), -1, arena);
  }
  return sum(interval(u, box, arena),
             scaled(interval(v, box, arena), -1, arena), arena);
}

static Interval interval(const Affine &affine,
                         llvm::ArrayRef<Interval> divisions, const Box &box,
                         ExprArena &arena, bool withoutKey) {
  Expr rest = linearExpr(affine.rest, arena);
  Interval value = {rest, rest};
  if (affine.query)
    value = sum(value, scaled(box.i, affine.query, arena), arena);
  if (affine.key && !withoutKey)
    value = sum(value, scaled(box.j, affine.key, arena), arena);
  for (auto [k, coefficient] : llvm::enumerate(affine.divisions))
    if (coefficient)
      value = sum(value, scaled(divisions[k], coefficient, arena), arena);
  return value;
}

Interval ambit::relation::interval(const AffineForm &form, const Box &box,
                                   ExprArena &arena, bool withoutKey) {
  llvm::SmallVector<Interval, 2> divisions;
  for (const Division &division : form.divisions) {
    Interval dividend =
        ::interval(division.dividend, divisions, box, arena, false);
    divisions.push_back(division.remainder
                            ? remainder(dividend, division.divisor, arena)
                            : floorDiv(dividend, division.divisor, arena));
  }
  return ::interval(form.form, divisions, box, arena, withoutKey);
}

Expr ambit::relation::holdsMember(const Atom &congruence, Expr lo, Expr hi,
                                  ExprArena &arena) {
  // Period k holds [first + k d, first + k d + length - 1]: one starts by `hi`
  // and ends after `lo`.
  Expr last =
      arena.floorDiv(arena.add(hi, -congruence.first), congruence.modulus);
  Expr first = arena.floorDiv(
      arena.subtract(arena.constant(congruence.first + congruence.length - 1),
                     lo),
      congruence.modulus);
  return arena.add(last, first);
}

Expr ambit::relation::possible(const Atom &atom, const Box &box,
                               ExprArena &arena) {
  switch (atom.kind) {
  case Atom::Kind::Difference:
    return arena.subtract(linearExpr(atom.bound, arena),
                          difference(atom.u, atom.v, box, arena).lo);
  case Atom::Kind::Congruence: {
    Interval values = difference(atom.u, atom.v, box, arena);
    return holdsMember(atom, values.lo, values.hi, arena);
  }
  case Atom::Kind::Raw:
    return interval(atom.raw, box, arena).hi;
  }
  return arena.constant(0);
}

Expr ambit::relation::possible(const RelationData &data, bool inside,
                               const Box &box, ExprArena &arena) {
  // value[side][k]: node k may be false (0) or true (1) somewhere.
  std::vector<Expr> value[2];
  for (const TreeNode &node : data.tree) {
    for (bool side : {false, true}) {
      Expr result;
      llvm::SmallVector<Expr> operands;
      switch (node.kind) {
      case TreeNode::Kind::False:
      case TreeNode::Kind::True:
        result = arena.constant(
            (node.kind == TreeNode::Kind::True) == side ? 0 : -1);
        break;
      case TreeNode::Kind::Leaf:
        result = possible(data.atom({node.atom, side}), box, arena);
        break;
      case TreeNode::Kind::Not:
        result = value[!side][node.operands[0]];
        break;
      case TreeNode::Kind::And:
      case TreeNode::Kind::Or:
        for (uint32_t operand : node.operands)
          operands.push_back(value[side][operand]);
        result = (node.kind == TreeNode::Kind::And) == side
                     ? arena.min(operands)
                     : arena.max(operands);
        break;
      }
      value[side].push_back(result);
    }
  }
  return value[inside].back();
}

TileClass ambit::relation::boxClass(const Relation &relation, int64_t i0,
                                    int64_t i1, int64_t j0, int64_t j1,
                                    llvm::ArrayRef<int64_t> symbols) {
  ExprArena arena;
  Box box = {{arena.constant(i0), arena.constant(i1)},
             {arena.constant(j0), arena.constant(j1)}};
  Inputs inputs;
  inputs.symbols = symbols;
  auto may = [&](bool inside) {
    Expr e = possible(relation.data(), inside, box, arena);
    return evaluate(arena, e, inputs) >= 0;
  };
  if (!may(true))
    return TileClass::Empty;
  return may(false) ? TileClass::Partial : TileClass::Full;
}
