// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What one core of this machine can do, measured.
#ifndef AMBIT_LIB_DRIVER_MEASUREPEAK_H
#define AMBIT_LIB_DRIVER_MEASUREPEAK_H

#include "ambit/Emit/Program.h"
#include <memory>

namespace ambit::driver {

/// A loop of independent f32 fused multiply-adds in vector registers, compiled
/// for the same processor as the model.
class PeakLoop {
public:
  static llvm::Expected<std::unique_ptr<PeakLoop>> create(llvm::StringRef cpu);

  /// Runs about a millisecond; operations per second of CPU time.
  double measure();

private:
  PeakLoop() = default;

  std::unique_ptr<emit::Program> program;
  void (*loop)(int64_t iterations, float *data) = nullptr;
  double flopsPerIteration = 0;
  int64_t iterations = 20000;
};

/// Seconds of CPU time of the calling thread: other jobs on the machine do not
/// count.
double threadTime();

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_MEASUREPEAK_H
