// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Asks every op for the sizes of its results and resolves the dimensions that
// the answer reads, so that it depends on the arguments alone.
#include "TensorSizes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;
using namespace ambit::bufferize;

TensorSizes::TensorSizes(OpBuilder builder, ValueRange modelArguments,
                         ValueRange arguments)
    : builder(builder) {
  for (auto [tensor, source] : llvm::zip_equal(modelArguments, arguments)) {
    auto type = cast<RankedTensorType>(tensor.getType());
    SmallVector<OpFoldResult> &list = sizes[tensor];
    for (auto [dim, size] : llvm::enumerate(type.getShape())) {
      if (ShapedType::isStatic(size)) {
        list.push_back(builder.getIndexAttr(size));
        continue;
      }
      Value number = getValue(source.getLoc(), builder.getIndexAttr(dim));
      auto op =
          tensor::DimOp::create(this->builder, source.getLoc(), source, number);
      emitted.push_back(op);
      list.push_back(op.getResult());
    }
  }
}

Value TensorSizes::getValue(Location loc, OpFoldResult size) {
  if (auto value = dyn_cast<Value>(size))
    return value;
  auto constant =
      arith::ConstantIndexOp::create(builder, loc, *getConstantIntValue(size));
  return simplify(constant.getOperation());
}

SmallVector<Value> TensorSizes::getDynamic(Location loc, Value tensor) {
  SmallVector<Value> values;
  auto type = cast<RankedTensorType>(tensor.getType());
  for (auto [dim, size] : llvm::enumerate(get(tensor)))
    if (type.isDynamicDim(dim))
      values.push_back(getValue(loc, size));
  return values;
}

/// Replaces the only result of `op` by a value that is known already, or makes
/// it known.
Value TensorSizes::simplify(Operation *op) {
  Value result = op->getResult(0), better;
  SmallVector<Value> folded;
  SmallVector<Operation *> constants;
  if (auto dim = dyn_cast<tensor::DimOp>(op)) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(op);
    auto it = sizes.find(dim.getSource());
    std::optional<int64_t> number = dim.getConstantIndex();
    if (it != sizes.end() && number)
      better = getValue(op->getLoc(), it->second[*number]);
  } else if (!op->hasTrait<OpTrait::ConstantLike>() &&
             succeeded(builder.tryFold(op, folded, &constants)) &&
             !folded.empty()) {
    for (Operation *constant : constants)
      simplify(constant);
    better = folded.front();
    if (Value same = replaced.lookup(better))
      better = same;
  }
  if (!better) {
    auto [it, isNew] = known.insert(op);
    if (isNew) {
      emitted.push_back(op);
      return result;
    }
    better = (*it)->getResult(0);
  }
  result.replaceAllUsesWith(better);
  replaced[result] = better;
  dead.push_back(op);
  return better;
}

OpFoldResult TensorSizes::simplify(OpFoldResult size) {
  auto value = dyn_cast<Value>(size);
  if (!value)
    return size;
  if (Value better = replaced.lookup(value))
    value = better;
  return getAsOpFoldResult(value);
}

LogicalResult TensorSizes::addResults(Operation *op) {
  if (auto cast = dyn_cast<tensor::CastOp>(op)) {
    SmallVector<OpFoldResult> list(get(cast.getSource()));
    for (auto [dim, size] : llvm::enumerate(
             mlir::cast<RankedTensorType>(cast.getType()).getShape()))
      if (ShapedType::isStatic(size))
        list[dim] = builder.getIndexAttr(size);
    sizes[cast.getDest()] = std::move(list);
    return success();
  }
  auto reify = dyn_cast<ReifyRankedShapedTypeOpInterface>(op);
  if (!reify)
    return success();

  Block *block = builder.getInsertionBlock();
  Block::iterator end = builder.getInsertionPoint();
  Operation *last = end == block->begin() ? nullptr : &*std::prev(end);
  ReifiedRankedShapedTypeDims results;
  if (failed(reify.reifyResultShapes(builder, results)))
    return op->emitOpError("expected the sizes of its results to follow from "
                           "its operands");
  SmallVector<Operation *> fresh;
  for (auto it = last ? std::next(last->getIterator()) : block->begin();
       it != end; ++it)
    fresh.push_back(&*it);
  for (Operation *created : fresh)
    simplify(created);
  for (auto [tensor, dims] : llvm::zip_equal(op->getResults(), results)) {
    auto type = mlir::cast<RankedTensorType>(tensor.getType());
    SmallVector<OpFoldResult> list;
    for (auto [dim, size] : llvm::enumerate(dims))
      list.push_back(type.isDynamicDim(dim)
                         ? simplify(size)
                         : builder.getIndexAttr(type.getDimSize(dim)));
    sizes[tensor] = std::move(list);
  }
  eraseDead();
  return success();
}

void TensorSizes::eraseDead() {
  for (Operation *op : llvm::reverse(dead))
    op->erase();
  dead.clear();
  replaced.clear();
}

void TensorSizes::eraseUnused() {
  eraseDead();
  for (Operation *op : llvm::reverse(emitted))
    if (op->use_empty())
      op->erase();
  emitted.clear();
  known.clear();
}
