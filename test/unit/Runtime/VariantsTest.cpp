// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The choice between variants, on whatever processor this is.
#include "ambit/Runtime/Variants.h"
#include "ambit/Runtime/Runtime.h"

#include <gtest/gtest.h>
#include <vector>

namespace {
constexpr uint32_t saved = 4;

int32_t choose(const std::vector<uint32_t> &requirements, int32_t count) {
  int32_t chosen = 0;
  int32_t first = ambit_choose_variant(requirements.data(), count, &chosen);
  EXPECT_EQ(ambit_choose_variant(requirements.data(), count, &chosen), first);
  return first;
}
} // namespace

TEST(Variants, NothingIsRequired) {
  EXPECT_EQ(choose({0}, 1), 0);
  EXPECT_EQ(choose({0, 0, 0}, 3), 2);
}

TEST(Variants, NoneFits) {
  EXPECT_EQ(choose({}, 0), -1);
  // The bits of XCR0 that no processor defines.
  EXPECT_EQ(choose({1, 0, 0, saved, 0x70000000}, 1), -1);
}

TEST(Variants, TheLastThatFits) {
  EXPECT_EQ(choose({0, 1, 0, 0, saved, 0x70000000}, 2), 0);
  EXPECT_EQ(choose({0, 1, 0, 0, saved, 0x70000000, 0}, 3), 2);
}

#if defined(__x86_64__)
TEST(Variants, EveryPlaceCounts) {
  // Leaf 1, EDX: the x87 unit and SSE2.
  const std::vector<uint32_t> both = {2, 1, 0, 3, 1, 1, 0, 3, 1u << 26};
  EXPECT_EQ(choose(both, 1), 0);
  const std::vector<uint32_t> more = {2, 1, 0, 3, 1, 0, 0, saved, 0x70000000};
  EXPECT_EQ(choose(more, 1), -1);
}

TEST(Variants, MatrixUnitWithLeave) {
  bool isThere = ambit_request_matrix_unit() == 1;
  EXPECT_EQ(ambit_request_matrix_unit() == 1, isThere);
  EXPECT_EQ(choose({1, 0, 0, saved, 0x60000}, 1), isThere ? 0 : -1);
}

TEST(Variants, ALeafThatIsNotThere) {
  EXPECT_EQ(choose({1, 0x0fffffff, 0, 0, 1}, 1), -1);
}
#endif
