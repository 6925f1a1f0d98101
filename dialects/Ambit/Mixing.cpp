// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which positions every op joins.

#include "dialects/Ambit/AmbitOps.h"
#include "dialects/Ambit/ConvolutionTaps.h"
#include "dialects/Ambit/MaskRelation.h"

#include "dialects/Ambit/MixerInterface.cpp.inc"

using namespace mlir;
using namespace ambit;

const relation::Relation *MaskRelations::get(MaskAttr mask) {
  auto [it, isNew] = relations.try_emplace(mask);
  if (isNew) {
    if (auto relation = toRelation(mask))
      it->second = std::move(*relation);
    else
      llvm::consumeError(relation.takeError());
  }
  return it->second ? &*it->second : nullptr;
}

static Mixing keep(int64_t axis) { return {axis, {}}; }
static Mixing noPositions() { return {-1, {}}; }

//===--------------------------------------------------------------------===//
// Mixers
//===--------------------------------------------------------------------===//

// A position of the queries reads itself, and the keys and values of the masks
// of all heads. A bias has positions along two axes: those of the queries are
// followed.
FailureOr<Mixing> AttentionOp::getMixing(unsigned operand, int64_t axis,
                                         MaskRelations &masks) {
  if (axis != 2)
    return failure();
  Mixing mixing = keep(2);
  if (operand == 0 || operand == 3)
    return mixing;
  llvm::SmallDenseSet<Attribute> seen;
  for (int64_t head = 0; head < getHeads(); ++head) {
    if (!seen.insert(getMask(head)).second)
      continue;
    const relation::Relation *relation = masks.get(getMask(head));
    if (!relation)
      return failure();
    mixing.relations.push_back(*relation);
  }
  return mixing;
}

llvm::Expected<relation::Relation> ambit::getTaps(ConvOp op) {
  using relation::Coordinate;
  relation::Builder builder;
  int64_t low = op.getLowAndHighPadding().first, dilation = op.getDilation();
  int64_t reach = dilation * (op.getKernelSize() - 1);
  Coordinate j = Coordinate::key(), i = Coordinate::query();
  if (op.getStride() != 1)
    i = Coordinate::scaled(relation::Axis::Query, op.getStride());
  SmallVector<relation::Tree> parts = {builder.atMost(j, i, reach - low),
                                       builder.atMost(i, j, low)};
  if (reach > 0 && dilation > 1)
    parts.push_back(
        builder.congruent(j, i, dilation, llvm::mod(-low, dilation)));
  return relation::Relation::get(builder, builder.all(parts));
}

FailureOr<Mixing> ConvOp::getMixing(unsigned operand, int64_t axis,
                                    MaskRelations &) {
  if (operand != 0)
    return noPositions();
  if (axis != getLengthDim())
    return failure();
  llvm::Expected<relation::Relation> taps = getTaps(*this);
  if (taps)
    return Mixing{axis, {*taps}};
  llvm::consumeError(taps.takeError());
  return failure();
}

//===--------------------------------------------------------------------===//
// Ops that leave positions alone
//===--------------------------------------------------------------------===//

/// Positions of the first operand along any axis but the last.
static FailureOr<Mixing> keepOuter(Operation *op, unsigned operand,
                                   int64_t axis) {
  auto type = cast<ShapedType>(op->getOperand(0).getType());
  if (operand != 0)
    return noPositions();
  if (axis == type.getRank() - 1)
    return failure();
  return keep(axis);
}

FailureOr<Mixing> LinearOp::getMixing(unsigned operand, int64_t axis,
                                      MaskRelations &) {
  return keepOuter(*this, operand, axis);
}

FailureOr<Mixing> LayerNormOp::getMixing(unsigned operand, int64_t axis,
                                         MaskRelations &) {
  return keepOuter(*this, operand, axis);
}

FailureOr<Mixing> RmsNormOp::getMixing(unsigned operand, int64_t axis,
                                       MaskRelations &) {
  return keepOuter(*this, operand, axis);
}

FailureOr<Mixing> SplitOp::getMixing(unsigned operand, int64_t axis,
                                     MaskRelations &) {
  return keepOuter(*this, operand, axis);
}

FailureOr<Mixing> RopeOp::getMixing(unsigned operand, int64_t axis,
                                    MaskRelations &) {
  return keepOuter(*this, operand, axis);
}

FailureOr<Mixing> EmbeddingOp::getMixing(unsigned operand, int64_t axis,
                                         MaskRelations &) {
  return operand == 0 ? keep(axis) : noPositions();
}

FailureOr<Mixing> ActivationOp::getMixing(unsigned, int64_t axis,
                                          MaskRelations &) {
  return keep(axis);
}

FailureOr<Mixing> AddOp::getMixing(unsigned, int64_t axis, MaskRelations &) {
  return keep(axis);
}

FailureOr<Mixing> MulOp::getMixing(unsigned, int64_t axis, MaskRelations &) {
  return keep(axis);
}

FailureOr<Mixing> SplitHeadsOp::getMixing(unsigned, int64_t axis,
                                          MaskRelations &) {
  if (axis != 1)
    return failure();
  return keep(2);
}

FailureOr<Mixing> MergeHeadsOp::getMixing(unsigned, int64_t axis,
                                          MaskRelations &) {
  if (axis != 2)
    return failure();
  return keep(1);
}
