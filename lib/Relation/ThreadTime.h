// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Time that this thread has worked: caps in it cut at the same place on a busy
// machine.

#pragma once

#include <ctime>

namespace ambit::relation {

inline double threadMilliseconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) * 1e3 + double(now.tv_nsec) * 1e-6;
}

} // namespace ambit::relation
