// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Times calls.
#include "Sample.h"
#include "MeasurePeak.h"

using namespace ambit;
using namespace ambit::driver;

llvm::Expected<Sampler> Sampler::create(Call &call, bool isOneThread) {
  llvm::Expected<double> seconds = call.run();
  if (seconds)
    seconds = call.run();
  if (!seconds)
    return seconds.takeError();
  return Sampler(call, 1 + int64_t(2e-4 / std::max(*seconds, 1e-9)),
                 isOneThread);
}

llvm::Expected<double> Sampler::sample() {
  double start = isOneThread ? threadTime() : now();
  for (int64_t i = 0; i < calls; ++i)
    if (auto seconds = call->run(); !seconds)
      return seconds.takeError();
  return ((isOneThread ? threadTime() : now()) - start) / calls;
}
