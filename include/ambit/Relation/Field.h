// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an output of a stack of layers can read: j = stride * i + e for e in a
// union of arithmetic progressions.

#pragma once

#include "ambit/Relation/Relation.h"
#include <optional>

namespace ambit::relation {

/// base + step * k for 0 <= k < count.
struct Progression {
  static constexpr int64_t unbounded = int64_t(1) << 60;

  int64_t base;
  int64_t step;  ///< negative only if unbounded; 1 if there is one member
  int64_t count; ///< `unbounded` for infinitely many

  bool isUnbounded() const { return count >= unbounded; }
  bool contains(int64_t e) const;
  bool contains(const Progression &other) const;
  /// Least and greatest member; -/+ `unbounded` where there is none.
  int64_t least() const;
  int64_t greatest() const;
};

struct Field {
  int64_t stride = 1;
  llvm::SmallVector<Progression, 4> set;
  bool exact = true; ///< else `set` has more than the true members
  /// Cutting the set at the ends of the sequence is exact, although positions
  /// between the layers are cut there too.
  bool bordersExact = true;

  /// One tap, a kernel of taps, or a band of e.
  static Field progression(int64_t base, int64_t step, int64_t count,
                           int64_t stride = 1);
  /// Of positions that a relation with these symbols lets through. Bounds of i
  /// or j alone, blocks and other comparisons are left out (`exact` is false
  /// then).
  static std::optional<Field> of(const Relation &relation,
                                 llvm::ArrayRef<int64_t> symbols);

  /// This layer first seen from the output, then `next` nearer to the input.
  Field then(const Field &next) const;
  /// Two heads or branches of equal stride.
  Field unite(const Field &other) const;

  bool contains(int64_t e) const;
  bool isUnbounded() const;
  /// Least and greatest member; -/+ `unbounded` where there is none.
  int64_t least() const;
  int64_t greatest() const;
  /// Members; nothing if there are infinitely many, or more than 2^24 in
  /// progressions that overlap.
  std::optional<int64_t> size() const;
};

} // namespace ambit::relation
