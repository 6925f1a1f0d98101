// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on formulas, and their values.

#include "ambit/Relation/Formula.h"

#include "Arithmetic.h"
#include "FormulaFactor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <numeric>

using namespace ambit::relation;

static std::optional<Wide> add(Wide a, Wide b) {
  Wide sum;
  if (__builtin_add_overflow(a, b, &sum))
    return std::nullopt;
  return sum;
}

static std::optional<Wide> multiply(Wide a, Wide b) {
  Wide product;
  if (__builtin_mul_overflow(a, b, &product))
    return std::nullopt;
  return product;
}

static Wide floorDivideWide(Wide a, Wide b) {
  return a / b - (a % b != 0 && a < 0);
}

//===- Arithmetic ---------------------------------------------------------===//

Formula::Formula(int64_t constant) { add({{}, constant}); }

Formula Formula::of(FactorPointer factor) {
  Formula result;
  result.add({{std::move(factor)}, 1});
  return result;
}

Formula Formula::symbol(llvm::StringRef name) {
  auto factor = std::make_shared<Factor>();
  factor->kind = Factor::Kind::Symbol;
  factor->text = name.str();
  return of(std::move(factor));
}

Formula Formula::pairs(const Relation &relation, llvm::StringRef text,
                       const Formula &queries, const Formula &keys) {
  auto factor = std::make_shared<Factor>();
  factor->kind = Factor::Kind::Pairs;
  factor->operands = {queries, keys};
  factor->relation = relation;
  factor->text = ("pairs(" + text + "; " + queries.text() +
                  (queries == keys ? "" : ", " + keys.text()) + ")")
                     .str();
  if (queries.constantValue() && keys.constantValue())
    if (auto value = factor->at({}); value && *value <= INT64_MAX)
      return Formula(int64_t(*value));
  return of(std::move(factor));
}

void Formula::add(Term term) {
  if (term.coefficient == 0)
    return;
  std::string key = llvm::join(
      llvm::map_range(term.factors,
                      [](const FactorPointer &factor) { return factor->text; }),
      "*");
  auto [it, isNew] = terms.try_emplace(std::move(key), term);
  if (isNew)
    return;
  auto sum = ::add(it->second.coefficient, term.coefficient);
  overflows |= !sum;
  it->second.coefficient = sum.value_or(0);
  if (it->second.coefficient == 0)
    terms.erase(it);
}

Formula &Formula::operator+=(const Formula &other) {
  overflows |= other.overflows;
  for (const auto &[key, term] : other.terms)
    add(term);
  return *this;
}

Formula &Formula::operator*=(const Formula &other) {
  Formula result;
  result.overflows = overflows || other.overflows;
  for (const auto &[leftKey, left] : terms)
    for (const auto &[rightKey, right] : other.terms) {
      auto coefficient = multiply(left.coefficient, right.coefficient);
      result.overflows |= !coefficient;
      Term term{left.factors, coefficient.value_or(0)};
      llvm::append_range(term.factors, right.factors);
      llvm::sort(term.factors,
                 [](const FactorPointer &a, const FactorPointer &b) {
                   return a->text < b->text;
                 });
      result.add(std::move(term));
    }
  return *this = std::move(result);
}

Formula Formula::floorDiv(int64_t divisor) const {
  assert(divisor > 0 && "a quotient of sizes");
  // floor((d * a + b) / d) = a + floor(b / d)
  Formula whole, rest;
  whole.overflows = overflows;
  for (const auto &[key, term] : terms) {
    Wide quotient = floorDivideWide(term.coefficient, divisor);
    Wide remainder = term.coefficient - quotient * divisor;
    if (!term.factors.empty() && remainder != 0) {
      rest.add(term);
      continue;
    }
    whole.add({term.factors, quotient});
    rest.add({term.factors, remainder});
  }
  if (rest.constantValue())
    return whole;
  auto factor = std::make_shared<Factor>();
  factor->kind = Factor::Kind::Quotient;
  factor->text =
      "floor((" + rest.text() + ") / " + std::to_string(divisor) + ")";
  factor->operands = {std::move(rest)};
  factor->divisor = divisor;
  return whole + of(std::move(factor));
}

bool Formula::isSurelyNotNegative() const {
  return llvm::all_of(terms, [](const auto &entry) {
    const Term &term = entry.second;
    return term.coefficient > 0 &&
           llvm::all_of(term.factors, [](const FactorPointer &factor) {
             return factor->kind != Factor::Kind::Quotient ||
                    factor->operands[0].isSurelyNotNegative();
           });
  });
}

Formula Formula::atLeastZero() const {
  if (isSurelyNotNegative())
    return *this;
  if (std::optional<int64_t> value = constantValue())
    return Formula(std::max<int64_t>(0, *value));
  auto factor = std::make_shared<Factor>();
  factor->kind = Factor::Kind::Positive;
  factor->text = "max(0, " + text() + ")";
  factor->operands = {*this};
  return of(std::move(factor));
}

//===- Values -------------------------------------------------------------===//

std::optional<Wide> Formula::Factor::pairsAt(Wide queries, Wide keys) const {
  if (queries <= 0 || keys <= 0)
    return 0;
  if (queries > maxSize || keys > maxSize)
    return std::nullopt;
  if (auto count = countPairs(*relation, {int64_t(queries), int64_t(keys)}))
    return *count;
  if (queries == keys && squarePairs())
    return squarePairs()->at(int64_t(queries));
  return std::nullopt;
}

const std::optional<QuasiPolynomial> &Formula::Factor::squarePairs() const {
  if (!knowsSquare)
    square = countAlong(*relation, {queryLength, keyLength}, {0, 0});
  knowsSquare = true;
  return square;
}

std::optional<Wide> Formula::Factor::at(const SizeMap &sizes) const {
  if (kind == Kind::Symbol) {
    auto it = sizes.find(text);
    if (it == sizes.end() || it->second < 0 || it->second > maxSize)
      return std::nullopt;
    return it->second;
  }
  llvm::SmallVector<Wide, 2> values;
  for (const Formula &operand : operands) {
    std::optional<Wide> value = operand.at(sizes);
    if (!value)
      return std::nullopt;
    values.push_back(*value);
  }
  if (kind == Kind::Quotient)
    return floorDivideWide(values[0], divisor);
  if (kind == Kind::Positive)
    return std::max<Wide>(0, values[0]);
  return pairsAt(values[0], values[1]);
}

std::optional<Wide> Formula::at(const SizeMap &sizes) const {
  if (overflows)
    return std::nullopt;
  Wide sum = 0;
  // A factor occurs in several terms.
  llvm::StringMap<Wide> known;
  for (const auto &[key, term] : terms) {
    std::optional<Wide> product = term.coefficient;
    for (const FactorPointer &factor : term.factors) {
      auto it = known.find(factor->text);
      if (it == known.end()) {
        std::optional<Wide> value = factor->at(sizes);
        if (!value)
          return std::nullopt;
        it = known.try_emplace(factor->text, *value).first;
      }
      product = multiply(*product, it->second);
      if (!product)
        return std::nullopt;
    }
    std::optional<Wide> next = ::add(sum, *product);
    if (!next)
      return std::nullopt;
    sum = *next;
  }
  return sum;
}

std::optional<int64_t> Formula::constantValue() const {
  if (overflows || terms.size() > 1)
    return std::nullopt;
  if (terms.empty())
    return 0;
  const Term &term = terms.begin()->second;
  if (!term.factors.empty() || term.coefficient > INT64_MAX ||
      term.coefficient < INT64_MIN)
    return std::nullopt;
  return int64_t(term.coefficient);
}

std::set<std::string> Formula::symbols() const {
  std::set<std::string> result;
  for (const auto &[key, term] : terms)
    for (const FactorPointer &factor : term.factors) {
      if (factor->kind == Factor::Kind::Symbol)
        result.insert(factor->text);
      for (const Formula &operand : factor->operands)
        result.merge(operand.symbols());
    }
  return result;
}

//===- Closed forms -------------------------------------------------------===//

/// From where on no value of the polynomial of degree 1 changes its sign.
static std::optional<int64_t> lastSignChange(const QuasiPolynomial &formula) {
  int64_t last = formula.validFrom;
  for (auto [r, difference] : llvm::enumerate(formula.differences)) {
    auto [value, first, second] = difference;
    if (second != 0)
      return std::nullopt;
    if (first == 0 || (value >= 0) == (first > 0))
      continue;
    // The first k at which value + k * first has the sign of first, or is 0.
    Wide size = first < 0 ? -first : first;
    Wide k = ((value < 0 ? -value : value) + size - 1) / size;
    Wide x = formula.validFrom + Wide(r) + k * formula.period;
    if (x > maxSize)
      return std::nullopt;
    last = std::max(last, int64_t(x));
  }
  return last;
}

std::optional<Formula::Chambers>
Formula::Factor::chambersAlong(llvm::StringRef size,
                               const SizeMap &others) const {
  if (kind == Kind::Symbol)
    return Chambers{1, 0, text == size};
  bool isConstant = llvm::none_of(operands, [&](const Formula &operand) {
    return operand.symbols().count(size.str());
  });
  if (isConstant)
    return Chambers{};
  if (kind == Kind::Pairs && operands[0] != operands[1])
    return std::nullopt;
  std::optional<QuasiPolynomial> inner = operands[0].along(size, others);
  if (!inner)
    return std::nullopt;
  for (auto [value, first, second] : inner->differences)
    if (second != 0 || (kind == Kind::Pairs && first <= 0))
      return std::nullopt;
  Chambers result{inner->period, inner->validFrom, 1};
  if (kind == Kind::Quotient) {
    result.period = saturatingMultiply(result.period, divisor);
  } else if (kind == Kind::Positive) {
    auto last = lastSignChange(*inner);
    if (!last)
      return std::nullopt;
    result.validFrom = *last;
  } else {
    if (!squarePairs())
      return std::nullopt;
    result.degree = 2;
    result.period = saturatingMultiply(result.period, squarePairs()->period);
    for (auto [r, difference] : llvm::enumerate(inner->differences)) {
      auto [value, first, second] = difference;
      Wide missing = std::max<Wide>(0, squarePairs()->validFrom - value);
      Wide x =
          inner->validFrom + Wide(r) + (missing / first + 1) * inner->period;
      result.validFrom =
          std::max(result.validFrom, int64_t(std::min<Wide>(x, maxSize)));
    }
  }
  return result;
}

std::optional<Formula::Chambers>
Formula::chambersAlong(llvm::StringRef size, const SizeMap &others) const {
  Chambers result;
  llvm::StringMap<Chambers> known;
  for (const auto &[key, term] : terms) {
    unsigned degree = 0;
    for (const FactorPointer &factor : term.factors) {
      auto it = known.find(factor->text);
      if (it == known.end()) {
        auto chambers = factor->chambersAlong(size, others);
        if (!chambers)
          return std::nullopt;
        it = known.try_emplace(factor->text, *chambers).first;
      }
      const Chambers &part = it->second;
      degree += part.degree;
      result.period = saturatingMultiply(
          result.period / std::gcd(result.period, part.period), part.period);
      result.validFrom = std::max(result.validFrom, part.validFrom);
    }
    result.degree = std::max(result.degree, degree);
  }
  return result;
}

std::optional<QuasiPolynomial> Formula::along(llvm::StringRef size,
                                              const SizeMap &others) const {
  auto chambers = chambersAlong(size, others);
  if (!chambers || chambers->degree > 2)
    return std::nullopt;
  SizeMap sizes = others;
  return fitQuasiPolynomial(chambers->period, chambers->validFrom,
                            [&](int64_t x) {
                              sizes[size] = x;
                              return at(sizes);
                            });
}
