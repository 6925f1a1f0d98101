// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What code that counts its bytes tells.
#ifndef AMBIT_LIB_DRIVER_COUNTBYTES_H
#define AMBIT_LIB_DRIVER_COUNTBYTES_H

#include <cstdint>

namespace ambit::driver {

struct CountedBytes {
  int64_t read = 0, written = 0;
};

/// Called by compiled code, on any thread.
void countBytes(int64_t read, int64_t written);

/// What was counted since the last call.
CountedBytes takeCountedBytes();

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_COUNTBYTES_H
