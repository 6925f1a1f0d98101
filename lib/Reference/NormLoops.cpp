// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Normalisation of the last axis.
#include "Loops.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::reference;

/// Calls body(load, store) for every row, where load(e) gives an element of
/// `input` and store(value, e) sets one of `output`.
static void
forEachRow(Loops &loops, Value input, Value output,
           llvm::function_ref<void(llvm::function_ref<Value(Value)>,
                                   llvm::function_ref<void(Value, Value)>)>
               body) {
  auto leading = loops.sizes(output);
  leading.pop_back();
  loops.forEach(leading, [&](ValueRange row) {
    auto at = [&](Value e) {
      SmallVector<Value> indices(row);
      indices.push_back(e);
      return indices;
    };
    body([&](Value e) { return loops.load(input, at(e)); },
         [&](Value value, Value e) { loops.store(value, output, at(e)); });
  });
}

/// sum_e term(e)^2 / size
static Value emitMeanSquare(Loops &loops, Value size,
                            llvm::function_ref<Value(Value)> term) {
  Value sum = loops.fold(size, loops.number(0), [&](Value e, Value state) {
    Value value = term(e);
    return loops.add(state, loops.multiply(value, value));
  });
  return loops.divide(sum, loops.toNumber(size));
}

/// sqrt(square + epsilon)
static Value emitDeviation(Loops &loops, Value square, const APFloat &epsilon) {
  Value shifted = loops.add(square, loops.number(epsilon.convertToDouble()));
  return math::SqrtOp::create(loops.builder, loops.loc, shifted);
}

void reference::emitLoops(Loops &loops, LayerNormOp op) {
  Value input = getBuffer(op.getInput()), output = getBuffer(op.getOutput());
  Value scale = getBuffer(op.getScale()), bias = getBuffer(op.getBias());
  Value size = loops.size(scale, 0);
  forEachRow(loops, input, output, [&](auto load, auto store) {
    Value sum = loops.fold(size, loops.number(0), [&](Value e, Value state) {
      return loops.add(state, load(e));
    });
    Value mean = loops.divide(sum, loops.toNumber(size));
    auto centred = [&](Value e) { return loops.subtract(load(e), mean); };
    Value variance = emitMeanSquare(loops, size, centred);
    Value deviation = emitDeviation(loops, variance, op.getEpsilon());
    loops.forEach(size, [&](ValueRange indices) {
      Value e = indices[0];
      Value unit = loops.divide(centred(e), deviation);
      Value result = loops.multiply(unit, loops.load(scale, e));
      if (bias)
        result = loops.add(result, loops.load(bias, e));
      store(result, e);
    });
  });
}

void reference::emitLoops(Loops &loops, RmsNormOp op) {
  Value input = getBuffer(op.getInput()), output = getBuffer(op.getOutput());
  Value scale = getBuffer(op.getScale());
  Value size = loops.size(scale, 0);
  forEachRow(loops, input, output, [&](auto load, auto store) {
    Value square = emitMeanSquare(loops, size, load);
    Value deviation = emitDeviation(loops, square, op.getEpsilon());
    loops.forEach(size, [&](ValueRange indices) {
      Value e = indices[0];
      Value unit = loops.divide(load(e), deviation);
      store(loops.multiply(unit, loops.load(scale, e)), e);
    });
  });
}
