// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What every op costs.

#include "dialects/Ambit/AmbitOps.h"
#include "dialects/Ambit/ConvolutionTaps.h"
#include "dialects/Ambit/MaskRelation.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/FormatVariadic.h"

#include "dialects/Ambit/CostInterface.cpp.inc"

using namespace mlir;
using namespace ambit;
using relation::Formula;

//===--------------------------------------------------------------------===//
// Sums of costs, sizes and bytes
//===--------------------------------------------------------------------===//

Formula Cost::getFlops() const {
  return multiplyAdds * 2 + softmax + norm + elementwise;
}

Cost &Cost::operator+=(const Cost &other) {
  multiplyAdds += other.multiplyAdds;
  softmax += other.softmax;
  norm += other.norm;
  elementwise += other.elementwise;
  pairs += other.pairs;
  bytesRead += other.bytesRead;
  bytesWritten += other.bytesWritten;
  steps += other.steps;
  return *this;
}

Formula ambit::getProduct(const Shape &shape) {
  Formula product = 1;
  for (const Formula &size : shape)
    product *= size;
  return product;
}

int64_t ambit::getElementBytes(Value value) {
  return llvm::divideCeil(getElementTypeOrSelf(value).getIntOrFloatBitWidth(),
                          8);
}

Formula ambit::getBytes(Value value, ShapeOf shapeOf) {
  return getProduct(shapeOf(value)) * getElementBytes(value);
}

Cost ambit::getTraffic(Operation *op, ShapeOf shapeOf) {
  Cost cost;
  llvm::SmallDenseSet<Value> seen;
  for (Value operand : op->getOperands())
    if (seen.insert(operand).second)
      cost.bytesRead += getBytes(operand, shapeOf);
  for (Value result : op->getResults())
    cost.bytesWritten += getBytes(result, shapeOf);
  return cost;
}

static Cost getView() {
  Cost cost;
  cost.steps = 0;
  cost.isView = true;
  return cost;
}

/// An op that does `flops` for each element of its result.
static Cost getElementwise(Operation *op, ShapeOf shapeOf, int64_t flops) {
  Cost cost = getTraffic(op, shapeOf);
  cost.elementwise = getProduct(shapeOf(op->getResult(0))) * flops;
  return cost;
}

//===--------------------------------------------------------------------===//
// Ops that sum
//===--------------------------------------------------------------------===//

/// Pairs that the heads of one mask visit, for one batch entry.
static Formula countPairs(MaskAttr mask, const Formula &n, const Formula &m,
                          MaskRelations &masks) {
  if (!mask || mask.isAll())
    return n * m;
  std::string text;
  llvm::raw_string_ostream(text) << mask;
  StringRef words = text;
  words.consume_front("#ambit.mask<");
  words.consume_back(">");
  const relation::Relation *relation = masks.get(mask);
  return relation ? Formula::pairs(*relation, words, n, m) : n * m;
}

// Each pair: scaled, compared with the maximum, its difference to that, an
// exponential, a sum. Each output: a quotient.
Cost AttentionOp::getCost(ShapeOf shapeOf, MaskRelations &masks) {
  Cost cost = getTraffic(*this, shapeOf);
  const Shape &query = shapeOf(getQuery()), &key = shapeOf(getKey());
  llvm::MapVector<Attribute, int64_t> heads;
  for (int64_t head = 0; head < getHeads(); ++head)
    ++heads[getMask(head)];
  for (auto [mask, count] : heads)
    cost.pairs +=
        query[0] * count *
        countPairs(cast_or_null<MaskAttr>(mask), query[2], key[2], masks);
  cost.multiplyAdds = cost.pairs * (getHeadSize() + getValueSize());
  cost.softmax = cost.pairs * 5 + getProduct(shapeOf(getOutput()));
  if (getBias())
    cost.elementwise += cost.pairs;
  if (hasScoreRegion())
    for (Operation &op : getScore().front().without_terminator())
      if (llvm::any_of(op.getResultTypes(), llvm::IsaPred<FloatType>) &&
          !op.hasTrait<OpTrait::ConstantLike>())
        cost.elementwise += cost.pairs;
  cost.sums = {key[2], query[3]};
  return cost;
}

// Long kernels are counted as a relation, not tap by tap.
static constexpr int64_t mostTaps = 256;

/// Taps that read a position of the input, for all outputs of one channel: tap
/// k of output t reads input t * stride + k * dilation - low.
static Formula countTaps(ConvOp op, const Formula &n, const Formula &outputs) {
  auto [low, high] = op.getLowAndHighPadding();
  int64_t dilation = op.getDilation(), stride = op.getStride();
  int64_t kernel = op.getKernelSize();
  int64_t growth = low + high - dilation * (kernel - 1);
  if (kernel > mostTaps) {
    llvm::Expected<relation::Relation> taps = getTaps(op);
    if (taps)
      return Formula::pairs(*taps,
                            llvm::formatv("taps {0}, {1}, {2}, {3}", kernel,
                                          dilation, stride, low)
                                .str(),
                            outputs, n);
    // So far apart that only this bound is known.
    llvm::consumeError(taps.takeError());
    return outputs * kernel;
  }
  Formula positions;
  for (int64_t tap = 0; tap < kernel; ++tap) {
    int64_t offset = tap * dilation - low;
    int64_t first =
        std::max<int64_t>(0, llvm::divideCeilSigned(-offset, stride));
    int64_t end = std::min(growth, -offset) - 1;
    positions += ((n + end).floorDiv(stride) + 1 - first).atLeastZero();
  }
  return positions;
}

Cost ConvOp::getCost(ShapeOf shapeOf, MaskRelations &) {
  Cost cost = getTraffic(*this, shapeOf);
  const Shape &input = shapeOf(getInput()), &weight = shapeOf(getWeight());
  Formula taps = countTaps(*this, input[getLengthDim()],
                           shapeOf(getOutput())[getLengthDim()]);
  cost.multiplyAdds = input[0] * taps * weight[1] * weight[2];
  if (getBias())
    cost.elementwise = getProduct(shapeOf(getOutput()));
  cost.sums = {Formula(getKernelSize()) * weight[1]};
  return cost;
}

Cost LinearOp::getCost(ShapeOf shapeOf, MaskRelations &) {
  Cost cost = getTraffic(*this, shapeOf);
  const Shape &weight = shapeOf(getWeight());
  Formula outputs = getProduct(shapeOf(getOutput()));
  cost.multiplyAdds = outputs * weight[0];
  if (getBias())
    cost.elementwise = outputs;
  cost.sums = {weight[0]};
  return cost;
}

//===--------------------------------------------------------------------===//
// Norms, elementwise ops and views
//===--------------------------------------------------------------------===//

// Each element: two sums, a difference, a square, two products, the bias.
Cost LayerNormOp::getCost(ShapeOf shapeOf, MaskRelations &) {
  Cost cost = getTraffic(*this, shapeOf);
  const Shape &shape = shapeOf(getInput());
  cost.norm = getProduct(shape) * (getBias() ? 7 : 6);
  cost.sums = {shape.back()};
  return cost;
}

// Each element: a square, a sum, two products.
Cost RmsNormOp::getCost(ShapeOf shapeOf, MaskRelations &) {
  Cost cost = getTraffic(*this, shapeOf);
  const Shape &shape = shapeOf(getInput());
  cost.norm = getProduct(shape) * 4;
  cost.sums = {shape.back()};
  return cost;
}

Cost ActivationOp::getCost(ShapeOf shapeOf, MaskRelations &) {
  return getElementwise(*this, shapeOf, 1);
}

Cost AddOp::getCost(ShapeOf shapeOf, MaskRelations &) {
  return getElementwise(*this, shapeOf, 1);
}

Cost MulOp::getCost(ShapeOf shapeOf, MaskRelations &) {
  return getElementwise(*this, shapeOf, 1);
}

// Two products and a sum for each element.
Cost RopeOp::getCost(ShapeOf shapeOf, MaskRelations &) {
  return getElementwise(*this, shapeOf, 3);
}

// Reads the rows that the ids name, not the table.
Cost EmbeddingOp::getCost(ShapeOf shapeOf, MaskRelations &) {
  Cost cost = getTraffic(*this, shapeOf);
  cost.bytesRead = getBytes(getIds(), shapeOf) + cost.bytesWritten;
  return cost;
}

Cost SplitHeadsOp::getCost(ShapeOf, MaskRelations &) { return getView(); }
Cost MergeHeadsOp::getCost(ShapeOf, MaskRelations &) { return getView(); }
Cost SplitOp::getCost(ShapeOf, MaskRelations &) { return getView(); }
