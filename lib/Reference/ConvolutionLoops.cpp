// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolution along the sequence.
#include "Loops.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::reference;

void reference::emitLoops(Loops &loops, ConvOp op) {
  Value input = getBuffer(op.getInput()), weight = getBuffer(op.getWeight());
  Value bias = getBuffer(op.getBias()), output = getBuffer(op.getOutput());
  int64_t lengthDim = op.getLengthDim(), channelDim = op.getChannelDim();
  Value length = loops.size(input, lengthDim);
  Value kernel = loops.size(weight, 0), groupInputs = loops.size(weight, 1);
  Value groupOutputs =
      loops.floorDiv(loops.size(weight, 2), loops.index(op.getGroups()));
  Value low = loops.index(op.getLowAndHighPadding().first);
  Value dilation = loops.index(op.getDilation());
  Value stride = loops.index(op.getStride());

  loops.forEach(loops.sizes(output), [&](ValueRange indices) {
    Value t = indices[lengthDim], f = indices[channelDim];
    Value firstChannel =
        loops.times(loops.floorDiv(f, groupOutputs), groupInputs);
    auto addTap = [&](Value k, Value sum) {
      // t * stride + k * dilation - low
      Value position = loops.minus(
          loops.plus(loops.times(t, stride), loops.times(k, dilation)), low);
      auto addChannels = [&] {
        return loops.fold(groupInputs, sum, [&](Value e, Value state) {
          SmallVector<Value> at(indices);
          at[lengthDim] = position;
          at[channelDim] = loops.plus(firstChannel, e);
          return loops.add(state,
                           loops.multiply(loops.load(input, at),
                                          loops.load(weight, {k, e, f})));
        });
      };
      Value isInside = loops.isBetween(loops.index(0), position, length);
      return loops.choose(isInside, addChannels, sum);
    };
    Value start = bias ? loops.load(bias, f) : loops.number(0);
    loops.store(loops.fold(kernel, start, addTap), output, indices);
  });
}
