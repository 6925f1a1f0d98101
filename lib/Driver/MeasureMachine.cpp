// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `ambit bench --machine`: the rates of one core.
#include "Error.h"
#include "MeasurePeak.h"
#include "Options.h"
#include "WriteFile.h"
#include "ambit/Analysis/Machine.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"
#include <vector>

using namespace ambit;
using namespace ambit::driver;

/// Bytes per second when `words` of 8 bytes are summed; the best of some runs.
static double measureRead(const std::vector<uint64_t> &words, int64_t passes) {
  double best = 0;
  volatile uint64_t sink = 0;
  for (int run = 0; run < 8; ++run) {
    double start = threadTime();
    // Four sums: none waits for the one before.
    uint64_t sums[4] = {};
    for (int64_t pass = 0; pass < passes; ++pass)
      for (size_t at = 0; at + 4 <= words.size(); at += 4)
        for (size_t lane = 0; lane < 4; ++lane)
          sums[lane] += words[at + lane] ^ uint64_t(pass);
    sink = sink + sums[0] + sums[1] + sums[2] + sums[3];
    double seconds = threadTime() - start;
    best = std::max(best, double(words.size()) * 8 * passes / seconds);
  }
  return best;
}

llvm::Error driver::measureMachine(const Options &options) {
  auto peak = PeakLoop::create(options.cpu);
  if (!peak)
    return fail(Exit::Usage, peak.takeError());
  analysis::Machine machine;
  machine.cpu = llvm::sys::getHostCPUName().str();
  for (int sample = 0; sample < 200; ++sample)
    machine.flopsPerSecond =
        std::max(machine.flopsPerSecond, (*peak)->measure());
  // Beyond any cache, and within the second level.
  machine.bytesPerSecond =
      measureRead(std::vector<uint64_t>(size_t(1) << 26, 1), 1);
  machine.cacheBytesPerSecond =
      measureRead(std::vector<uint64_t>(size_t(1) << 14, 1), 2000);
  llvm::outs() << machine.cpu
               << llvm::format(": %.1f GFLOP/s, %.1f GB/s from memory, %.1f "
                               "GB/s from cache, one core\n",
                               machine.flopsPerSecond / 1e9,
                               machine.bytesPerSecond / 1e9,
                               machine.cacheBytesPerSecond / 1e9);
  return writeJSON(options.machine, machine.getJSON());
}
