// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Alignment, and sizes that cannot be had.

#include "ambit/Runtime/Runtime.h"

#include <gtest/gtest.h>

#include <cstring>

TEST(MemoryTest, AlignsMemory) {
  for (int64_t bytes : {0, 1, 63, 64, 65, 100000}) {
    void *memory = ambit_allocate(bytes);
    ASSERT_NE(memory, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(memory) % 64, 0u);
    std::memset(memory, 1, bytes);
    ambit_free(memory);
  }
  ambit_free(nullptr);
}

TEST(MemoryTest, RefusesImpossibleSizes) {
  for (int64_t bytes : {int64_t(-1), INT64_MIN, INT64_MAX, int64_t(1) << 60})
    EXPECT_EQ(ambit_allocate(bytes), nullptr);
}
