// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emptiness of cells and sign of expressions.

#include "Prover.h"

#include "Arithmetic.h"
#include "ProverSystems.h"
#include "ThreadTime.h"
#include "mlir/Analysis/Presburger/IntegerRelation.h"
#include "mlir/Analysis/Presburger/Simplex.h"
#include "llvm/ADT/STLExtras.h"
#include <random>

using namespace ambit::relation;

void ConstraintSystem::nonNegative(Terms terms, int64_t constant) {
  rows.push_back({std::move(terms), constant});
}

unsigned ConstraintSystem::floorDiv(const Terms &terms, int64_t constant,
                                    int64_t divisor) {
  unsigned quotient = variables++;
  ++divisions;
  // divisor * q <= sum + constant <= divisor * q + divisor - 1.
  Terms lower = terms, upper;
  lower.push_back({quotient, -divisor});
  for (auto [variable, coefficient] : lower)
    upper.push_back({variable, -coefficient});
  nonNegative(std::move(lower), constant);
  nonNegative(std::move(upper), divisor - 1 - constant);
  return quotient;
}

mlir::presburger::IntegerPolyhedron ConstraintSystem::polyhedron() const {
  using namespace mlir::presburger;
  IntegerPolyhedron set(PresburgerSpace::getSetSpace(variables));
  llvm::SmallVector<int64_t> dense;
  for (const Row &row : rows) {
    dense.assign(variables + 1, 0);
    for (auto [variable, coefficient] : row.terms)
      dense[variable] += coefficient;
    dense.back() = row.constant;
    set.addInequality(dense);
  }
  return set;
}

MaximumOfTerms ConstraintSystem::maximum(const Terms &terms) const {
  using namespace mlir::presburger;
  Simplex simplex(polyhedron());
  llvm::SmallVector<llvm::DynamicAPInt> dense(variables + 1);
  for (auto [variable, coefficient] : terms)
    dense[variable] += coefficient;
  MaybeOptimum<Fraction> optimum =
      simplex.computeOptimum(Simplex::Direction::Up, dense);
  if (!optimum.isBounded())
    return {false, 0};
  return {true, clampToInfinity(int64_t(floor(*optimum)))};
}

bool ConstraintSystem::isEmpty(llvm::SmallVectorImpl<int64_t> *point) const {
  using namespace mlir::presburger;
  IntegerPolyhedron set = polyhedron();
  // Rational emptiness is cheap, and exact for differences.
  Simplex simplex(set);
  if (simplex.isEmpty())
    return true;
  if (divisions == 0 && !point)
    return false;
  auto sample = simplex.getSamplePointIfIntegral();
  if (!sample)
    sample = set.findIntegerSample();
  if (!sample)
    return true;
  if (point)
    for (const auto &value : *sample)
      point->push_back(clampToInfinity(int64_t(value)));
  return false;
}

Prover::Prover(const RelationData &data)
    : data(data), truth(data.atoms.size()) {
  samplePositions();
}

void Prover::addSample(int64_t i, int64_t j, llvm::ArrayRef<int64_t> symbols) {
  unsigned word = sampleCount / 64;
  for (auto [atom, bits] : llvm::zip(data.atoms, truth)) {
    bits.resize(word + 1, 0);
    if (atom.holds(i, j, symbols))
      bits[word] |= uint64_t(1) << (sampleCount % 64);
  }
  ++sampleCount;
}

static bool satisfies(const Facts &facts, llvm::ArrayRef<int64_t> symbols) {
  for (const Linear &linear : facts.nonNegative)
    if (linear.at(symbols) < 0)
      return false;
  return true;
}

/// Random symbols, or nothing if they break the facts. Different trials give
/// different sizes.
static std::optional<llvm::SmallVector<int64_t, 4>>
randomSymbols(const RelationData &data, unsigned trial,
              std::mt19937_64 &random) {
  static constexpr int64_t sizes[] = {3, 12, 40, 150, 600};
  int64_t size = sizes[trial % 5];
  auto below = [&](int64_t limit) { return int64_t(random() % limit); };
  llvm::SmallVector<int64_t, 4> symbols(data.symbolCount);
  for (unsigned k = 2; k < data.symbolCount; ++k)
    symbols[k] = below(size) - (trial % 4 == 0 ? size / 2 : 0);
  symbols[queryLength] = 1 + below(size);
  symbols[keyLength] = trial % 2 ? symbols[queryLength] : 1 + below(size);
  for (auto [symbol, value] : data.facts.fixed)
    symbols[symbol] = value;
  if (symbols[queryLength] < 1 || symbols[keyLength] < 1 ||
      !satisfies(data.facts, symbols))
    return std::nullopt;
  return symbols;
}

void Prover::samplePositions() {
  // A fixed seed: the same mask always gives the same pieces.
  std::mt19937_64 random(17);
  auto below = [&](int64_t limit) { return int64_t(random() % limit); };
  for (unsigned trial = 0; trial < 512 && sampleCount < 256; ++trial) {
    auto symbols = randomSymbols(data, trial, random);
    if (!symbols)
      continue;
    int64_t n = (*symbols)[queryLength], m = (*symbols)[keyLength];
    int64_t i = below(n), j = below(m);
    // Near the diagonal more happens than elsewhere.
    if (trial % 3 == 0)
      j = std::clamp<int64_t>(i + below(25) - 12, 0, m - 1);
    addSample(i, j, *symbols);
  }
}

void Prover::sampleRows() {
  std::mt19937_64 random(19);
  auto below = [&](int64_t limit) { return int64_t(random() % limit); };
  for (unsigned trial = 0; trial < 256 && rowSamples.size() < 128; ++trial) {
    auto symbols = randomSymbols(data, trial, random);
    if (!symbols)
      continue;
    int64_t n = (*symbols)[queryLength], m = (*symbols)[keyLength];
    int64_t first = below(n);
    int64_t last = std::min(n - 1, first + below(trial % 2 ? 8 : 80));
    rowSamples.push_back({first, last, below(1 + m / (trial % 3 ? 16 : 1)),
                          std::move(*symbols)});
  }
}

void Prover::evaluateAtRows(const ExprArena &arena, Expr e) {
  if (sampledArena != &arena) {
    sampledArena = &arena;
    rowValues.clear();
  }
  rowValues.resize(std::max<size_t>(rowValues.size(), arena.size()));
  for (Expr operand : arena[e].operands)
    if (rowValues[operand.id].empty())
      evaluateAtRows(arena, operand);
  if (!rowValues[e.id].empty())
    return;
  std::vector<int64_t> values;
  llvm::SmallVector<int64_t, 4> operands;
  for (auto [k, sample] : llvm::enumerate(rowSamples)) {
    Inputs inputs;
    inputs.rowFirst = sample.rowFirst;
    inputs.rowLast = sample.rowLast;
    inputs.keyTile = sample.keyTile;
    inputs.symbols = sample.symbols;
    operands.clear();
    for (Expr operand : arena[e].operands)
      operands.push_back(rowValues[operand.id][k]);
    values.push_back(evaluateNode(arena[e], operands, inputs));
  }
  rowValues[e.id] = std::move(values);
}

bool Prover::refuted(const ExprArena &arena, Expr e,
                     llvm::ArrayRef<Expr> assumptions) {
  if (rowSamples.empty())
    sampleRows();
  evaluateAtRows(arena, e);
  for (Expr assumption : assumptions)
    evaluateAtRows(arena, assumption);
  for (size_t k = 0; k < rowSamples.size(); ++k) {
    bool applies = llvm::all_of(assumptions, [&](Expr assumption) {
      return rowValues[assumption.id][k] >= 0;
    });
    if (applies && rowValues[e.id][k] < 0)
      return true;
  }
  return false;
}

bool Prover::hasSample(llvm::ArrayRef<Literal> literals) const {
  for (unsigned word = 0, e = (sampleCount + 63) / 64; word < e; ++word) {
    uint64_t bits = ~uint64_t(0);
    if (word == e - 1 && sampleCount % 64)
      bits = (uint64_t(1) << (sampleCount % 64)) - 1;
    for (Literal literal : literals)
      bits &= literal.positive ? truth[literal.atom][word]
                               : ~truth[literal.atom][word];
    if (bits)
      return true;
  }
  return false;
}

bool Prover::ask(const ConstraintSystem &system,
                 llvm::SmallVectorImpl<int64_t> *point) {
  const Limits &limits = data.limits;
  if (calls >= limits.proverCalls || spent >= limits.milliseconds ||
      system.constraintCount() > limits.proverConstraints ||
      system.divisionCount() > limits.proverDivisions) {
    exhausted = true;
    return false;
  }
  ++calls;
  double start = threadMilliseconds();
  bool empty = system.isEmpty(point);
  spent += threadMilliseconds() - start;
  return empty;
}

/// The literals as atoms, without differences that a tighter one implies.
static llvm::SmallVector<Atom, 8> tightest(const RelationData &data,
                                           llvm::ArrayRef<Literal> literals) {
  llvm::SmallVector<Atom, 8> atoms;
  for (Literal literal : literals) {
    Atom atom = data.atom(literal);
    auto known = llvm::find_if(atoms, [&](const Atom &other) {
      return atom.kind == Atom::Kind::Difference && other.kind == atom.kind &&
             other.u == atom.u && other.v == atom.v &&
             other.bound.coefficients == atom.bound.coefficients;
    });
    if (known == atoms.end())
      atoms.push_back(std::move(atom));
    else if (atom.bound.constant < known->bound.constant)
      known->bound.constant = atom.bound.constant;
  }
  return atoms;
}

/// As many literals as the caps allow, differences first. Fewer literals say
/// less: what they prove empty is.
bool Prover::addLiterals(llvm::ArrayRef<Literal> literals, CellSystem &cell) {
  const Limits &limits = data.limits;
  llvm::SmallVector<Atom, 8> atoms = tightest(data, literals);
  bool all = true;
  for (bool simple : {true, false}) {
    for (const Atom &atom : atoms) {
      if ((atom.kind == Atom::Kind::Difference) != simple)
        continue;
      unsigned divisions = cell.divisionsFor(atom);
      // A division has two constraints, an atom one.
      bool fits =
          cell.system.divisionCount() + divisions <= limits.proverDivisions &&
          cell.system.constraintCount() + 2 * divisions + 1 <=
              limits.proverConstraints;
      if (fits)
        cell.add(atom);
      else
        all = false;
    }
  }
  return all;
}

bool Prover::isEmpty(llvm::ArrayRef<Literal> literals) {
  if (literals.empty() || hasSample(literals))
    return false;
  std::vector<uint32_t> key;
  for (Literal literal : literals)
    key.push_back(2 * literal.atom + literal.positive);
  llvm::sort(key);
  key.erase(std::unique(key.begin(), key.end()), key.end());
  for (size_t k = 1; k < key.size(); ++k)
    if (key[k] / 2 == key[k - 1] / 2)
      return true;
  auto [entry, isNew] = known.try_emplace(std::move(key), false);
  if (!isNew)
    return entry->second;
  CellSystem cell(data);
  bool complete = addLiterals(literals, cell);
  llvm::SmallVector<int64_t> point;
  bool empty = ask(cell.system, &point);
  entry->second = empty;
  exhausted |= !empty && !complete;
  bool small = point.size() >= 2 + data.symbolCount &&
               llvm::all_of(point, [](int64_t value) {
                 return std::abs(value) <= maxConstant;
               });
  if (!empty && small)
    addSample(point[0], point[1],
              llvm::ArrayRef(point).slice(2, data.symbolCount));
  return empty;
}

bool Prover::always(const ExprArena &arena, Expr e,
                    llvm::ArrayRef<Expr> assumptions) {
  if (std::optional<int64_t> value = arena.constantValue(e))
    return *value >= 0;
  if (refuted(arena, e, assumptions))
    return false;
  RowSystem rows(data, arena);
  if (!rows.negative(e))
    return false;
  for (Expr assumption : assumptions)
    rows.nonNegative(assumption);
  return ask(rows.system);
}
