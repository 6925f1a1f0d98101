// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The comparisons that a relation is made of. A position is a pair (i, j) of a
// query and a key; symbols are run-time integers, the lengths first.

#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace ambit::relation {

/// Symbols that every relation has: 0 <= i < n and 0 <= j < m, n, m >= 1.
inline constexpr unsigned queryLength = 0;
inline constexpr unsigned keyLength = 1;

/// Greatest numbers that the library takes; beyond them 64-bit sums could wrap.
inline constexpr int64_t maxConstant = int64_t(1) << 40;
inline constexpr int64_t maxModulus = int64_t(1) << 31;
inline constexpr int64_t maxCoefficient = int64_t(1) << 16;
inline constexpr unsigned maxSymbols = 64;

/// constant + sum of coefficients[k] * symbol k.
struct Linear {
  int64_t constant = 0;
  llvm::SmallVector<int64_t, 4> coefficients; ///< no zero at the end

  Linear() = default;
  Linear(int64_t constant) : constant(constant) {}
  static Linear symbol(unsigned symbol, int64_t coefficient = 1);

  int64_t at(llvm::ArrayRef<int64_t> symbols) const;
  bool isConstant() const { return coefficients.empty(); }
  /// With the two lengths exchanged.
  Linear transposed() const;
  bool operator==(const Linear &other) const;
};

Linear operator+(const Linear &a, const Linear &b);
Linear operator-(const Linear &a, const Linear &b);
Linear operator*(const Linear &a, int64_t factor);

enum class Axis : uint8_t { None, Query, Key };

/// A number that a position fixes: 0, i, j, b * floor(i / b), b * floor(j / b),
/// s * i or s * j.
struct Coordinate {
  enum class Kind : uint8_t { Plain, Block, Scaled };
  Kind kind = Kind::Plain;
  Axis axis = Axis::None;
  int64_t factor = 1; ///< b or s

  static Coordinate zero() { return {}; }
  static Coordinate query() { return {Kind::Plain, Axis::Query, 1}; }
  static Coordinate key() { return {Kind::Plain, Axis::Key, 1}; }
  static Coordinate plain(Axis axis) { return {Kind::Plain, axis, 1}; }
  /// The first position of the block of `size` that holds the position.
  static Coordinate block(Axis axis, int64_t size);
  static Coordinate scaled(Axis axis, int64_t stride);

  int64_t at(int64_t i, int64_t j) const;
  bool operator==(const Coordinate &other) const;
};

/// query * i + key * j + sum of divisions[k] * division k + rest.
struct Affine {
  int64_t query = 0, key = 0;
  llvm::SmallVector<int64_t, 2> divisions;
  Linear rest;

  bool operator==(const Affine &other) const;
};

/// floor(dividend / divisor), or the remainder of that division in
/// [0, divisor). The dividend may use earlier divisions.
struct Division {
  Affine dividend;
  int64_t divisor = 1;
  bool remainder = false;

  bool operator==(const Division &other) const;
};

/// An affine form with its divisions; as an atom: form >= 0.
struct AffineForm {
  llvm::SmallVector<Division, 2> divisions;
  Affine form;

  int64_t at(int64_t i, int64_t j, llvm::ArrayRef<int64_t> symbols) const;
  bool operator==(const AffineForm &other) const;
};

/// One comparison.
struct Atom {
  enum class Kind : uint8_t {
    Difference, ///< u - v <= bound
    Congruence, ///< (u - v) mod modulus in [first, first + length), cyclic
    Raw,        ///< raw >= 0
  };
  Kind kind = Kind::Difference;
  Coordinate u, v;
  Linear bound;
  int64_t modulus = 0, first = 0, length = 0;
  AffineForm raw;

  bool holds(int64_t i, int64_t j, llvm::ArrayRef<int64_t> symbols) const;
  /// The atom that holds exactly where this one does not.
  Atom negated() const;
  /// Writes a congruence of both axes as query - key.
  void orient();
  /// The same with query and key exchanged.
  Atom transposed() const;
  bool operator==(const Atom &other) const;
};

} // namespace ambit::relation
