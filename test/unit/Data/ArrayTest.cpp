// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sizes that would overflow, memory that is not there, unaligned elements.

#include "ambit/Data/Array.h"

#include "Files.h"

#include <array>
#include <cstring>

using namespace ambit::data;

TEST(ArrayTest, CountsBytes) {
  EXPECT_EQ(byteCount({}, 4), 4);
  EXPECT_EQ(byteCount({2, 3}, 8), 48);
  EXPECT_EQ(byteCount({2, 0, 3}, 8), 0);
  EXPECT_EQ(byteCount({INT64_MAX}, 1), INT64_MAX);
  EXPECT_EQ(byteCount({INT64_MAX}, 2), std::nullopt);
  EXPECT_EQ(byteCount({0, INT64_MAX, 2}, 4), std::nullopt);
  EXPECT_EQ(byteCount({-1}, 4), std::nullopt);
  EXPECT_EQ(byteCount({-1, 0}, 4), std::nullopt);
}

TEST(ArrayTest, NamesElementTypes) {
  for (ElementType type :
       {ElementType::F16, ElementType::BF16, ElementType::F32, ElementType::F64,
        ElementType::I32, ElementType::I64})
    EXPECT_EQ(parseElementType(elementTypeName(type)), type);
  EXPECT_EQ(parseElementType("f8"), std::nullopt);
}

TEST(ArrayTest, AllocatesZeroedAndAligned) {
  Array array = llvm::cantFail(Array::allocate(ElementType::BF16, {3, 5}));
  EXPECT_EQ(array.byteSize(), 30);
  EXPECT_EQ(array.elementCount(), 15);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(array.data()) % 64, 0u);
  const char zeros[30] = {};
  EXPECT_EQ(std::memcmp(array.data(), zeros, sizeof zeros), 0);
}

TEST(ArrayTest, AllocatesNothingForAnEmptyArray) {
  Array array = llvm::cantFail(Array::allocate(ElementType::F32, {0, 7}));
  EXPECT_EQ(array.byteSize(), 0);
  EXPECT_NE(array.data(), nullptr);
}

TEST(ArrayTest, ReportsMissingMemory) {
  auto overflow = Array::allocate(ElementType::F32, {INT64_MAX, 2});
  ASSERT_FALSE(overflow);
  consumeError(overflow.takeError());
  auto huge = Array::allocate(ElementType::F32, {int64_t(1) << 59});
  ASSERT_FALSE(huge);
  EXPECT_EQ(toString(huge.takeError()),
            "expected memory for an array of [576460752303423488] f32, but got "
            "none");
}

TEST(ArrayTest, CopiesUnalignedElements) {
  auto storage = std::make_shared<std::array<double, 3>>();
  char *bytes = reinterpret_cast<char *>(storage->data());
  float value = 1.5f;
  std::memcpy(bytes + 1, &value, sizeof value);
  Array copied =
      llvm::cantFail(Array::share(ElementType::F32, {1}, storage, bytes + 1));
  EXPECT_EQ(*static_cast<const float *>(copied.data()), 1.5f);
  Array shared =
      llvm::cantFail(Array::share(ElementType::F32, {1}, storage, bytes));
  EXPECT_EQ(shared.data(), bytes);
}
