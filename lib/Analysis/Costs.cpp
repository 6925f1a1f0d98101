// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sums what ops tell; follows lifetimes and the longest chain.

#include "ambit/Analysis/Costs.h"

#include "dialects/Ambit/AmbitOps.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::analysis;
using relation::Formula;

namespace {
/// Adds one op after the other.
class Summary {
public:
  Summary(const Shapes &shapes, MaskRelations &masks)
      : shapes(shapes), masks(masks) {}

  LogicalResult add(Operation *op);
  void addArguments(func::FuncOp function);
  void addOutputs(Operation *terminator);

  Costs costs;

private:
  void addParameters(Operation *op, OpCost &cost);
  void addSteps(OpCost &cost);
  /// The value whose elements a view names.
  Value getSource(Value value) const;
  void create(Value value);
  void releaseLastUses(Operation *op);

  const Shapes &shapes;
  MaskRelations &masks;
  DenseMap<Value, Value> sources;
  DenseMap<Value, Formula> chains;
  /// Users that have not run yet, views included.
  DenseMap<Value, int64_t> pending;
  llvm::SmallDenseSet<Attribute> seenGlobals;
  Formula live;
};
} // namespace

static bool isWeight(Value value) {
  return isa_and_nonnull<GetGlobalOp>(value.getDefiningOp());
}

Value Summary::getSource(Value value) const {
  auto it = sources.find(value);
  return it == sources.end() ? value : it->second;
}

void Summary::create(Value value) {
  live += getBytes(value, shapes);
  pending[value] = std::distance(value.use_begin(), value.use_end());
}

/// Frees what no later op reads; a view hands its uses to its source.
void Summary::releaseLastUses(Operation *op) {
  for (Value operand : op->getOperands()) {
    Value source = getSource(operand);
    auto it = pending.find(source);
    if (it != pending.end() && --it->second == 0)
      live = live - getBytes(source, shapes);
  }
}

void Summary::addArguments(func::FuncOp function) {
  for (Value argument : function.getArguments()) {
    create(argument);
    costs.compulsoryBytes += getBytes(argument, shapes);
  }
}

void Summary::addOutputs(Operation *terminator) {
  llvm::SmallDenseSet<Value> seen;
  for (Value output : terminator->getOperands())
    if (seen.insert(output).second)
      costs.compulsoryBytes += getBytes(output, shapes);
  costs.compulsoryBytes += costs.parameterBytes;
}

void Summary::addParameters(Operation *op, OpCost &cost) {
  for (Value operand : op->getOperands()) {
    auto weight = operand.getDefiningOp<GetGlobalOp>();
    if (!weight || !seenGlobals.insert(weight.getGlobalAttr()).second)
      continue;
    cost.parameters += getProduct(shapes(operand));
    cost.parameterBytes += getBytes(operand, shapes);
  }
  costs.parameters += cost.parameters;
  costs.parameterBytes += cost.parameterBytes;
}

static Formula getMax(const Formula &a, const Formula &b) {
  return a == b ? a : b + (a - b).atLeastZero();
}

void Summary::addSteps(OpCost &cost) {
  Formula longest;
  for (Value operand : cost.op->getOperands())
    longest = getMax(longest, chains.lookup(operand));
  longest += cost.cost.steps;
  for (Value result : cost.op->getResults())
    chains[result] = longest;
  costs.total.steps = getMax(costs.total.steps, longest);
}

LogicalResult Summary::add(Operation *op) {
  if (isa<GetGlobalOp>(op) || op->hasTrait<OpTrait::ConstantLike>())
    return success();
  auto telling = dyn_cast<CostOpInterface>(op);
  if (!telling)
    return op->emitOpError("does not tell what it costs: expected it to have "
                           "`CostOpInterface`");
  OpCost cost{op, telling.getCost(shapes, masks), 0, 0, 0, std::nullopt};
  addParameters(op, cost);
  addSteps(cost);
  for (Value result : op->getResults()) {
    if (cost.cost.isView) {
      Value source = getSource(op->getOperand(0));
      sources[result] = source;
      if (!isWeight(source))
        pending[source] += std::distance(result.use_begin(), result.use_end());
    } else {
      create(result);
      costs.activationBytes += getBytes(result, shapes);
    }
  }
  cost.liveBytes = live;
  releaseLastUses(op);
  Formula steps = costs.total.steps;
  costs.total += cost.cost;
  costs.total.steps = steps;
  llvm::append_range(costs.total.sums, cost.cost.sums);
  costs.ops.push_back(std::move(cost));
  return success();
}

FailureOr<Costs> analysis::getCosts(func::FuncOp function, const Shapes &shapes,
                                    MaskRelations &masks) {
  Summary summary(shapes, masks);
  summary.costs.total.steps = 0;
  summary.addArguments(function);
  for (Operation &op : function.front().without_terminator())
    if (failed(summary.add(&op)))
      return failure();
  summary.addOutputs(function.front().getTerminator());
  return std::move(summary.costs);
}
