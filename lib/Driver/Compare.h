// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Outputs against the reference.
#ifndef AMBIT_LIB_DRIVER_COMPARE_H
#define AMBIT_LIB_DRIVER_COMPARE_H

#include "ambit/Data/Array.h"

namespace ambit::driver {

/// The largest error of an output and what is allowed.
struct Comparison {
  /// Maximum of |x - reference| / (1 + |reference|); infinite when one is not a
  /// number, or infinite, and the other is not.
  double error = 0;
  double limit = 0;

  bool passes() const { return error <= limit; }
};

/// Compares arrays of the same type and shape. `reductionLength` is the longest
/// sum behind an element: rounding errors grow with its square root.
Comparison compare(const data::Array &output, const data::Array &reference,
                   int64_t reductionLength);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_COMPARE_H
