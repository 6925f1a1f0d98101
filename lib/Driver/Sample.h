// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The time of calls.
#ifndef AMBIT_LIB_DRIVER_SAMPLE_H
#define AMBIT_LIB_DRIVER_SAMPLE_H

#include "Call.h"

namespace ambit::driver {

/// Times a call again and again, in samples of as many calls in a row as take a
/// fifth of a millisecond. With one thread the clock is CPU time of the thread.
class Sampler {
public:
  /// Calls twice, to warm up and to see how long it takes.
  static llvm::Expected<Sampler> create(Call &call, bool isOneThread);

  /// Seconds of one call.
  llvm::Expected<double> sample();

private:
  Sampler(Call &call, int64_t calls, bool isOneThread)
      : call(&call), calls(calls), isOneThread(isOneThread) {}

  Call *call;
  int64_t calls;
  bool isOneThread;
};

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_SAMPLE_H
