// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walking, counting, printing and evaluating expressions.

#include "Arithmetic.h"
#include "ambit/Relation/Expr.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace ambit::relation;

std::vector<Expr> ExprArena::reachable(llvm::ArrayRef<Expr> roots) const {
  std::vector<char> needed(nodes.size(), 0);
  for (Expr root : roots)
    needed[root.id] = 1;
  for (uint32_t id = nodes.size(); id-- > 0;)
    if (needed[id])
      for (Expr operand : nodes[id].operands)
        needed[operand.id] = 1;
  std::vector<Expr> order;
  for (uint32_t id = 0; id < nodes.size(); ++id)
    if (needed[id])
      order.push_back(Expr{id});
  return order;
}

unsigned ExprArena::operationCount(llvm::ArrayRef<Expr> roots) const {
  unsigned count = 0;
  for (Expr e : reachable(roots)) {
    const ExprNode &node = nodes[e.id];
    switch (node.kind) {
    case ExprKind::Constant:
    case ExprKind::Input:
      break;
    case ExprKind::Sum:
      count += node.operands.size() - (node.value == 0);
      for (int64_t coefficient : node.coefficients)
        count += coefficient != 1 && coefficient != -1;
      break;
    case ExprKind::FloorDiv:
      count += 1;
      break;
    case ExprKind::Min:
    case ExprKind::Max:
      count += node.operands.size() - 1;
      break;
    case ExprKind::Select:
      count += 2;
      break;
    }
  }
  return count;
}

static std::string inputName(Input input) {
  static constexpr const char *names[] = {"rowFirst", "rowLast", "keyTile",
                                          "class",    "i",       "j"};
  if (input < Input::FirstSymbol)
    return names[unsigned(input)];
  unsigned symbol = unsigned(input) - unsigned(Input::FirstSymbol);
  if (symbol < 2)
    return symbol == 0 ? "n" : "m";
  return "s" + std::to_string(symbol);
}

std::string ExprArena::text(Expr e) const {
  std::string out;
  llvm::raw_string_ostream os(out);
  const ExprNode &node = nodes[e.id];
  auto list = [&](const char *name) {
    os << name << "(";
    llvm::interleave(
        node.operands, [&](Expr operand) { os << text(operand); },
        [&] { os << ", "; });
    os << ")";
  };
  switch (node.kind) {
  case ExprKind::Constant:
    os << node.value;
    break;
  case ExprKind::Input:
    os << inputName(Input(node.value));
    break;
  case ExprKind::Sum:
    os << "(";
    for (auto [operand, coefficient] :
         llvm::zip(node.operands, node.coefficients)) {
      os << (coefficient < 0 ? " - " : " + ");
      if (coefficient != 1 && coefficient != -1)
        os << (coefficient < 0 ? -coefficient : coefficient) << "*";
      os << text(operand);
    }
    if (node.value)
      os << (node.value < 0 ? " - " : " + ")
         << (node.value < 0 ? -node.value : node.value);
    os << ")";
    break;
  case ExprKind::FloorDiv:
    os << text(node.operands[0]) << " floordiv " << node.value;
    break;
  case ExprKind::Min:
    list("min");
    break;
  case ExprKind::Max:
    list("max");
    break;
  case ExprKind::Select:
    list("select");
    break;
  }
  return out;
}

int64_t Inputs::operator[](Input input) const {
  switch (input) {
  case Input::RowFirst:
    return rowFirst;
  case Input::RowLast:
    return rowLast;
  case Input::KeyTile:
    return keyTile;
  case Input::ResidueClass:
    return residueClass;
  case Input::Query:
    return query;
  case Input::Key:
    return key;
  default:
    return symbols[unsigned(input) - unsigned(Input::FirstSymbol)];
  }
}

int64_t ambit::relation::evaluateNode(const ExprNode &node,
                                      llvm::ArrayRef<int64_t> operands,
                                      const Inputs &inputs) {
  switch (node.kind) {
  case ExprKind::Constant:
    return node.value;
  case ExprKind::Input:
    return inputs[Input(node.value)];
  case ExprKind::Sum: {
    int64_t value = node.value;
    for (auto [operand, coefficient] : llvm::zip(operands, node.coefficients))
      value = saturatingAdd(value, saturatingMultiply(coefficient, operand));
    return value;
  }
  case ExprKind::FloorDiv:
    return floorDivide(operands[0], node.value);
  case ExprKind::Min:
    return *llvm::min_element(operands);
  case ExprKind::Max:
    return *llvm::max_element(operands);
  case ExprKind::Select:
    return operands[0] >= 0 ? operands[1] : operands[2];
  }
  return 0;
}

Program::Program(const ExprArena &arena, llvm::ArrayRef<Expr> roots) {
  llvm::DenseMap<uint32_t, uint32_t> slot;
  for (Expr e : arena.reachable(roots)) {
    Step step{arena[e], {}};
    for (Expr operand : step.node.operands)
      step.operands.push_back(slot[operand.id]);
    slot[e.id] = steps.size();
    steps.push_back(std::move(step));
  }
  values.resize(steps.size());
  for (Expr root : roots)
    rootSlots.push_back(slot[root.id]);
}

void Program::run(const Inputs &inputs) {
  llvm::SmallVector<int64_t, 8> operands;
  for (size_t k = 0; k < steps.size(); ++k) {
    operands.clear();
    for (uint32_t operand : steps[k].operands)
      operands.push_back(values[operand]);
    values[k] = evaluateNode(steps[k].node, operands, inputs);
  }
}

int64_t ambit::relation::evaluate(const ExprArena &arena, Expr e,
                                  const Inputs &inputs) {
  Program program(arena, e);
  program.run(inputs);
  return program[0];
}
