// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums and unions of arithmetic progressions.

#pragma once

#include "ambit/Relation/Field.h"

namespace ambit::relation {

/// A union under construction; `exact` falls when members are added that the
/// true set has not.
struct ProgressionUnion {
  std::vector<Progression> set;
  bool exact = true;

  void add(Progression progression);
  /// All p + q.
  void addSum(const Progression &p, const Progression &q);
  /// Absorbs and joins; a union that stays too long becomes its hull.
  void simplify();

private:
  void joinOnce();
  bool rebuildFromBits();
  void replaceByHull();
};

} // namespace ambit::relation
