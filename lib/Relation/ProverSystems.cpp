// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Atoms and expressions as linear constraints.

#include "ProverSystems.h"

#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

using Terms = ConstraintSystem::Terms;

/// Adds factor * linear; symbol k is variable firstSymbol + k.
static void addLinear(const Linear &linear, int64_t factor,
                      unsigned firstSymbol, Terms &terms, int64_t &constant) {
  constant += factor * linear.constant;
  for (auto [k, coefficient] : llvm::enumerate(linear.coefficients))
    if (coefficient)
      terms.push_back({unsigned(firstSymbol + k), factor * coefficient});
}

/// Lengths of at least 1, and the facts.
static void addFacts(const RelationData &data, unsigned firstSymbol,
                     ConstraintSystem &system) {
  auto atLeast = [&](const Linear &linear, int64_t least) {
    Terms terms;
    int64_t constant = -least;
    addLinear(linear, 1, firstSymbol, terms, constant);
    if (!terms.empty())
      system.nonNegative(std::move(terms), constant);
  };
  atLeast(data.length(Axis::Query), 1);
  atLeast(data.length(Axis::Key), 1);
  for (const Linear &fact : data.facts.nonNegative)
    atLeast(fact, 0);
}

CellSystem::CellSystem(const RelationData &data)
    : system(2 + data.symbolCount) {
  addFacts(data, 2, system);
  for (unsigned variable : {0u, 1u}) {
    system.nonNegative({{variable, 1}}, 0);
    Terms terms = {{variable, -1}};
    int64_t constant = -1;
    addLinear(data.lengths[variable], 1, 2, terms, constant);
    system.nonNegative(std::move(terms), constant);
  }
}

bool CellSystem::isNewBlock(Coordinate coordinate) const {
  return coordinate.kind == Coordinate::Kind::Block &&
         llvm::none_of(blocks,
                       [&](auto &block) { return block.first == coordinate; });
}

unsigned CellSystem::divisionsFor(const Atom &atom) const {
  unsigned count = atom.kind == Atom::Kind::Congruence;
  count += isNewBlock(atom.u) + isNewBlock(atom.v);
  for (const Division &division : atom.raw.divisions)
    count += division.remainder ? 2 : 1;
  return count;
}

void CellSystem::addTerms(Coordinate coordinate, int64_t factor, Terms &terms) {
  if (coordinate.axis == Axis::None)
    return;
  unsigned variable = coordinate.axis == Axis::Query ? 0 : 1;
  if (coordinate.kind == Coordinate::Kind::Block) {
    auto known = llvm::find_if(
        blocks, [&](auto &block) { return block.first == coordinate; });
    if (known == blocks.end()) {
      blocks.push_back(
          {coordinate, system.floorDiv({{variable, 1}}, 0, coordinate.factor)});
      known = std::prev(blocks.end());
    }
    variable = known->second;
  }
  terms.push_back({variable, factor * coordinate.factor});
}

void CellSystem::addTerms(const Affine &affine, int64_t factor,
                          llvm::ArrayRef<std::pair<unsigned, Terms>> divisions,
                          Terms &terms, int64_t &constant) {
  if (affine.query)
    terms.push_back({0, factor * affine.query});
  if (affine.key)
    terms.push_back({1, factor * affine.key});
  addLinear(affine.rest, factor, 2, terms, constant);
  for (auto [k, coefficient] : llvm::enumerate(affine.divisions))
    for (auto [variable, inner] : divisions[k].second)
      terms.push_back({variable, factor * coefficient * inner});
}

void CellSystem::addRaw(const AffineForm &form) {
  // A division becomes a variable; a remainder one as well, tied to it.
  llvm::SmallVector<std::pair<unsigned, Terms>, 2> divisions;
  for (const Division &division : form.divisions) {
    Terms dividend;
    int64_t constant = 0;
    addTerms(division.dividend, 1, divisions, dividend, constant);
    unsigned quotient = system.floorDiv(dividend, constant, division.divisor);
    if (!division.remainder) {
      divisions.push_back({quotient, {{quotient, 1}}});
      continue;
    }
    // floorDiv(x, 1) is a variable equal to x.
    Terms remainder = dividend;
    remainder.push_back({quotient, -division.divisor});
    unsigned value = system.floorDiv(remainder, constant, 1);
    divisions.push_back({value, {{value, 1}}});
  }
  Terms terms;
  int64_t constant = 0;
  addTerms(form.form, 1, divisions, terms, constant);
  system.nonNegative(std::move(terms), constant);
}

void CellSystem::add(const Atom &atom) {
  if (atom.kind == Atom::Kind::Raw)
    return addRaw(atom.raw);
  Terms terms;
  int64_t constant = 0;
  if (atom.kind == Atom::Kind::Difference) {
    addTerms(atom.u, -1, terms);
    addTerms(atom.v, 1, terms);
    addLinear(atom.bound, 1, 2, terms, constant);
    return system.nonNegative(std::move(terms), constant);
  }
  // x - first - modulus * floor((x - first) / modulus) <= length - 1.
  addTerms(atom.u, 1, terms);
  addTerms(atom.v, -1, terms);
  unsigned quotient = system.floorDiv(terms, -atom.first, atom.modulus);
  for (auto &term : terms)
    term.second = -term.second;
  terms.push_back({quotient, atom.modulus});
  system.nonNegative(std::move(terms), atom.first + atom.length - 1);
}

static constexpr unsigned rowVariables = 3;

RowSystem::RowSystem(const RelationData &data, const ExprArena &arena)
    : system(rowVariables + data.symbolCount), arena(arena) {
  addFacts(data, rowVariables, system);
  system.nonNegative({{0, 1}}, 0);
  system.nonNegative({{1, 1}, {0, -1}}, 0);
  Terms terms = {{1, -1}};
  int64_t constant = -1;
  addLinear(data.length(Axis::Query), 1, rowVariables, terms, constant);
  system.nonNegative(std::move(terms), constant);
}

bool RowSystem::addTerms(Expr e, int64_t factor, Terms &terms,
                         int64_t &constant) {
  const ExprNode &node = arena[e];
  switch (node.kind) {
  case ExprKind::Constant:
    constant += factor * node.value;
    return true;
  case ExprKind::Input: {
    Input input = Input(node.value);
    if (input >= Input::FirstSymbol) {
      unsigned symbol = unsigned(input) - unsigned(Input::FirstSymbol);
      terms.push_back({rowVariables + symbol, factor});
      return true;
    }
    if (unsigned(input) >= rowVariables)
      return false;
    terms.push_back({unsigned(input), factor});
    return true;
  }
  case ExprKind::Sum:
    constant += factor * node.value;
    for (auto [operand, coefficient] :
         llvm::zip(node.operands, node.coefficients))
      if (!addTerms(operand, factor * coefficient, terms, constant))
        return false;
    return true;
  case ExprKind::FloorDiv: {
    auto known = quotients.find(e.id);
    if (known == quotients.end()) {
      Terms dividend;
      int64_t rest = 0;
      if (!addTerms(node.operands[0], 1, dividend, rest))
        return false;
      unsigned quotient = system.floorDiv(dividend, rest, node.value);
      known = quotients.try_emplace(e.id, quotient).first;
    }
    terms.push_back({known->second, factor});
    return true;
  }
  case ExprKind::Min:
  case ExprKind::Max:
  case ExprKind::Select:
    return false;
  }
  return false;
}

bool RowSystem::negative(Expr e) {
  Terms terms;
  int64_t constant = 0;
  if (!addTerms(e, -1, terms, constant))
    return false;
  system.nonNegative(std::move(terms), constant - 1);
  return true;
}

void RowSystem::nonNegative(Expr e) {
  const ExprNode &node = arena[e];
  // min(...) >= 0 says it of every operand.
  if (node.kind == ExprKind::Min) {
    for (Expr operand : node.operands)
      nonNegative(operand);
    return;
  }
  Terms terms;
  int64_t constant = 0;
  if (addTerms(e, 1, terms, constant))
    system.nonNegative(std::move(terms), constant);
}
