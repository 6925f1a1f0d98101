// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a machine can do, and the time that it needs at least.

#ifndef AMBIT_ANALYSIS_MACHINE_H
#define AMBIT_ANALYSIS_MACHINE_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <string>

namespace ambit::analysis {

/// Rates of one core.
struct Machine {
  std::string cpu;
  double flopsPerSecond = 0;      ///< f32 fused multiply-adds, two FLOPs each
  double bytesPerSecond = 0;      ///< read from memory
  double cacheBytesPerSecond = 0; ///< read from the second-level cache

  static llvm::Expected<Machine> parse(llvm::StringRef text);
  llvm::json::Value getJSON() const;
  /// The greater of the times for the work and for the bytes.
  double getSeconds(double flops, double bytes) const;
};

} // namespace ambit::analysis

#endif // AMBIT_ANALYSIS_MACHINE_H
