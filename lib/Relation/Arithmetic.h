// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Saturating 64-bit arithmetic: a value beyond `infinity` stands for "no
// bound".

#pragma once

#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cstdint>

namespace ambit::relation {

inline constexpr int64_t infinity = int64_t(1) << 61;

inline int64_t clampToInfinity(int64_t a) {
  return std::clamp(a, -infinity, infinity);
}

inline int64_t saturatingAdd(int64_t a, int64_t b) {
  return clampToInfinity(clampToInfinity(a) + clampToInfinity(b));
}

inline int64_t saturatingMultiply(int64_t a, int64_t b) {
  int64_t product;
  if (__builtin_mul_overflow(a, b, &product))
    return (a < 0) == (b < 0) ? infinity : -infinity;
  return clampToInfinity(product);
}

inline int64_t floorDivide(int64_t a, int64_t b) {
  return llvm::divideFloorSigned(a, b);
}

inline int64_t ceilDivide(int64_t a, int64_t b) {
  return llvm::divideCeilSigned(a, b);
}

/// a mod b in [0, b).
inline int64_t modulo(int64_t a, int64_t b) { return llvm::mod(a, b); }

} // namespace ambit::relation
