// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From which size on one formula is less than another.

#ifndef AMBIT_ANALYSIS_CROSSOVER_H
#define AMBIT_ANALYSIS_CROSSOVER_H

#include "ambit/Relation/Formula.h"

namespace ambit::analysis {

/// Which of two formulas is less, from a size on.
enum class Order : uint8_t { First, Equal, Second, Mixed };

struct Stretch {
  int64_t from, to; ///< inclusive
  Order order;      ///< `Mixed`: it changes from size to size
};

/// The order for every size from 1 to `relation::maxSize`, as few stretches as
/// possible: found from the formulas, not by sampling. Nothing if one has no
/// closed form in `size`.
std::optional<std::vector<Stretch>>
compareAlong(const relation::Formula &first, const relation::Formula &second,
             llvm::StringRef size, const relation::SizeMap &others);

} // namespace ambit::analysis

#endif // AMBIT_ANALYSIS_CROSSOVER_H
