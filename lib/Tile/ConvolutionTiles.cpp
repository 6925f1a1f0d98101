// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolution as one contraction over taps and channels. Blocks of positions
// are cut where the set of taps inside the sequence changes, so that no zero is
// padded and no tap is tested.

#include "Lowerings.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::tile;

namespace {

/// Positions `first, …, first + count - 1` of the output that all see the taps
/// `tap, …, tap + taps - 1`.
struct TapRange {
  Value first, count, tap, taps;
};

class ConvolutionLowering {
public:
  ConvolutionLowering(ConvOp op, PlanAttr plan, OpBuilder &builder,
                      ValueRange inputs, Value output);

  void run();

private:
  void lowerDepthwise();
  void lowerGroups();
  void sweepTaps(ProgramBuilder &b, Value block,
                 function_ref<void(ProgramBuilder &, const TapRange &)> body);
  TapRange getTaps(ProgramBuilder &b, Value first, Value end);
  void contractLast(ProgramBuilder &b, const TapRange &range, Value batch,
                    Value group, Value channel);
  void contractFirst(ProgramBuilder &b, const TapRange &range, Value batch,
                     Value group, Value channel);
  Value addBias(ProgramBuilder &b, Value tile, int64_t axis, Value channel,
                Value count);
  Value getInputPosition(ProgramBuilder &b, const TapRange &range);

  ConvOp op;
  ProgramBuilder top;
  int64_t timeTile, channelTile;
  Value input, weight, bias, output;
  Type element;
  Value batches, inputLength, outputLength;
  int64_t kernelSize, groupInputs, groupOutputs, low;
};

} // namespace

ConvolutionLowering::ConvolutionLowering(ConvOp op, PlanAttr plan,
                                         OpBuilder &builder, ValueRange inputs,
                                         Value output)
    : op(op), top(builder, op.getLoc()),
      timeTile(plan.getSetting("time_tile", 96)),
      channelTile(plan.getSetting("channel_tile", 64)), input(inputs[0]),
      weight(inputs[1]), bias(op.getBias() ? inputs[2] : Value()),
      output(output),
      element(getComputeType(op.getInput().getType().getElementType())) {
  batches = top.dim(input, 0);
  inputLength = top.dim(input, op.getLengthDim());
  outputLength = top.dim(output, op.getLengthDim());
  kernelSize = op.getKernelSize();
  groupInputs = op.getWeight().getType().getDimSize(1);
  groupOutputs = op.getWeight().getType().getDimSize(2) / op.getGroups();
  low = op.getLowAndHighPadding().first;
}

//===- Taps ---------------------------------------------------------------===//

/// The taps of position `first`, and the positions below `end` that have the
/// same. Position t sees tap k if 0 <= t * stride + k * dilation - low < n.
TapRange ConvolutionLowering::getTaps(ProgramBuilder &b, Value first,
                                      Value end) {
  int64_t stride = op.getStride(), dilation = op.getDilation();
  Value zero = b.index(0), all = b.index(kernelSize);
  Value start = b.mul(first, stride);
  Value tap = b.ceilDiv(b.sub(b.index(low), start), dilation);
  tap = b.min(b.max(tap, zero), all);
  Value room = b.sub(b.add(inputLength, low - 1), start);
  Value tapEnd = b.add(b.floorDiv(room, dilation), 1);
  tapEnd = b.min(b.max(tapEnd, zero), all);
  // The tap before the first one joins, or the last one leaves.
  Value before = b.add(tap, -1);
  Value joins = b.ceilDiv(b.sub(b.index(low), b.mul(before, dilation)), stride);
  Value last = b.add(tapEnd, -1);
  Value leaves = b.sub(b.add(inputLength, low - 1), b.mul(last, dilation));
  leaves = b.add(b.floorDiv(leaves, stride), 1);
  Value next = b.select(b.less(zero, tap), b.min(end, joins), end);
  next = b.select(b.less(zero, tapEnd), b.min(next, leaves), next);
  Value taps = b.max(b.sub(tapEnd, tap), zero);
  return {first, b.sub(next, first), tap, taps};
}

void ConvolutionLowering::sweepTaps(
    ProgramBuilder &b, Value block,
    function_ref<void(ProgramBuilder &, const TapRange &)> body) {
  Value begin = b.mul(block, timeTile);
  Value end = b.min(b.add(begin, timeTile), outputLength);
  b.sweep(
      begin, end, {}, [](ProgramBuilder &, Value at) { return at; },
      [&](ProgramBuilder &b, Value at, ArrayRef<Value>) {
        TapRange range = getTaps(b, at, end);
        body(b, range);
        return SmallVector<Value>{b.add(range.first, range.count)};
      });
}

Value ConvolutionLowering::getInputPosition(ProgramBuilder &b,
                                            const TapRange &range) {
  Value position = b.add(b.mul(range.first, op.getStride()),
                         b.mul(range.tap, op.getDilation()));
  return b.add(position, -low);
}

/// `tile` plus the bias of the channels along its axis `axis`.
Value ConvolutionLowering::addBias(ProgramBuilder &b, Value tile, int64_t axis,
                                   Value channel, Value count) {
  if (!bias)
    return tile;
  auto type = cast<TileType>(tile.getType());
  Value row = b.load({bias, {channel}, {count}},
                     b.type({type.getShape()[axis]}, element));
  return b.map({{tile, {0, 1}}, {row, {axis}}}, type,
               [](ProgramBuilder &b, ArrayRef<Value> at) {
                 return b.create<arith::AddFOp>(at[0], at[1]);
               });
}

//===- Groups of channels -------------------------------------------------===//

/// Lanes on output channels: input `[batch, n, in]`.
void ConvolutionLowering::contractLast(ProgramBuilder &b, const TapRange &range,
                                       Value batch, Value group,
                                       Value channel) {
  Value inputs = b.index(groupInputs);
  Value columns =
      b.min(b.sub(b.index(groupOutputs), channel), b.index(channelTile));
  Value outputChannel = b.add(b.mul(group, groupOutputs), channel);
  Value x =
      b.load({input,
              {batch, getInputPosition(b, range), b.mul(group, groupInputs)},
              {range.taps, range.count, inputs},
              {1, 1, 2},
              {int64_t(op.getDilation()), int64_t(op.getStride()), 1}},
             b.type({kernelSize, timeTile, groupInputs}, element));
  Value w = b.load({weight,
                    {range.tap, b.index(0), outputChannel},
                    {range.taps, inputs, columns}},
                   b.type({kernelSize, groupInputs, channelTile}, element));
  Value y = b.create<ContractOp>(b.type({timeTile, channelTile}, element), x, w,
                                 Value(), Value(), /*rhs_transposed=*/false);
  y = addBias(b, y, /*axis=*/1, outputChannel, columns);
  b.store(
      y, {output, {batch, range.first, outputChannel}, {range.count, columns}});
}

/// Lanes on positions: input `[batch, in, n]`.
void ConvolutionLowering::contractFirst(ProgramBuilder &b,
                                        const TapRange &range, Value batch,
                                        Value group, Value channel) {
  Value inputs = b.index(groupInputs);
  Value rows =
      b.min(b.sub(b.index(groupOutputs), channel), b.index(channelTile));
  Value outputChannel = b.add(b.mul(group, groupOutputs), channel);
  Value w = b.load({weight,
                    {range.tap, b.index(0), outputChannel},
                    {range.taps, rows, inputs},
                    {0, 2, 1},
                    {1, 1, 1}},
                   b.type({kernelSize, channelTile, groupInputs}, element));
  Value x =
      b.load({input,
              {batch, b.mul(group, groupInputs), getInputPosition(b, range)},
              {range.taps, inputs, range.count},
              {2, 1, 2},
              {int64_t(op.getDilation()), 1, int64_t(op.getStride())}},
             b.type({kernelSize, groupInputs, timeTile}, element));
  Value y = b.create<ContractOp>(b.type({channelTile, timeTile}, element), w, x,
                                 Value(), Value(), /*rhs_transposed=*/false);
  y = addBias(b, y, /*axis=*/0, outputChannel, rows);
  b.store(y,
          {output, {batch, outputChannel, range.first}, {rows, range.count}});
}

void ConvolutionLowering::lowerGroups() {
  channelTile = std::min(channelTile, groupOutputs);
  bool channelsLast = op.getLayout() == Layout::ChannelsLast;
  int64_t panels = llvm::divideCeil(groupOutputs, channelTile);
  top.program(
      {batches, top.index(op.getGroups()), top.ceilDiv(outputLength, timeTile)},
      [&](ProgramBuilder &b, ArrayRef<Value> at) {
        sweepTaps(b, at[2], [&](ProgramBuilder &b, const TapRange &range) {
          b.loop(b.index(0), b.index(panels), 1, {},
                 [&](ProgramBuilder &b, Value panel,
                     ArrayRef<Value>) -> SmallVector<Value> {
                   Value channel = b.mul(panel, channelTile);
                   if (channelsLast)
                     contractLast(b, range, at[0], at[1], channel);
                   else
                     contractFirst(b, range, at[0], at[1], channel);
                   return {};
                 });
        });
      });
}

//===- Depthwise ----------------------------------------------------------===//

/// One channel per group: a sum of products, element by element, channels last
/// on lanes, or positions on lanes.
void ConvolutionLowering::lowerDepthwise() {
  int64_t channels = op.getGroups();
  channelTile = std::min(channelTile, channels);
  bool channelsLast = op.getLayout() == Layout::ChannelsLast;
  int64_t channelAxis = channelsLast ? 1 : 0;
  TileType type = channelsLast ? top.type({timeTile, channelTile}, element)
                               : top.type({channelTile, timeTile}, element);
  TileType rowType = top.type({channelTile}, element);
  auto body = [&](ProgramBuilder &b, const TapRange &range, Value batch,
                  Value channel) {
    Value count =
        b.min(b.sub(b.index(channels), channel), b.index(channelTile));
    auto lay = [&](Value buffer, Value position, int64_t step) -> BufferBlock {
      if (channelsLast)
        return {buffer,
                {batch, position, channel},
                {range.count, count},
                {1, 2},
                {step, 1}};
      return {buffer,
              {batch, channel, position},
              {count, range.count},
              {1, 2},
              {1, step}};
    };
    Value start = getInputPosition(b, range);
    SmallVector<Value> sum = b.loop(
        b.index(0), range.taps, 1, {b.fill(0.0, type)},
        [&](ProgramBuilder &b, Value k, ArrayRef<Value> sum) {
          Value position = b.add(start, b.mul(k, op.getDilation()));
          Value x = b.load(lay(input, position, op.getStride()), type);
          Value w = b.load(
              {weight, {b.add(range.tap, k), b.index(0), channel}, {count}},
              rowType);
          Value next =
              b.map({{sum[0], {0, 1}}, {x, {0, 1}}, {w, {channelAxis}}}, type,
                    [](ProgramBuilder &b, ArrayRef<Value> at) {
                      Value product = b.create<arith::MulFOp>(at[1], at[2]);
                      return b.create<arith::AddFOp>(at[0], product);
                    });
          return SmallVector<Value>{next};
        });
    Value y = addBias(b, sum[0], channelAxis, channel, count);
    b.store(y, lay(output, range.first, 1));
  };
  int64_t panels = llvm::divideCeil(channels, channelTile);
  top.program({batches, top.index(panels), top.ceilDiv(outputLength, timeTile)},
              [&](ProgramBuilder &b, ArrayRef<Value> at) {
                Value channel = b.mul(at[1], channelTile);
                sweepTaps(b, at[2],
                          [&](ProgramBuilder &b, const TapRange &range) {
                            body(b, range, at[0], channel);
                          });
              });
}

void ConvolutionLowering::run() {
  if (groupInputs == 1 && groupOutputs == 1 && op.getGroups() > 1)
    lowerDepthwise();
  else
    lowerGroups();
}

namespace {
struct ConvolutionTiles
    : TileLoweringOpInterface::ExternalModel<ConvolutionTiles, ConvOp> {
  LogicalResult lowerToTiles(Operation *op, OpBuilder &builder,
                             ValueRange inputs, ValueRange outputs) const {
    auto conv = cast<ConvOp>(op);
    FailureOr<PlanAttr> plan =
        getPlan(op, "tap_contraction",
                {{"time_tile", greatestTile}, {"channel_tile", greatestTile}});
    if (failed(plan) ||
        failed(checkTileSizes(op, conv.getWeight().getType().getShape())))
      return failure();
    ConvolutionLowering(conv, *plan, builder, inputs, outputs[0]).run();
    return success();
  }
};
} // namespace

void ambit::tile::attachConvolutionTiles(MLIRContext *context) {
  ConvOp::attachInterface<ConvolutionTiles>(*context);
}
