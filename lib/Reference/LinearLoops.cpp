// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The linear map of the last axis.
#include "Loops.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::reference;

void reference::emitLoops(Loops &loops, LinearOp op) {
  Value input = getBuffer(op.getInput()), weight = getBuffer(op.getWeight());
  Value bias = getBuffer(op.getBias()), output = getBuffer(op.getOutput());
  loops.forEach(loops.sizes(output), [&](ValueRange indices) {
    ValueRange row = indices.drop_back();
    Value column = indices.back();
    Value start = bias ? loops.load(bias, column) : loops.number(0);
    Value sum =
        loops.fold(loops.size(weight, 0), start, [&](Value e, Value state) {
          SmallVector<Value> at(row);
          at.push_back(e);
          return loops.add(state,
                           loops.multiply(loops.load(input, at),
                                          loops.load(weight, {e, column})));
        });
    loops.store(sum, output, indices);
  });
}
