// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Has ops write their sizes as IR, and reads it.

#include "ambit/Analysis/Shapes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::analysis;
using relation::Formula;

namespace {
/// Reads sizes that an op has written before itself.
struct SizeReader {
  ShapeOf shapeOf;

  std::optional<Formula> read(OpFoldResult size);

private:
  std::optional<Formula> readBinary(Operation *op);
};
} // namespace

static Formula getMax(const Formula &a, const Formula &b) {
  return b + (a - b).atLeastZero();
}

std::optional<Formula> SizeReader::readBinary(Operation *op) {
  std::optional<Formula> a = read(op->getOperand(0)),
                         b = read(op->getOperand(1));
  if (!a || !b)
    return std::nullopt;
  return TypeSwitch<Operation *, std::optional<Formula>>(op)
      .Case<arith::AddIOp>([&](auto) { return *a + *b; })
      .Case<arith::SubIOp>([&](auto) { return *a - *b; })
      .Case<arith::MulIOp>([&](auto) { return *a * *b; })
      .Case<arith::MaxSIOp>([&](auto) { return getMax(*a, *b); })
      .Case<arith::MinSIOp>([&](auto) { return *a + *b - getMax(*a, *b); })
      .Case<arith::FloorDivSIOp>([&](auto) -> std::optional<Formula> {
        std::optional<int64_t> divisor = b->constantValue();
        if (!divisor || *divisor <= 0)
          return std::nullopt;
        return a->floorDiv(*divisor);
      })
      .Default(std::nullopt);
}

std::optional<Formula> SizeReader::read(OpFoldResult size) {
  if (std::optional<int64_t> constant = getConstantIntValue(size))
    return Formula(*constant);
  auto *op = cast<Value>(size).getDefiningOp();
  if (!op)
    return std::nullopt;
  if (auto dim = dyn_cast<tensor::DimOp>(op))
    if (std::optional<int64_t> axis = dim.getConstantIndex())
      return shapeOf(dim.getSource())[*axis];
  return op->getNumOperands() == 2 ? readBinary(op) : std::nullopt;
}

/// The sizes of all results; nothing if the op cannot tell them.
static std::optional<SmallVector<Shape>> reify(Operation *op, ShapeOf shapeOf) {
  auto reified = dyn_cast<ReifyRankedShapedTypeOpInterface>(op);
  if (!reified)
    return std::nullopt;
  Operation *before = op->getPrevNode();
  OpBuilder builder(op);
  ReifiedRankedShapedTypeDims sizes;
  bool isDone = succeeded(reified.reifyResultShapes(builder, sizes)) &&
                sizes.size() == op->getNumResults();
  SmallVector<Shape> shapes;
  SizeReader reader{shapeOf};
  if (isDone)
    for (const SmallVector<OpFoldResult> &result : sizes) {
      Shape &shape = shapes.emplace_back();
      for (OpFoldResult size : result) {
        std::optional<Formula> formula = reader.read(size);
        isDone &= formula.has_value();
        shape.push_back(formula.value_or(0));
      }
    }
  while (op->getPrevNode() != before)
    op->getPrevNode()->erase();
  return isDone ? std::optional(std::move(shapes)) : std::nullopt;
}

Shape analysis::getShape(ArrayRef<int64_t> sizes) {
  return llvm::map_to_vector(sizes, [](int64_t size) { return Formula(size); });
}

LogicalResult Shapes::visit(Operation *op) {
  bool isStatic = llvm::all_of(op->getResultTypes(), [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor && tensor.hasStaticShape();
  });
  if (isStatic) {
    for (Value result : op->getResults())
      shapes[result] = getShape(cast<ShapedType>(result.getType()).getShape());
    return success();
  }
  std::optional<SmallVector<Shape>> sizes = reify(op, *this);
  if (!sizes)
    return op->emitOpError("does not tell the sizes of its results");
  for (auto [result, shape] : llvm::zip_equal(op->getResults(), *sizes))
    shapes[result] = std::move(shape);
  return success();
}

FailureOr<Shapes> Shapes::get(func::FuncOp function,
                              ArrayRef<Shape> arguments) {
  Shapes result;
  for (auto [argument, shape] :
       llvm::zip_equal(function.getArguments(), arguments))
    result.shapes[argument] = shape;
  for (Operation &op : function.front())
    if (failed(result.visit(&op)))
      return failure();
  return result;
}

SmallVector<Shape> analysis::getNamedShapes(func::FuncOp function) {
  SmallVector<Shape> shapes;
  for (BlockArgument argument : function.getArguments()) {
    auto names = function.getArgAttrOfType<ArrayAttr>(argument.getArgNumber(),
                                                      "ambit.sizes");
    Shape &shape = shapes.emplace_back();
    ArrayRef<int64_t> sizes =
        cast<RankedTensorType>(argument.getType()).getShape();
    for (auto [axis, size] : llvm::enumerate(sizes)) {
      StringRef name;
      if (names && axis < names.size())
        if (auto text = dyn_cast<StringAttr>(names[axis]))
          name = text;
      if (name.empty())
        name = axis == 0 && sizes.size() > 1 ? "batch" : "n";
      shape.push_back(ShapedType::isDynamic(size) ? Formula::symbol(name)
                                                  : Formula(size));
    }
  }
  return shapes;
}
