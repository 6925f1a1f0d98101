// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifies `conv` and infers its sizes.

#include "dialects/Ambit/AmbitOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace ambit;

//===--------------------------------------------------------------------===//
// conv
//===--------------------------------------------------------------------===//

std::pair<int64_t, int64_t> ConvOp::getLowAndHighPadding() {
  int64_t total = (getKernelSize() - 1) * static_cast<int64_t>(getDilation());
  switch (getPadding()) {
  case Padding::Explicit:
    return {getPads()[0], getPads()[1]};
  case Padding::Causal:
    return {total, 0};
  case Padding::Same:
    return {total / 2, total - total / 2};
  }
  llvm_unreachable("unknown padding");
}

int64_t ConvOp::getLengthDim() {
  return getLayout() == Layout::ChannelsLast ? 1 : 2;
}

int64_t ConvOp::getChannelDim() {
  return getLayout() == Layout::ChannelsLast ? 2 : 1;
}

// Padding minus the extent of the kernel beyond its first element: the length
// of the output is max(0, (n + growth - 1) floordiv stride + 1).
static int64_t getGrowth(ConvOp op) {
  auto [low, high] = op.getLowAndHighPadding();
  return low + high -
         (op.getKernelSize() - 1) * static_cast<int64_t>(op.getDilation());
}

static int64_t getOutputLength(ConvOp op, int64_t length) {
  int64_t last, stride = op.getStride();
  if (llvm::AddOverflow(length, getGrowth(op) - 1, last))
    last = std::numeric_limits<int64_t>::max();
  return std::max<int64_t>(0, llvm::divideFloorSigned(last, stride) + 1);
}

SmallVector<DimEquality> ConvOp::getDimEqualities() {
  DimEqualities equalities;
  int64_t channelDim = getChannelDim();
  // C1
  if (getGroups() == 1)
    equalities.add(getInput(), channelDim, "input", getWeight(), 1, "weight",
                   "number of input channels");
  // C2
  equalities.addResult(getWeight(), 2, "weight", getOutput(), channelDim,
                       "output", "number of output channels");
  // C3
  equalities.add(getBias(), 0, "bias", getWeight(), 2, "weight",
                 "number of output channels");
  // C6
  equalities.addResult(getInput(), 0, "input", getOutput(), 0, "output",
                       "batch size");
  // C7
  if (getStride() == 1 && getGrowth(*this) == 0)
    equalities.addResult(getInput(), getLengthDim(), "input", getOutput(),
                         getLengthDim(), "output", "length");
  return equalities.take();
}

// C1, C4 and C5 of more than one group
static LogicalResult verifyGroups(ConvOp op) {
  int64_t groups = op.getGroups();
  if (groups == 1)
    return success();
  int64_t channels = op.getInput().getType().getDimSize(op.getChannelDim());
  ArrayRef<int64_t> weight = op.getWeight().getType().getShape();
  if (ShapedType::isDynamic(channels) || ShapedType::isDynamic(weight[1]) ||
      ShapedType::isDynamic(weight[2]))
    return op.emitOpError("not supported yet: a dynamic number of channels in "
                          "several groups");
  if (channels % groups != 0 || channels / groups != weight[1])
    return op.emitOpError("expected the number of channels of `input` to be "
                          "`groups` times the inputs of `weight`, but got ")
           << channels << " and " << groups << " times " << weight[1];
  if (weight[2] % groups != 0)
    return op.emitOpError("expected the number of output channels to be a "
                          "multiple of `groups`, but got ")
           << weight[2] << " and " << groups;
  return success();
}

// C7
static LogicalResult verifyLength(ConvOp op) {
  int64_t dim = op.getLengthDim();
  int64_t length = op.getInput().getType().getDimSize(dim);
  int64_t outputLength = op.getOutput().getType().getDimSize(dim);
  if (ShapedType::isDynamic(outputLength) ||
      (op.getStride() == 1 && getGrowth(op) == 0))
    return success();
  if (ShapedType::isDynamic(length))
    return op.emitOpError("not supported yet: an `output` of static length ")
           << outputLength << " for an `input` of dynamic length";
  if (getOutputLength(op, length) == outputLength)
    return success();
  return op.emitOpError(
             "expected `output` to have the length that follows from "
             "`input`, but got ")
         << outputLength << " and " << getOutputLength(op, length);
}

LogicalResult ConvOp::verify() {
  // C3
  if (failed(
          verifySameElementType(*this, getInput(), "input", getBias(), "bias")))
    return failure();
  // C5
  int64_t kernelSize = getKernelSize();
  if (ShapedType::isDynamic(kernelSize))
    return emitOpError("not supported yet: a dynamic kernel size");
  constexpr int64_t limit = std::numeric_limits<int32_t>::max();
  if (kernelSize < 1 || kernelSize > limit)
    return emitOpError("expected the kernel size to be in 1..")
           << limit << ", but got " << kernelSize;
  // C8
  ArrayRef<int64_t> pads = getPads();
  if (pads.size() != 2 || pads[0] < 0 || pads[1] < 0 || pads[0] > limit ||
      pads[1] > limit)
    return emitOpError("expected `padding` to be two numbers in 0..")
           << limit << ", but got [" << pads << "]";
  if (failed(verifyGroups(*this)) || failed(verifyLength(*this)))
    return failure();
  return verifyDimEqualities(*this);
}

// The length of the output, as arith on the length of the input.
static OpFoldResult reifyLength(ConvOp op, OpBuilder &builder) {
  int64_t dim = op.getLengthDim();
  int64_t outputLength = op.getOutput().getType().getDimSize(dim);
  if (ShapedType::isStatic(outputLength))
    return builder.getIndexAttr(outputLength);
  Location loc = op.getLoc();
  Value length = tensor::DimOp::create(builder, loc, op.getInput(), dim);
  int64_t growth = getGrowth(op), stride = op.getStride();
  if (growth == 0 && stride == 1)
    return length;
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value last =
      arith::AddIOp::create(builder, loc, length, constant(growth - 1));
  Value steps =
      arith::FloorDivSIOp::create(builder, loc, last, constant(stride));
  Value count = arith::AddIOp::create(builder, loc, steps, constant(1));
  return arith::MaxSIOp::create(builder, loc, count, constant(0)).getResult();
}

LogicalResult
ConvOp::reifyResultShapes(OpBuilder &builder,
                          ReifiedRankedShapedTypeDims &reifiedReturnShapes) {
  SmallVector<DimSource> sources(3);
  sources[0] = {getInput(), 0};
  sources[getLengthDim()] = {Value(), 0};
  sources[getChannelDim()] = {getWeight(), 2};
  SmallVector<OpFoldResult> sizes =
      reifyDims(builder, getLoc(), getOutput(), sources);
  sizes[getLengthDim()] = reifyLength(*this, builder);
  reifiedReturnShapes = {std::move(sizes)};
  return success();
}
