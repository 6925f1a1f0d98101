// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolution as one contraction over taps and channels. Blocks of positions
// are cut where the set of taps inside the sequence changes, so that no zero is
// padded and no tap is tested.

#include "Epilogue.h"

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
                      ValueRange inputs, const Epilogue &epilogue);

  void run();

private:
  void lowerDepthwise();
  void lowerGroups();
  Value getTilesPerBlock();
  void sweepTaps(ProgramBuilder &b, Value begin, Value end,
                 function_ref<void(ProgramBuilder &, const TapRange &)> body);
  void forEachTile(ProgramBuilder &b, const TapRange &range,
                   function_ref<void(ProgramBuilder &, const TapRange &)> body);
  TapRange getTaps(ProgramBuilder &b, Value first, Value end);
  ResultBlock getBlock(const TapRange &range, Value batch, Value channel,
                       Value count) const;
  Value contractLast(ProgramBuilder &b, const TapRange &range, Value group,
                     const ResultBlock &at);
  Value contractFirst(ProgramBuilder &b, const TapRange &range, Value group,
                      const ResultBlock &at);
  Value sumTaps(ProgramBuilder &b, const TapRange &range,
                const ResultBlock &at);
  Value getInputPosition(ProgramBuilder &b, const TapRange &range);

  ConvOp op;
  ProgramBuilder top;
  const Epilogue &epilogue;
  int64_t timeTile, channelTile;
  Value input, weight, bias;
  Type element;
  Value batches, inputLength, outputLength;
  int64_t kernelSize, groupInputs, groupOutputs, low;
  bool isChannelsLast;
};

} // namespace

ConvolutionLowering::ConvolutionLowering(ConvOp op, PlanAttr plan,
                                         OpBuilder &builder, ValueRange inputs,
                                         const Epilogue &epilogue)
    : op(op), top(builder, op.getLoc()), epilogue(epilogue),
      timeTile(plan.getSetting("time_tile", 96)),
      channelTile(plan.getSetting("channel_tile", 64)), input(inputs[0]),
      weight(inputs[1]), bias(op.getBias() ? inputs[2] : Value()),
      element(getComputeType(op.getInput().getType().getElementType())) {
  batches = top.dim(input, 0);
  inputLength = top.dim(input, op.getLengthDim());
  outputLength = top.dim(epilogue.getRootBuffer(), op.getLengthDim());
  kernelSize = op.getKernelSize();
  groupInputs = op.getWeight().getType().getDimSize(1);
  groupOutputs = op.getWeight().getType().getDimSize(2) / op.getGroups();
  low = op.getLowAndHighPadding().first;
  isChannelsLast = op.getLayout() == Layout::ChannelsLast;
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
    ProgramBuilder &b, Value begin, Value end,
    function_ref<void(ProgramBuilder &, const TapRange &)> body) {
  b.sweep(
      begin, end, {}, [](ProgramBuilder &, Value at) { return at; },
      [&](ProgramBuilder &b, Value at, ArrayRef<Value>) {
        TapRange range = getTaps(b, at, end);
        body(b, range);
        return SmallVector<Value>{b.add(range.first, range.count)};
      });
}

/// Calls `body` with the tiles of `range`.
void ConvolutionLowering::forEachTile(
    ProgramBuilder &b, const TapRange &range,
    function_ref<void(ProgramBuilder &, const TapRange &)> body) {
  Value end = b.add(range.first, range.count);
  b.loop(range.first, end, timeTile, {},
         [&](ProgramBuilder &b, Value first,
             ArrayRef<Value>) -> SmallVector<Value> {
           Value count = b.min(b.sub(end, first), b.index(timeTile));
           body(b, {first, count, range.tap, range.taps});
           return {};
         });
}

Value ConvolutionLowering::getInputPosition(ProgramBuilder &b,
                                            const TapRange &range) {
  Value position = b.add(b.mul(range.first, op.getStride()),
                         b.mul(range.tap, op.getDilation()));
  return b.add(position, -low);
}

//===- Groups of channels -------------------------------------------------===//

ResultBlock ConvolutionLowering::getBlock(const TapRange &range, Value batch,
                                          Value channel, Value count) const {
  if (isChannelsLast)
    return {{batch}, range.first, channel,    range.count,
            count,   timeTile,    channelTile};
  return {{batch},     channel,     range.first, count,
          range.count, channelTile, timeTile};
}

/// Lanes on output channels: input `[batch, n, in]`.
Value ConvolutionLowering::contractLast(ProgramBuilder &b,
                                        const TapRange &range, Value group,
                                        const ResultBlock &at) {
  Value inputs = b.index(groupInputs);
  Value x = b.load(
      {input,
       {at.outerAt[0], getInputPosition(b, range), b.mul(group, groupInputs)},
       {range.taps, range.count, inputs},
       {1, 1, 2},
       {int64_t(op.getDilation()), int64_t(op.getStride()), 1}},
      b.type({kernelSize, timeTile, groupInputs}, element));
  Value w = b.load({weight,
                    {range.tap, b.index(0), at.column},
                    {range.taps, inputs, at.columns}},
                   b.type({kernelSize, groupInputs, channelTile}, element));
  Value y = b.create<ContractOp>(b.type({timeTile, channelTile}, element), x, w,
                                 Value(), Value(), /*rhs_transposed=*/false);
  return bias ? addBias(b, y, /*axis=*/1, bias, at.column, at.columns) : y;
}

/// Lanes on positions: input `[batch, in, n]`.
Value ConvolutionLowering::contractFirst(ProgramBuilder &b,
                                         const TapRange &range, Value group,
                                         const ResultBlock &at) {
  Value inputs = b.index(groupInputs);
  Value w = b.load({weight,
                    {range.tap, b.index(0), at.row},
                    {range.taps, at.rows, inputs},
                    {0, 2, 1},
                    {1, 1, 1}},
                   b.type({kernelSize, channelTile, groupInputs}, element));
  Value x = b.load(
      {input,
       {at.outerAt[0], b.mul(group, groupInputs), getInputPosition(b, range)},
       {range.taps, inputs, range.count},
       {2, 1, 2},
       {int64_t(op.getDilation()), 1, int64_t(op.getStride())}},
      b.type({kernelSize, groupInputs, timeTile}, element));
  Value y = b.create<ContractOp>(b.type({channelTile, timeTile}, element), w, x,
                                 Value(), Value(), /*rhs_transposed=*/false);
  return bias ? addBias(b, y, /*axis=*/0, bias, at.row, at.rows) : y;
}

/// Tiles that one program instance computes with the same weights: so many that
/// enough instances are left to keep all threads busy.
Value ConvolutionLowering::getTilesPerBlock() {
  constexpr int64_t enough = 32, most = 16;
  Value tiles = top.ceilDiv(outputLength, timeTile);
  Value instances = top.create<arith::MulIOp>(batches, tiles);
  Value each = top.floorDiv(top.mul(instances, op.getGroups()), enough);
  return top.max(top.min(each, top.index(most)), top.index(1));
}

void ConvolutionLowering::lowerGroups() {
  int64_t channels = groupOutputs / epilogue.getParts();
  channelTile = epilogue.chooseColumnTile(channelTile, channels);
  int64_t panels = llvm::divideCeil(channels, channelTile);
  Value width = top.mul(getTilesPerBlock(), timeTile);
  Value blocks = top.create<arith::CeilDivSIOp>(outputLength, width);
  top.program(
      {batches, top.index(op.getGroups()), blocks},
      [&](ProgramBuilder &b, ArrayRef<Value> at) {
        auto emitTile = [&](ProgramBuilder &b, const TapRange &range,
                            Value panel) {
          Value channel = b.mul(panel, channelTile);
          Value count = b.rest(panel, channelTile, b.index(channels));
          channel = b.add(b.mul(at[1], groupOutputs), channel);
          epilogue.emit(b, getBlock(range, at[0], channel, count),
                        [&](ProgramBuilder &b, const ResultBlock &block) {
                          return isChannelsLast
                                     ? contractLast(b, range, at[1], block)
                                     : contractFirst(b, range, at[1], block);
                        });
        };
        Value begin = b.create<arith::MulIOp>(at[2], width);
        Value end = b.min(b.add(begin, width), outputLength);
        sweepTaps(b, begin, end, [&](ProgramBuilder &b, const TapRange &range) {
          b.loop(b.index(0), b.index(panels), 1, {},
                 [&](ProgramBuilder &b, Value panel,
                     ArrayRef<Value>) -> SmallVector<Value> {
                   forEachTile(b, range,
                               [&](ProgramBuilder &b, const TapRange &tile) {
                                 emitTile(b, tile, panel);
                               });
                   return {};
                 });
        });
      });
}

//===- Depthwise ----------------------------------------------------------===//

/// One channel per group: a sum of products, element by element, channels last
/// on lanes, or positions on lanes.
Value ConvolutionLowering::sumTaps(ProgramBuilder &b, const TapRange &range,
                                   const ResultBlock &at) {
  int64_t channelAxis = isChannelsLast ? 1 : 0;
  TileType type = b.type({at.rowTile, at.columnTile}, element);
  Value channel = isChannelsLast ? at.column : at.row;
  Value count = isChannelsLast ? at.columns : at.rows;
  Value start = getInputPosition(b, range);
  auto addTap = [&](ProgramBuilder &b, Value k,
                    ArrayRef<Value> sum) -> SmallVector<Value> {
    Value position = b.add(start, b.mul(k, op.getDilation()));
    BufferBlock block{input,
                      {at.outerAt[0], position, channel},
                      {at.rows, at.columns},
                      {1, 2},
                      {int64_t(op.getStride()), 1}};
    if (!isChannelsLast) {
      std::swap(block.offsets[1], block.offsets[2]);
      std::swap(block.steps[0], block.steps[1]);
    }
    Value x = b.load(block, type);
    Value w =
        b.load({weight, {b.add(range.tap, k), b.index(0), channel}, {count}},
               b.type({channelTile}, element));
    return {b.map({{sum[0], {0, 1}}, {x, {0, 1}}, {w, {channelAxis}}}, type,
                  [](ProgramBuilder &b, ArrayRef<Value> at) {
                    Value product = b.create<arith::MulFOp>(at[1], at[2]);
                    return b.create<arith::AddFOp>(at[0], product);
                  })};
  };
  Value sum = b.loop(b.index(0), range.taps, 1, {b.fill(0.0, type)}, addTap)[0];
  return bias ? addBias(b, sum, channelAxis, bias, channel, count) : sum;
}

void ConvolutionLowering::lowerDepthwise() {
  int64_t channels = op.getGroups() / epilogue.getParts();
  channelTile = epilogue.chooseColumnTile(channelTile, channels);
  int64_t panels = llvm::divideCeil(channels, channelTile);
  top.program(
      {batches, top.index(panels), top.ceilDiv(outputLength, timeTile)},
      [&](ProgramBuilder &b, ArrayRef<Value> at) {
        Value channel = b.mul(at[1], channelTile);
        Value count = b.rest(at[1], channelTile, b.index(channels));
        Value begin = b.mul(at[2], timeTile);
        Value end = b.min(b.add(begin, timeTile), outputLength);
        sweepTaps(b, begin, end, [&](ProgramBuilder &b, const TapRange &range) {
          epilogue.emit(b, getBlock(range, at[0], channel, count),
                        [&](ProgramBuilder &b, const ResultBlock &block) {
                          return sumTaps(b, range, block);
                        });
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
struct ConvolutionTiles : RootTiles<ConvolutionTiles, ConvOp> {
  LogicalResult lowerWithEpilogue(Operation *op, OpBuilder &builder,
                                  ValueRange inputs,
                                  const Epilogue &epilogue) const {
    auto conv = cast<ConvOp>(op);
    FailureOr<PlanAttr> plan =
        getPlan(op, "tap_contraction",
                {{"time_tile", greatestTile}, {"channel_tile", greatestTile}});
    if (failed(plan) ||
        failed(checkTileSizes(op, conv.getWeight().getType().getShape())))
      return failure();
    ConvolutionLowering(conv, *plan, builder, inputs, epilogue).run();
    return success();
  }
};
} // namespace

void ambit::tile::attachConvolutionTiles(MLIRContext *context) {
  ConvOp::attachInterface<ConvolutionTiles>(*context);
}
