// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Activations, sums and products.
#include "Loops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>

using namespace mlir;
using namespace ambit;
using namespace ambit::reference;

/// above / (1 + exp(-x))
static Value emitSigmoid(Loops &loops, Value above, Value x) {
  Value negative = arith::NegFOp::create(loops.builder, loops.loc, x);
  return loops.divide(above, loops.add(loops.number(1), loops.exp(negative)));
}

static Value emitTanh(Loops &loops, Value x) {
  return math::TanhOp::create(loops.builder, loops.loc, x);
}

/// x / 2 * (1 + inner)
static Value emitGelu(Loops &loops, Value x, Value inner) {
  return loops.multiply(loops.multiply(x, loops.number(0.5)),
                        loops.add(loops.number(1), inner));
}

static Value emitActivation(Loops &loops, ActivationKind kind, Value x) {
  switch (kind) {
  case ActivationKind::Relu:
    return arith::MaximumFOp::create(loops.builder, loops.loc, x,
                                     loops.number(0));
  case ActivationKind::Gelu: {
    Value scaled = loops.divide(x, loops.number(std::sqrt(2.0)));
    return emitGelu(loops, x,
                    math::ErfOp::create(loops.builder, loops.loc, scaled));
  }
  case ActivationKind::GeluTanh: {
    Value cube = loops.multiply(loops.multiply(x, x), x);
    Value inner = loops.add(x, loops.multiply(loops.number(0.044715), cube));
    Value scale = loops.number(std::sqrt(2 / M_PI));
    return emitGelu(loops, x, emitTanh(loops, loops.multiply(scale, inner)));
  }
  case ActivationKind::Tanh:
    return emitTanh(loops, x);
  case ActivationKind::Silu:
    return emitSigmoid(loops, x, x);
  case ActivationKind::Sigmoid:
    return emitSigmoid(loops, loops.number(1), x);
  }
  llvm_unreachable("unknown kind");
}

void reference::emitLoops(Loops &loops, ActivationOp op) {
  Value input = getBuffer(op.getInput()), output = getBuffer(op.getOutput());
  loops.forEach(loops.sizes(output), [&](ValueRange indices) {
    Value x = loops.load(input, indices);
    loops.store(emitActivation(loops, op.getKind(), x), output, indices);
  });
}

/// output[...] = combine(left[...], right[...])
static void emitBinary(Loops &loops, Operation *op,
                       llvm::function_ref<Value(Value, Value)> combine) {
  Value left = getBuffer(op->getOperand(0));
  Value right = getBuffer(op->getOperand(1));
  Value output = getBuffer(op->getResult(0));
  loops.forEach(loops.sizes(output), [&](ValueRange indices) {
    Value result =
        combine(loops.load(left, indices), loops.load(right, indices));
    loops.store(result, output, indices);
  });
}

void reference::emitLoops(Loops &loops, AddOp op) {
  emitBinary(loops, op, [&](Value a, Value b) { return loops.add(a, b); });
}

void reference::emitLoops(Loops &loops, MulOp op) {
  emitBinary(loops, op, [&](Value a, Value b) { return loops.multiply(a, b); });
}
