// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Key loops: one loop between two ends where the visible keys have no holes,
// else a walk from one visible tile to the next.

#include "KeySweep.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::tile;
using relation::Input;

KeySweep::KeySweep(const relation::Relation &relation, MaskAttr mask,
                   int64_t keyTile, int64_t keyGrain)
    : relation(relation), mask(mask), keyTile(keyTile), keyGrain(keyGrain) {
  assert(keyTile % keyGrain == 0 && "a tile is a number of grains");
  relation::TileRanges ranges = relation::tileRanges(relation, keyGrain, arena);
  unmasked = llvm::all_of(
      ranges.pieces, [](const relation::TileRange &r) { return r.inMask; });
  three = relation::threeRanges(ranges, arena);
  if (three && !three->exact)
    three.reset();
  if (!three)
    classed = relation::classedRange(ranges, arena);
  fallBacks = ranges.fallBacks;
}

SweepFrame KeySweep::getPlainFrame(ProgramBuilder &b, Value rows, Value keys) {
  return {b.index(0), b.index(0), /*step=*/1, {rows, keys}, rows};
}

SweepFrame KeySweep::getViewFrame(ProgramBuilder &b,
                                  const relation::ResidueView &view,
                                  const relation::ExprArena &arena,
                                  Value residue, const SweepFrame &plain) {
  ExprEmitter exprs(arena);
  exprs.setSymbols(plain.symbols);
  exprs.set(Input::ResidueClass, residue);
  SweepFrame frame;
  frame.rowOrigin = exprs.emit(b, view.rowOrigin);
  frame.keyOrigin = exprs.emit(b, view.keyOrigin);
  frame.step = view.modulus;
  frame.rows = exprs.emit(b, view.rows);
  for (relation::Expr symbol : view.innerSymbols)
    frame.symbols.push_back(exprs.emit(b, symbol));
  return frame;
}

/// From `c` on, the first grain below `end` where `goesOn` does not hold.
static Value
emitSearch(ProgramBuilder &b, const ExprEmitter &exprs, Value c, Value end,
           function_ref<Value(ProgramBuilder &, ExprEmitter &)> goesOn) {
  Type index = b.builder.getIndexType();
  auto search = scf::WhileOp::create(b.builder, b.loc, TypeRange(index), c);
  OpBuilder::InsertionGuard guard(b.builder);
  mlir::Block *before =
      b.builder.createBlock(&search.getBefore(), {}, index, b.loc);
  ExprEmitter here = exprs;
  Value at = before->getArgument(0);
  here.set(Input::KeyTile, at);
  Value isSearching = b.create<arith::AndIOp>(b.less(at, end), goesOn(b, here));
  scf::ConditionOp::create(b.builder, b.loc, isSearching, at);
  mlir::Block *after =
      b.builder.createBlock(&search.getAfter(), {}, index, b.loc);
  scf::YieldOp::create(b.builder, b.loc, b.add(after->getArgument(0), 1));
  return search.getResult(0);
}

SmallVector<Value> KeySweep::emit(ProgramBuilder &b, const SweepFrame &frame,
                                  Value first, Value count,
                                  ArrayRef<Value> carried, Body body) const {
  ExprEmitter exprs(arena);
  exprs.setSymbols(frame.symbols);
  exprs.set(Input::RowFirst, first);
  exprs.set(Input::RowLast, b.add(b.add(first, count), -1));
  Value keys = frame.symbols[relation::keyLength];
  // The expressions are for at least one row and one key: a sequence of no
  // keys, or a residue class of no rows, has no tiles.
  Value hasTiles = b.less(b.index(0), keys);
  if (frame.step != 1)
    hasTiles = b.create<arith::AndIOp>(hasTiles, b.less(b.index(0), count));
  return three ? emitRange(b, exprs, hasTiles, keys, carried, body)
               : emitClassed(b, exprs, hasTiles, keys, carried, body);
}

static Value emitNot(ProgramBuilder &b, Value condition) {
  return b.create<arith::XOrIOp>(condition,
                                 b.create<arith::ConstantIntOp>(1, 1));
}

/// Counts grains. Tiles end where the range of full ones starts and ends, so
/// that only keys at an edge of the mask are tested.
SmallVector<Value> KeySweep::emitRange(ProgramBuilder &b, ExprEmitter &exprs,
                                       Value hasTiles, Value keys,
                                       ArrayRef<Value> carried,
                                       Body body) const {
  int64_t step = keyTile / keyGrain;
  Value lo = exprs.emit(b, three->lo);
  Value hi = b.select(hasTiles, exprs.emit(b, three->hi), lo);
  auto getTile = [&](ProgramBuilder &b, Value c, Value end) -> KeyTile {
    Value first = b.mul(c, keyGrain);
    Value last = b.min(b.mul(end, keyGrain), keys);
    return {first, b.sub(last, first), Value()};
  };
  if (unmasked)
    return b.loop(lo, hi, step, carried,
                  [&](ProgramBuilder &b, Value c, ArrayRef<Value> values) {
                    return body(b, getTile(b, c, b.add(c, step)), values);
                  });
  Value fullLo = exprs.emit(b, three->fullLo);
  Value fullHi = exprs.emit(b, three->fullHi);
  return b.sweep(
      lo, hi, carried, [](ProgramBuilder &, Value c) { return c; },
      [&](ProgramBuilder &b, Value c, ArrayRef<Value> values) {
        Value notYet = b.less(c, fullLo);
        Value notOver = b.less(c, fullHi);
        Value edge = b.select(notYet, fullLo, b.select(notOver, fullHi, hi));
        Value end = b.min(b.add(c, step), edge);
        KeyTile tile = getTile(b, c, end);
        tile.partial = b.create<arith::OrIOp>(notYet, emitNot(b, notOver));
        SmallVector<Value> next{end};
        next.append(body(b, tile, values));
        return next;
      });
}

SmallVector<Value> KeySweep::emitClassed(ProgramBuilder &b, ExprEmitter &exprs,
                                         Value hasTiles, Value keys,
                                         ArrayRef<Value> carried,
                                         Body body) const {
  Value lo = exprs.emit(b, classed.lo);
  Value hi = b.select(hasTiles, exprs.emit(b, classed.hi), lo);
  exprs.prepare(b, {classed.live, classed.partial});
  auto isDead = [&](ProgramBuilder &b, ExprEmitter &here) -> Value {
    return b.less(here.emit(b, classed.live), b.index(0));
  };
  auto isPartial = [&](ProgramBuilder &b, ExprEmitter &here) -> Value {
    if (unmasked)
      return {};
    return emitNot(b, b.less(here.emit(b, classed.partial), b.index(0)));
  };
  return b.sweep(
      lo, hi, carried,
      [&](ProgramBuilder &b, Value c) {
        return emitSearch(b, exprs, c, hi, isDead);
      },
      [&](ProgramBuilder &b, Value c, ArrayRef<Value> values) {
        ExprEmitter here = exprs;
        here.set(Input::KeyTile, c);
        Value partial = isPartial(b, here);
        // Grains of one class become one tile.
        auto isAlike = [&](ProgramBuilder &b, ExprEmitter &here) -> Value {
          Value live = emitNot(b, isDead(b, here));
          if (unmasked)
            return live;
          Value differs = b.create<arith::XOrIOp>(isPartial(b, here), partial);
          return b.create<arith::AndIOp>(live, emitNot(b, differs));
        };
        Value end = b.add(c, 1);
        if (keyTile > keyGrain)
          end = emitSearch(b, exprs, end,
                           b.min(b.add(c, keyTile / keyGrain), hi), isAlike);
        Value first = b.mul(c, keyGrain);
        Value last = b.min(b.mul(end, keyGrain), keys);
        SmallVector<Value> next{end};
        next.append(body(b, {first, b.sub(last, first), partial}, values));
        return next;
      });
}

//===- The test of one pair -----------------------------------------------===//

namespace {

/// Emits atoms for one pair.
struct PairTest {
  ProgramBuilder &b;
  Value u, v;
  ArrayRef<Value> symbols;

  Value emit(const relation::Linear &linear) {
    Value sum = b.index(linear.constant);
    for (auto [number, factor] : llvm::enumerate(linear.coefficients))
      if (factor)
        sum = b.add(sum, b.mul(symbols[number], factor));
    return sum;
  }

  Value emit(const relation::Coordinate &coordinate) {
    using Kind = relation::Coordinate::Kind;
    if (coordinate.axis == relation::Axis::None)
      return b.index(0);
    Value position = coordinate.axis == relation::Axis::Query ? u : v;
    if (coordinate.kind == Kind::Plain)
      return position;
    if (coordinate.kind == Kind::Block)
      position = b.floorDiv(position, coordinate.factor);
    return b.mul(position, coordinate.factor);
  }

  Value emit(const relation::Affine &form, ArrayRef<Value> divisions) {
    Value sum = emit(form.rest);
    sum = b.add(sum, b.mul(u, form.query));
    sum = b.add(sum, b.mul(v, form.key));
    for (auto [division, factor] : llvm::zip(divisions, form.divisions))
      sum = b.add(sum, b.mul(division, factor));
    return sum;
  }

  Value emit(const relation::AffineForm &form) {
    SmallVector<Value> divisions;
    for (const relation::Division &division : form.divisions) {
      Value dividend = emit(division.dividend, divisions);
      Value quotient = b.floorDiv(dividend, division.divisor);
      Value rest = b.sub(dividend, b.mul(quotient, division.divisor));
      divisions.push_back(division.remainder ? rest : quotient);
    }
    return emit(form.form, divisions);
  }

  Value emit(const relation::Atom &atom) {
    if (atom.kind == relation::Atom::Kind::Raw)
      return emitNot(b, b.less(emit(atom.raw), b.index(0)));
    Value difference = b.sub(emit(atom.u), emit(atom.v));
    if (atom.kind == relation::Atom::Kind::Difference)
      return b.create<arith::CmpIOp>(arith::CmpIPredicate::sle, difference,
                                     emit(atom.bound));
    Value shifted = b.add(difference, -atom.first);
    Value rest =
        b.sub(shifted, b.mul(b.floorDiv(shifted, atom.modulus), atom.modulus));
    return b.less(rest, b.index(atom.length));
  }
};

} // namespace

Value KeySweep::emitInside(ProgramBuilder &b, const SweepFrame &frame, Value u,
                           Value v) const {
  if (mask)
    return emitContains(b.builder, b.loc, mask, u, v, frame.symbols[0],
                        frame.symbols[1]);
  PairTest test{b, u, v, frame.symbols};
  Value any = b.create<arith::ConstantIntOp>(0, 1);
  for (const relation::Piece &piece : relation.partition()) {
    if (!piece.inside)
      continue;
    Value all = b.create<arith::ConstantIntOp>(1, 1);
    for (relation::Literal literal : piece.literals)
      all = b.create<arith::AndIOp>(all, test.emit(relation.atom(literal)));
    any = b.create<arith::OrIOp>(any, all);
  }
  return any;
}
