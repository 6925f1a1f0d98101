// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Attention: each row twice, for the maximum and for the sums.
#include "Loops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"
#include <limits>

using namespace mlir;
using namespace ambit;
using namespace ambit::reference;

namespace {
/// One row of scores: batch entry `b`, head `h` of `g`, query position `i`.
struct Row {
  Loops &loops;
  AttentionOp op;
  Value query, key, value, bias;
  Value b, h, g, i;

  /// Whether the row may read key position `j`.
  Value emitTest(Value j);
  /// The score before the softmax.
  Value emitScore(Value j);
  /// For every `j` of the mask: state = body(j, state).
  Value foldMask(Value init, Loops::Fold body);

private:
  Value emitRegion(Value score, Value j);
  Value emitBias(Value j);
};
} // namespace

Value Row::emitTest(Value j) {
  Value n = loops.size(query, 2), m = loops.size(key, 2);
  auto testOf = [&](int64_t head) {
    return emitMaskTest(loops, op.getMask(head), i, j, n, m);
  };
  int64_t last = op.getMasks()->size() - 1;
  Value isVisible = testOf(last);
  // One mask for each head: the last one, unless the head is another.
  for (int64_t head = 0; head < last; ++head) {
    Value isHead =
        arith::CmpIOp::create(loops.builder, loops.loc,
                              arith::CmpIPredicate::eq, h, loops.index(head));
    isVisible = loops.choose(isHead, [&] { return testOf(head); }, isVisible);
  }
  return isVisible;
}

Value Row::emitRegion(Value score, Value j) {
  OpBuilder &builder = loops.builder;
  Block &body = op.getScore().front();
  Type type = op.getScoreType(), f64 = builder.getF64Type();
  if (type != f64)
    score = arith::TruncFOp::create(builder, loops.loc, type, score);
  IRMapping mapping;
  mapping.map(body.getArguments(), ValueRange{score, b, h, i, j});
  for (Operation &inner : body.without_terminator())
    builder.clone(inner, mapping);
  Value result = mapping.lookupOrDefault(body.getTerminator()->getOperand(0));
  if (type != f64)
    result = arith::ExtFOp::create(builder, loops.loc, f64, result);
  return result;
}

Value Row::emitBias(Value j) {
  // A dimension of size 1 serves all batch entries, or all heads.
  auto at = [&](int64_t dim, Value position) -> Value {
    Value isShared = arith::CmpIOp::create(
        loops.builder, loops.loc, arith::CmpIPredicate::eq,
        loops.size(bias, dim), loops.index(1));
    return arith::SelectOp::create(loops.builder, loops.loc, isShared,
                                   loops.index(0), position);
  };
  return loops.load(bias, {at(0, b), at(1, h), i, j});
}

Value Row::emitScore(Value j) {
  Value dot = loops.fold(
      loops.size(query, 3), loops.number(0), [&](Value d, Value state) {
        return loops.add(state, loops.multiply(loops.load(query, {b, h, i, d}),
                                               loops.load(key, {b, g, j, d})));
      });
  Value score = loops.multiply(loops.number(op.getScaleValue()), dot);
  if (op.hasScoreRegion())
    score = emitRegion(score, j);
  return bias ? loops.add(score, emitBias(j)) : score;
}

Value Row::foldMask(Value init, Loops::Fold body) {
  return loops.fold(loops.size(key, 2), init, [&](Value j, Value state) {
    if (!op.getMasks())
      return body(j, state);
    return loops.choose(emitTest(j), [&] { return body(j, state); }, state);
  });
}

/// A row of results in f64, on the stack of the function.
static Value allocateRow(Loops &loops, AttentionOp op) {
  OpBuilder::InsertionGuard guard(loops.builder);
  auto function = op->getParentOfType<func::FuncOp>();
  loops.builder.setInsertionPointToStart(&function.front());
  auto type = MemRefType::get({op.getValueSize()}, loops.builder.getF64Type());
  return memref::AllocaOp::create(loops.builder, loops.loc, type);
}

static void emitRow(Row &row, Value results, Value output, Value lse) {
  Loops &loops = row.loops;
  OpBuilder &builder = loops.builder;
  Location loc = loops.loc;
  auto isEqual = [&](Value a, Value b) {
    return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, a, b);
  };
  Value zero = loops.number(0);
  Value lowest = loops.number(-std::numeric_limits<double>::infinity());

  Value maximum = row.foldMask(lowest, [&](Value j, Value state) -> Value {
    return arith::MaximumFOp::create(builder, loc, state, row.emitScore(j));
  });
  // exp(score - maximum) is not a number where both are minus infinity.
  Value shift = arith::SelectOp::create(builder, loc, isEqual(maximum, lowest),
                                        zero, maximum);

  Value valueSize = loops.size(row.value, 3);
  loops.forEach(valueSize,
                [&](ValueRange e) { loops.store(zero, results, e); });
  Value sum = row.foldMask(zero, [&](Value j, Value state) {
    Value weight = loops.exp(loops.subtract(row.emitScore(j), shift));
    loops.forEach(valueSize, [&](ValueRange e) {
      Value element = loops.load(row.value, {row.b, row.g, j, e[0]});
      loops.store(
          loops.add(loops.load(results, e), loops.multiply(weight, element)),
          results, e);
    });
    return loops.add(state, weight);
  });

  if (output) {
    Value isEmpty = isEqual(sum, zero);
    loops.forEach(valueSize, [&](ValueRange e) {
      Value mean = loops.divide(loops.load(results, e), sum);
      Value result = arith::SelectOp::create(builder, loc, isEmpty, zero, mean);
      loops.store(result, output, {row.b, row.h, row.i, e[0]});
    });
  }
  if (lse)
    loops.store(loops.add(shift, math::LogOp::create(builder, loc, sum)), lse,
                {row.b, row.h, row.i});
}

void reference::emitLoops(Loops &loops, AttentionOp op) {
  Value query = getBuffer(op.getQuery());
  Value results = allocateRow(loops, op);
  Value output = getBuffer(op.getOutput()), lse = getBuffer(op.getLse());
  Value group = loops.index(op.getHeads() / op.getKeyHeads());
  SmallVector<Value> sizes = loops.sizes(query);
  sizes.pop_back();
  loops.forEach(sizes, [&](ValueRange at) {
    Row row{loops,
            op,
            query,
            getBuffer(op.getKey()),
            getBuffer(op.getValue()),
            getBuffer(op.getBias()),
            at[0],
            at[1],
            loops.floorDiv(at[1], group),
            at[2]};
    emitRow(row, results, output, lse);
  });
}
