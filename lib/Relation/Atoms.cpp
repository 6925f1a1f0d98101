// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values, negation and transposition of atoms.

#include "ambit/Relation/Atoms.h"

#include "Arithmetic.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace ambit::relation;

static void trim(Linear &linear) {
  while (!linear.coefficients.empty() && linear.coefficients.back() == 0)
    linear.coefficients.pop_back();
}

Linear Linear::symbol(unsigned symbol, int64_t coefficient) {
  Linear result;
  result.coefficients.resize(symbol + 1, 0);
  result.coefficients[symbol] = coefficient;
  trim(result);
  return result;
}

int64_t Linear::at(llvm::ArrayRef<int64_t> symbols) const {
  int64_t value = constant;
  for (auto [k, coefficient] : llvm::enumerate(coefficients))
    if (coefficient)
      value = saturatingAdd(value, saturatingMultiply(coefficient, symbols[k]));
  return value;
}

bool Linear::operator==(const Linear &other) const {
  return constant == other.constant && coefficients == other.coefficients;
}

Linear ambit::relation::operator+(const Linear &a, const Linear &b) {
  Linear result = a;
  result.constant = saturatingAdd(a.constant, b.constant);
  if (b.coefficients.size() > a.coefficients.size())
    result.coefficients.resize(b.coefficients.size(), 0);
  for (auto [k, coefficient] : llvm::enumerate(b.coefficients))
    result.coefficients[k] = saturatingAdd(result.coefficients[k], coefficient);
  trim(result);
  return result;
}

Linear ambit::relation::operator*(const Linear &a, int64_t factor) {
  Linear result = a;
  result.constant = saturatingMultiply(a.constant, factor);
  for (int64_t &coefficient : result.coefficients)
    coefficient = saturatingMultiply(coefficient, factor);
  trim(result);
  return result;
}

Linear ambit::relation::operator-(const Linear &a, const Linear &b) {
  return a + b * -1;
}

Coordinate Coordinate::block(Axis axis, int64_t size) {
  return size == 1 ? plain(axis) : Coordinate{Kind::Block, axis, size};
}

Coordinate Coordinate::scaled(Axis axis, int64_t stride) {
  return stride == 1 ? plain(axis) : Coordinate{Kind::Scaled, axis, stride};
}

int64_t Coordinate::at(int64_t i, int64_t j) const {
  int64_t value = axis == Axis::None ? 0 : axis == Axis::Query ? i : j;
  switch (kind) {
  case Kind::Plain:
    return value;
  case Kind::Block:
    return floorDivide(value, factor) * factor;
  case Kind::Scaled:
    return value * factor;
  }
  return 0;
}

bool Coordinate::operator==(const Coordinate &other) const {
  return kind == other.kind && axis == other.axis && factor == other.factor;
}

bool Affine::operator==(const Affine &other) const {
  return query == other.query && key == other.key &&
         divisions == other.divisions && rest == other.rest;
}

bool Division::operator==(const Division &other) const {
  return dividend == other.dividend && divisor == other.divisor &&
         remainder == other.remainder;
}

bool AffineForm::operator==(const AffineForm &other) const {
  return divisions == other.divisions && form == other.form;
}

static int64_t affineAt(const Affine &affine, int64_t i, int64_t j,
                        llvm::ArrayRef<int64_t> divisions,
                        llvm::ArrayRef<int64_t> symbols) {
  int64_t value = affine.rest.at(symbols);
  value = saturatingAdd(value, saturatingMultiply(affine.query, i));
  value = saturatingAdd(value, saturatingMultiply(affine.key, j));
  for (auto [k, coefficient] : llvm::enumerate(affine.divisions))
    value = saturatingAdd(value, saturatingMultiply(coefficient, divisions[k]));
  return value;
}

int64_t AffineForm::at(int64_t i, int64_t j,
                       llvm::ArrayRef<int64_t> symbols) const {
  llvm::SmallVector<int64_t, 4> values;
  for (const Division &division : divisions) {
    int64_t dividend = affineAt(division.dividend, i, j, values, symbols);
    values.push_back(division.remainder
                         ? modulo(dividend, division.divisor)
                         : floorDivide(dividend, division.divisor));
  }
  return affineAt(form, i, j, values, symbols);
}

bool Atom::holds(int64_t i, int64_t j, llvm::ArrayRef<int64_t> symbols) const {
  switch (kind) {
  case Kind::Difference:
    return u.at(i, j) - v.at(i, j) <= bound.at(symbols);
  case Kind::Congruence:
    return modulo(u.at(i, j) - v.at(i, j) - first, modulus) < length;
  case Kind::Raw:
    return raw.at(i, j, symbols) >= 0;
  }
  return false;
}

Atom Atom::negated() const {
  Atom result = *this;
  switch (kind) {
  case Kind::Difference:
    std::swap(result.u, result.v);
    result.bound = bound * -1 - 1;
    break;
  case Kind::Congruence:
    result.first = modulo(first + length, modulus);
    result.length = modulus - length;
    break;
  case Kind::Raw:
    result.raw.form.query = -raw.form.query;
    result.raw.form.key = -raw.form.key;
    for (int64_t &coefficient : result.raw.form.divisions)
      coefficient = -coefficient;
    result.raw.form.rest = raw.form.rest * -1 - 1;
    break;
  }
  return result;
}

void Atom::orient() {
  bool reversed = kind == Kind::Congruence && v.axis == Axis::Query &&
                  u.axis != Axis::Query;
  if (!reversed)
    return;
  std::swap(u, v);
  first = relation::modulo(-(first + length - 1), modulus);
}

static void transpose(Coordinate &coordinate) {
  if (coordinate.axis != Axis::None)
    coordinate.axis = coordinate.axis == Axis::Query ? Axis::Key : Axis::Query;
}

Linear Linear::transposed() const {
  Linear result = *this;
  result.coefficients.resize(std::max<size_t>(coefficients.size(), 2), 0);
  std::swap(result.coefficients[queryLength], result.coefficients[keyLength]);
  trim(result);
  return result;
}

static void transpose(Affine &affine) {
  std::swap(affine.query, affine.key);
  affine.rest = affine.rest.transposed();
}

Atom Atom::transposed() const {
  Atom result = *this;
  transpose(result.u);
  transpose(result.v);
  result.bound = bound.transposed();
  transpose(result.raw.form);
  for (Division &division : result.raw.divisions)
    transpose(division.dividend);
  result.orient();
  return result;
}

bool Atom::operator==(const Atom &other) const {
  return kind == other.kind && u == other.u && v == other.v &&
         bound == other.bound && modulus == other.modulus &&
         first == other.first && length == other.length && raw == other.raw;
}
