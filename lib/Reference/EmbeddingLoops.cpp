// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rows of a table, and rotary positions.
#include "Loops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include <cmath>

using namespace mlir;
using namespace ambit;
using namespace ambit::reference;

void reference::emitLoops(Loops &loops, EmbeddingOp op) {
  Value ids = getBuffer(op.getIds()), table = getBuffer(op.getTable());
  Value output = getBuffer(op.getOutput());
  Value rows = loops.size(table, 0), channels = loops.size(table, 1);
  loops.forEach(loops.sizes(ids), [&](ValueRange position) {
    Value id = memref::LoadOp::create(loops.builder, loops.loc, ids, position);
    Value row = arith::IndexCastOp::create(loops.builder, loops.loc,
                                           loops.builder.getIndexType(), id);
    Value isRow = loops.isBetween(loops.index(0), row, rows);
    loops.forEach(channels, [&](ValueRange channel) {
      auto load = [&] { return loops.load(table, {row, channel[0]}); };
      Value element = loops.choose(isRow, load, loops.number(std::nan("")));
      SmallVector<Value> at(position);
      at.push_back(channel[0]);
      loops.store(element, output, at);
    });
  });
}

void reference::emitLoops(Loops &loops, RopeOp op) {
  OpBuilder &builder = loops.builder;
  Location loc = loops.loc;
  Value input = getBuffer(op.getInput()), output = getBuffer(op.getOutput());
  int64_t size = op.getInput().getType().getDimSize(3);
  SmallVector<Value> sizes = loops.sizes(output);
  sizes.back() = loops.index(size / 2);
  loops.forEach(sizes, [&](ValueRange indices) {
    Value k = indices[3], two = loops.index(2), one = loops.index(1);
    Value p = op.getInterleaved() ? loops.times(two, k) : k;
    Value q = loops.plus(p, op.getInterleaved() ? one : loops.index(size / 2));
    // (i + offset) * base^(-2k / d)
    Value position =
        loops.toNumber(loops.plus(indices[2], loops.index(op.getOffset())));
    Value exponent =
        loops.divide(loops.multiply(loops.number(-2), loops.toNumber(k)),
                     loops.number(size));
    Value base = loops.number(op.getBase().convertToDouble());
    Value frequency = math::PowFOp::create(builder, loc, base, exponent);
    Value angle = loops.multiply(position, frequency);
    Value cosine = math::CosOp::create(builder, loc, angle);
    Value sine = math::SinOp::create(builder, loc, angle);

    SmallVector<Value> first(indices), second(indices);
    first.back() = p;
    second.back() = q;
    Value a = loops.load(input, first), b = loops.load(input, second);
    loops.store(
        loops.subtract(loops.multiply(a, cosine), loops.multiply(b, sine)),
        output, first);
    loops.store(loops.add(loops.multiply(a, sine), loops.multiply(b, cosine)),
                output, second);
  });
}
