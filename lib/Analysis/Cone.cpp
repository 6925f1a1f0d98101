// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the axis of positions of every value, then walks back from the outputs.

#include "ambit/Analysis/Cone.h"

#include "Positions.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::analysis;
using relation::Field;

namespace {
class ConeWalker {
public:
  explicit ConeWalker(Positions &positions) : positions(positions) {}

  LogicalResult findAxes(func::FuncOp function);
  LogicalResult walkBack(func::FuncOp function);
  std::vector<ConeLayer> getLayers() const;

private:
  /// For the operands with positions.
  LogicalResult
  forEachJoint(Operation *op,
               function_ref<LogicalResult(OpOperand &, const Joint &)> body);
  LogicalResult see(Operation *op, Value value, const Field &field);
  LogicalResult visit(Operation *op);

  Positions &positions;
  DenseMap<Value, int64_t> axes;
  /// Positions of a value that an output depends on.
  DenseMap<Value, Field> seen;
  struct Step {
    Operation *op;
    Field own;
    SmallVector<Value, 2> operands;
  };
  std::vector<Step> steps;
};
} // namespace

LogicalResult ConeWalker::forEachJoint(
    Operation *op,
    function_ref<LogicalResult(OpOperand &, const Joint &)> body) {
  for (OpOperand &operand : op->getOpOperands()) {
    auto axis = axes.find(operand.get());
    if (axis == axes.end())
      continue;
    FailureOr<Joint> joint = positions.getJoint(operand, axis->second);
    if (failed(joint) || failed(body(operand, *joint)))
      return failure();
  }
  return success();
}

LogicalResult ConeWalker::findAxes(func::FuncOp function) {
  auto inputs = positions.findInputs(function);
  if (failed(inputs))
    return failure();
  for (auto [argument, axis] : *inputs)
    axes[argument] = axis;
  for (Operation &op : function.front().without_terminator()) {
    auto setAxes = [&](OpOperand &, const Joint &joint) {
      for (Value result : op.getResults())
        axes[result] = joint.axis;
      return success();
    };
    if (failed(forEachJoint(&op, setAxes)))
      return failure();
  }
  return success();
}

LogicalResult ConeWalker::see(Operation *op, Value value, const Field &field) {
  auto [entry, isNew] = seen.try_emplace(value, field);
  if (isNew)
    return success();
  if (entry->second.stride != field.stride)
    return op->emitOpError("not supported yet: the field of branches with "
                           "strides ")
           << entry->second.stride << " and " << field.stride;
  entry->second = entry->second.unite(field);
  return success();
}

LogicalResult ConeWalker::visit(Operation *op) {
  std::optional<Field> field;
  for (Value result : op->getResults()) {
    auto it = seen.find(result);
    if (it != seen.end())
      field = field ? field->unite(it->second) : it->second;
  }
  if (!field)
    return success();
  std::optional<Step> step;
  auto seeBelow = [&](OpOperand &operand, const Joint &joint) {
    Field below = joint.field ? field->then(*joint.field) : *field;
    if (failed(see(op, operand.get(), below)))
      return failure();
    if (!joint.field)
      return success();
    if (!step)
      step = Step{op, *joint.field, {}};
    else if (step->own.stride == joint.field->stride)
      step->own = step->own.unite(*joint.field);
    step->operands.push_back(operand.get());
    return success();
  };
  if (failed(forEachJoint(op, seeBelow)))
    return failure();
  if (step)
    steps.push_back(std::move(*step));
  return success();
}

LogicalResult ConeWalker::walkBack(func::FuncOp function) {
  Operation *end = function.front().getTerminator();
  for (Value output : end->getOperands())
    if (axes.contains(output) &&
        failed(see(end, output, Field::progression(0, 1, 1))))
      return failure();
  for (Operation &op : llvm::reverse(function.front().without_terminator()))
    if (failed(visit(&op)))
      return failure();
  return success();
}

std::vector<ConeLayer> ConeWalker::getLayers() const {
  std::vector<ConeLayer> layers;
  for (const Step &step : steps) {
    ConeLayer layer{step.op, step.own, seen.find(step.operands[0])->second};
    for (Value operand : llvm::drop_begin(step.operands)) {
      const Field &other = seen.find(operand)->second;
      if (other.stride == layer.seen.stride)
        layer.seen = layer.seen.unite(other);
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

FailureOr<std::vector<ConeLayer>>
analysis::getCone(func::FuncOp function, const Shapes &shapes,
                  const relation::SizeMap &sizes, MaskRelations &masks) {
  Positions positions(shapes, sizes, masks);
  ConeWalker walker(positions);
  if (failed(walker.findAxes(function)) || failed(walker.walkBack(function)))
    return failure();
  return walker.getLayers();
}
