// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Formulas as people write them.

#include "FormulaFactor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace ambit::relation;

std::string ambit::relation::toText(Wide value) {
  bool isNegative = value < 0;
  unsigned __int128 rest = value;
  if (isNegative)
    rest = -rest;
  std::string digits;
  do
    digits += char('0' + int(rest % 10));
  while (rest /= 10);
  if (isNegative)
    digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

/// Appends " + x" or " - x" to a sum.
static void appendTerm(std::string &sum, bool isNegative,
                       llvm::StringRef text) {
  if (sum.empty())
    sum = isNegative ? "-" : "";
  else
    sum += isNegative ? " - " : " + ";
  sum += text;
}

/// coefficient * product, without a coefficient of 1.
static std::string termText(Wide coefficient, llvm::StringRef product) {
  Wide size = coefficient < 0 ? -coefficient : coefficient;
  if (product.empty())
    return toText(size);
  return size == 1 ? product.str() : toText(size) + "*" + product.str();
}

std::string Formula::text() const {
  if (overflows)
    return "beyond 2^127";
  // Products of many factors first.
  std::vector<const std::pair<const std::string, Term> *> ordered;
  for (const auto &entry : terms)
    ordered.push_back(&entry);
  llvm::sort(ordered, [](const auto *a, const auto *b) {
    size_t left = a->second.factors.size(), right = b->second.factors.size();
    return left != right ? left > right : a->first < b->first;
  });
  std::string sum;
  for (const auto *entry : ordered) {
    std::string product;
    const auto &factors = entry->second.factors;
    for (size_t at = 0, next; at < factors.size(); at = next) {
      for (next = at;
           next < factors.size() && factors[next]->text == factors[at]->text;)
        ++next;
      product += (at ? "*" : "") + factors[at]->text;
      if (next - at > 1)
        product += "^" + std::to_string(next - at);
    }
    appendTerm(sum, entry->second.coefficient < 0,
               termText(entry->second.coefficient, product));
  }
  return sum.empty() ? "0" : sum;
}

//===- Quasi-polynomials --------------------------------------------------===//

namespace {
/// (square * x^2 + linear * x + constant) / divisor.
struct Rational {
  Wide square, linear, constant, divisor;
};
} // namespace

static Wide greatestCommonDivisor(Wide a, Wide b) {
  while (b != 0)
    std::tie(a, b) = std::pair(b, a % b);
  return a < 0 ? -a : a;
}

/// The polynomial of residue `r` in x instead of k.
static Rational expand(const QuasiPolynomial &formula, size_t r) {
  auto [value, first, second] = formula.differences[r];
  Wide period = formula.period, origin = formula.validFrom + Wide(r);
  Wide slope = period * (2 * first - second);
  return {second, slope - 2 * origin * second,
          2 * period * period * value - origin * slope +
              origin * origin * second,
          2 * period * period};
}

/// "3*n^2/2".
static void appendRational(std::string &sum, Wide numerator, Wide divisor,
                           llvm::StringRef product) {
  if (numerator == 0)
    return;
  Wide common = greatestCommonDivisor(numerator, divisor);
  std::string text = termText(numerator / common, product);
  if (divisor != common)
    text += "/" + toText(divisor / common);
  appendTerm(sum, numerator < 0, text);
}

/// A coefficient that depends on the residue: " + c*n, 1/2 <= c <= 3/4".
static void appendVarying(std::string &sum, std::string &notes, Wide least,
                          Wide greatest, Wide divisor, llvm::StringRef name,
                          llvm::StringRef product) {
  if (least == greatest)
    return appendRational(sum, least, divisor, product);
  appendTerm(sum, false,
             name.str() + (product.empty() ? "" : "*") + product.str());
  std::string lower, upper;
  appendRational(lower, least, divisor, "");
  appendRational(upper, greatest, divisor, "");
  notes += ", " + (lower.empty() ? "0" : lower) + " <= " + name.str() +
           " <= " + (upper.empty() ? "0" : upper);
}

static std::string polynomialText(const QuasiPolynomial &formula,
                                  llvm::StringRef size, bool &isPlain) {
  std::vector<Rational> all;
  for (size_t r = 0; r < formula.differences.size(); ++r)
    all.push_back(expand(formula, r));
  auto bounds = [&](Wide Rational::*part) {
    auto [least, greatest] = std::minmax_element(
        all.begin(), all.end(), [&](const Rational &a, const Rational &b) {
          return a.*part < b.*part;
        });
    return std::pair((*least).*part, (*greatest).*part);
  };
  std::string sum, notes;
  Wide divisor = all.front().divisor;
  auto [square0, square1] = bounds(&Rational::square);
  appendVarying(sum, notes, square0, square1, divisor, "a",
                (size + "^2").str());
  auto [linear0, linear1] = bounds(&Rational::linear);
  appendVarying(sum, notes, linear0, linear1, divisor, "b", size);
  auto [constant0, constant1] = bounds(&Rational::constant);
  appendVarying(sum, notes, constant0, constant1, divisor, "c", "");
  isPlain = notes.empty();
  if (!isPlain)
    notes += " by " + size.str() + " mod " + std::to_string(formula.period);
  return (sum.empty() ? "0" : sum) + notes;
}

static unsigned degreeOf(const QuasiPolynomial &formula) {
  unsigned degree = 0;
  for (auto [value, first, second] : formula.differences)
    degree = std::max(degree, second != 0 ? 2u : unsigned(first != 0));
  return degree;
}

ClosedForm Formula::closedForm(llvm::StringRef size) const {
  // The other sizes, as a product before a formula in this one.
  std::map<std::string, Formula, std::greater<>> groups;
  for (const auto &[key, term] : terms) {
    std::vector<std::string> outside;
    Term inside{{}, term.coefficient};
    for (const FactorPointer &factor : term.factors)
      if (factor->kind == Factor::Kind::Symbol && factor->text != size)
        outside.push_back(factor->text);
      else
        inside.factors.push_back(factor);
    groups[llvm::join(outside, "*")].add(std::move(inside));
  }
  ClosedForm result;
  result.degree = 0;
  for (const auto &[product, formula] : groups) {
    std::optional<QuasiPolynomial> closed = formula.along(size);
    bool isPlain = true;
    std::string text =
        closed ? polynomialText(*closed, size, isPlain) : formula.text();
    bool isSum = !isPlain || llvm::StringRef(text).contains(' ');
    if (!product.empty())
      text = text == "1" ? product
             : isSum     ? product + "*(" + text + ")"
                         : product + "*" + text;
    result.text += (result.text.empty() ? "" : " + ") + text;
    if (!closed) {
      result.degree = std::nullopt;
      continue;
    }
    result.validFrom = std::max(result.validFrom, closed->validFrom);
    if (result.degree)
      result.degree = std::max(*result.degree, degreeOf(*closed));
  }
  if (result.text.empty())
    result.text = "0";
  return result;
}
