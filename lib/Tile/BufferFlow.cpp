// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Follows buffers through their views.

#include "BufferFlow.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::tile;

Value tile::getSource(Value tensor) {
  auto view = tensor.getDefiningOp<bufferization::ToTensorOp>();
  return view ? view.getBuffer() : Value();
}

bufferization::MaterializeInDestinationOp tile::getTarget(Value result) {
  if (!result.hasOneUse())
    return {};
  return dyn_cast<bufferization::MaterializeInDestinationOp>(
      *result.user_begin());
}

static bool isView(Operation *op) {
  return isa_and_nonnull<ViewLikeOpInterface, memref::TransposeOp>(op);
}

/// The allocation or argument that `buffer` is a view of.
static Value getBase(Value buffer) {
  while (isView(buffer.getDefiningOp()))
    buffer = buffer.getDefiningOp()->getOperand(0);
  return buffer;
}

BufferFlow::BufferFlow(func::FuncOp function) {
  function.walk([&](Operation *op) {
    if (auto write = dyn_cast<bufferization::MaterializeInDestinationOp>(op))
      writers[getBase(write.getDest())] = write.getSource().getDefiningOp();
    else if (auto copy = dyn_cast<memref::CopyOp>(op))
      writers[getBase(copy.getTarget())] = copy;
  });
}

static Value stripCasts(Value buffer) {
  while (auto cast = buffer.getDefiningOp<memref::CastOp>())
    buffer = cast.getSource();
  return buffer;
}

/// Which part of the columns of `whole` the view `buffer` is; 0 parts for none.
static TensorOrigin getPart(Operation *producer, Value buffer, Value whole) {
  TensorOrigin none{producer, 0, 0};
  auto view = stripCasts(buffer).getDefiningOp<memref::SubViewOp>();
  if (!view || view.getSource() != whole ||
      view.getType().getRank() != view.getSourceType().getRank())
    return none;
  int64_t part = view.getStaticSizes().back();
  int64_t offset = view.getStaticOffsets().back();
  int64_t columns = view.getSourceType().getShape().back();
  auto isZero = [](int64_t value) { return value == 0; };
  auto isOne = [](int64_t value) { return value == 1; };
  if (ShapedType::isDynamic(part) || ShapedType::isDynamic(offset) ||
      ShapedType::isDynamic(columns) || columns % part || offset % part ||
      !llvm::all_of(view.getStaticOffsets().drop_back(), isZero) ||
      !llvm::all_of(view.getStaticStrides(), isOne))
    return none;
  return {producer, offset / part, columns / part};
}

TensorOrigin BufferFlow::getOrigin(Value tensor) const {
  Value buffer = getSource(tensor);
  Operation *producer = buffer ? writers.lookup(getBase(buffer)) : nullptr;
  if (!producer || isa<memref::CopyOp>(producer))
    return {producer};
  bufferization::MaterializeInDestinationOp target;
  if (producer->getNumResults() == 1)
    target = getTarget(producer->getResult(0));
  if (!target)
    return {producer, 0, 0};
  if (target.getDest() == buffer)
    return {producer};
  return getPart(producer, buffer, target.getDest());
}

static bool isReadOutside(Value buffer, const FusedGroup &group) {
  return llvm::any_of(buffer.getUsers(), [&](Operation *user) {
    if (isa<bufferization::MaterializeInDestinationOp, memref::DimOp>(user))
      return false;
    if (isa<bufferization::ToTensorOp>(user))
      return llvm::any_of(user->getUsers(), [&](Operation *reader) {
        return !group.contains(reader);
      });
    return !isView(user) || isReadOutside(user->getResult(0), group);
  });
}

bool BufferFlow::isReadOutside(Operation *op, const FusedGroup &group) {
  Value base = getBase(getTarget(op->getResult(0)).getDest());
  return !base.getDefiningOp<memref::AllocOp>() || ::isReadOutside(base, group);
}
