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

Program::Program(const ExprArena &arena, llvm::ArrayRef<Expr> roots) {
  llvm::DenseMap<uint32_t, uint32_t> slot;
  for (Expr e : arena.reachable(roots)) {
    const ExprNode &node = arena[e];
    Step step{node.kind, node.value, {}, {}};
    for (Expr operand : node.operands)
      step.operands.push_back(slot[operand.id]);
    step.coefficients.assign(node.coefficients.begin(),
                             node.coefficients.end());
    slot[e.id] = steps.size();
    steps.push_back(std::move(step));
  }
  values.resize(steps.size());
  for (Expr root : roots)
    rootSlots.push_back(slot[root.id]);
}

void Program::run(const Inputs &inputs) {
  for (size_t index = 0; index < steps.size(); ++index) {
    const Step &step = steps[index];
    int64_t value = step.value;
    auto operand = [&](unsigned k) { return values[step.operands[k]]; };
    switch (step.kind) {
    case ExprKind::Constant:
      break;
    case ExprKind::Input:
      value = inputs[Input(step.value)];
      break;
    case ExprKind::Sum:
      for (unsigned k = 0, e = step.operands.size(); k < e; ++k)
        value = saturatingAdd(
            value, saturatingMultiply(step.coefficients[k], operand(k)));
      break;
    case ExprKind::FloorDiv:
      value = floorDivide(operand(0), step.value);
      break;
    case ExprKind::Min:
    case ExprKind::Max:
      value = operand(0);
      for (unsigned k = 1, e = step.operands.size(); k < e; ++k)
        value = step.kind == ExprKind::Min ? std::min(value, operand(k))
                                           : std::max(value, operand(k));
      break;
    case ExprKind::Select:
      value = operand(0) >= 0 ? operand(1) : operand(2);
      break;
    }
    values[index] = value;
  }
}

int64_t ambit::relation::evaluate(const ExprArena &arena, Expr e,
                                  const Inputs &inputs) {
  Program program(arena, e);
  program.run(inputs);
  return program[0];
}
