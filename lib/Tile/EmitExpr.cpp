// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One or two operations per node, operands first.

#include "EmitExpr.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::tile;
using relation::ExprKind;

static Value emitSum(ProgramBuilder &builder, const relation::ExprNode &node,
                     ArrayRef<Value> operands) {
  Value sum;
  for (auto [operand, coefficient] :
       llvm::zip_equal(operands, node.coefficients)) {
    Value term =
        builder.mul(operand, coefficient == -1 && sum ? 1 : coefficient);
    if (!sum)
      sum = term;
    else
      sum = coefficient == -1 ? builder.sub(sum, term) : builder.add(sum, term);
  }
  if (!sum)
    return builder.index(node.value);
  return node.value == 0 ? sum : builder.add(sum, node.value);
}

static Value emitNode(ProgramBuilder &builder, const relation::ExprNode &node,
                      ArrayRef<Value> operands) {
  switch (node.kind) {
  case ExprKind::Input:
    llvm_unreachable("inputs are values already");
  case ExprKind::Constant:
    return builder.index(node.value);
  case ExprKind::Sum:
    return emitSum(builder, node, operands);
  case ExprKind::FloorDiv:
    return builder.floorDiv(operands[0], node.value);
  case ExprKind::Min:
  case ExprKind::Max: {
    Value result = operands[0];
    for (Value operand : operands.drop_front())
      result = node.kind == ExprKind::Min ? builder.min(result, operand)
                                          : builder.max(result, operand);
    return result;
  }
  case ExprKind::Select: {
    Value isNegative = builder.less(operands[0], builder.index(0));
    return builder.select(isNegative, operands[2], operands[1]);
  }
  }
  llvm_unreachable("every kind is covered");
}

void ExprEmitter::setSymbols(ArrayRef<Value> symbols) {
  for (auto [number, value] : llvm::enumerate(symbols))
    set(relation::symbolInput(number), value);
}

void ExprEmitter::prepare(ProgramBuilder &builder,
                          ArrayRef<relation::Expr> roots) {
  for (relation::Expr expr : arena->reachable(roots)) {
    const relation::ExprNode &node = (*arena)[expr];
    if (values.contains(expr.id))
      continue;
    if (node.kind == ExprKind::Input) {
      if (Value input = inputs.lookup(node.value))
        values[expr.id] = input;
      continue;
    }
    auto operands = llvm::map_to_vector(
        node.operands, [&](relation::Expr e) { return values.lookup(e.id); });
    if (!llvm::is_contained(operands, Value()))
      values[expr.id] = emitNode(builder, node, operands);
  }
}

Value ExprEmitter::emit(ProgramBuilder &builder, relation::Expr root) {
  prepare(builder, root);
  return values.at(root.id);
}
