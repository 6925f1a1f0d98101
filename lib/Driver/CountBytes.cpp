// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Two counters for all threads.
#include "CountBytes.h"

#include <atomic>

using namespace ambit::driver;

static std::atomic<int64_t> readBytes, writtenBytes;

void ambit::driver::countBytes(int64_t read, int64_t written) {
  readBytes.fetch_add(read, std::memory_order_relaxed);
  writtenBytes.fetch_add(written, std::memory_order_relaxed);
}

CountedBytes ambit::driver::takeCountedBytes() {
  return {readBytes.exchange(0), writtenBytes.exchange(0)};
}
