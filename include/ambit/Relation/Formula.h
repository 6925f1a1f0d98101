// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whole numbers as formulas of named sizes: polynomials in the sizes, in
// quotients and bounds of them, and in numbers of pairs of a relation.

#pragma once

#include "ambit/Relation/Count.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <memory>
#include <set>
#include <string>

namespace ambit::relation {

/// Values of named sizes.
using SizeMap = llvm::StringMap<int64_t>;

/// Greatest size that formulas are evaluated at.
inline constexpr int64_t maxSize = int64_t(1) << 40;

std::string toText(Wide value);

/// A formula in one size, written out from `validFrom` on.
struct ClosedForm {
  std::string text;
  int64_t validFrom = 0;
  /// In the size; nothing if a part has no closed form.
  std::optional<unsigned> degree;
};

/// A sum of products, exact. Sizes are not negative.
class Formula {
public:
  Formula(int64_t constant = 0);
  static Formula symbol(llvm::StringRef name);
  /// Pairs of a relation whose two lengths are its only symbols; equal texts
  /// are equal relations.
  static Formula pairs(const Relation &relation, llvm::StringRef text,
                       const Formula &queries, const Formula &keys);

  /// floor(this / divisor), divisor > 0.
  Formula floorDiv(int64_t divisor) const;
  /// max(0, this).
  Formula atLeastZero() const;

  Formula &operator+=(const Formula &other);
  Formula &operator*=(const Formula &other);
  friend Formula operator+(Formula a, const Formula &b) { return a += b; }
  friend Formula operator*(Formula a, const Formula &b) { return a *= b; }
  friend Formula operator-(Formula a, const Formula &b) {
    return a += b * Formula(-1);
  }
  bool operator==(const Formula &other) const { return text() == other.text(); }
  bool operator!=(const Formula &other) const { return !(*this == other); }

  /// Nothing if a size is missing, or if the number cannot be found or does
  /// not fit.
  std::optional<Wide> at(const SizeMap &sizes) const;
  std::optional<int64_t> constantValue() const;
  std::set<std::string> symbols() const;
  /// As it is kept, with names for what is no polynomial.
  std::string text() const;

  /// The formula in one size for fixed others, from some value of it on.
  /// Nothing if it is none of degree 2 at most, or its period is long.
  std::optional<QuasiPolynomial> along(llvm::StringRef size,
                                       const SizeMap &others = {}) const;
  /// The same as text, also where other sizes are factors.
  ClosedForm closedForm(llvm::StringRef size) const;

private:
  struct Factor;
  struct Chambers;
  using FactorPointer = std::shared_ptr<const Factor>;
  struct Term {
    std::vector<FactorPointer> factors; ///< sorted by text
    Wide coefficient = 0;
  };

  static Formula of(FactorPointer factor);
  void add(Term term);
  /// No term can be negative.
  bool isSurelyNotNegative() const;
  std::optional<Chambers> chambersAlong(llvm::StringRef size,
                                        const SizeMap &others) const;

  std::map<std::string, Term> terms; ///< by the text of the product
  bool overflows = false;
};

} // namespace ambit::relation
