// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A folder that goes away with the test, and what the file tests share.

#ifndef AMBIT_TEST_UNIT_DATA_FILES_H
#define AMBIT_TEST_UNIT_DATA_FILES_H

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

/// Files in a temporary folder.
class FileTest : public ::testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("ambit-data", folder));
  }
  void TearDown() override {
    EXPECT_FALSE(llvm::sys::fs::remove_directories(folder));
  }

  std::string path(llvm::StringRef name) {
    llvm::SmallString<128> full(folder);
    llvm::sys::path::append(full, name);
    return full.str().str();
  }

  std::string store(llvm::StringRef name, llvm::StringRef bytes) {
    std::error_code error;
    llvm::raw_fd_ostream stream(path(name), error);
    EXPECT_FALSE(error);
    stream << bytes;
    return path(name);
  }

  std::string load(llvm::StringRef name) {
    auto buffer = llvm::MemoryBuffer::getFile(path(name));
    return buffer ? (*buffer)->getBuffer().str() : "";
  }

  size_t fileCount() {
    std::error_code error;
    size_t count = 0;
    for (llvm::sys::fs::directory_iterator it(folder, error), end;
         it != end && !error; it.increment(error))
      ++count;
    return count;
  }

  llvm::SmallString<128> folder;
};

/// What a test writes over each byte of a good file: ends of numbers, and what
/// means something in a header.
inline constexpr char changedBytes[] = {0,    1,   '\x7f', '\x80', '\xff',
                                        '9',  '{', ']',    '"',    '\'',
                                        '\\', '-', ',',    '\n'};

/// The message of an error without the path in front, or "" for a success.
template <typename T> std::string messageOf(llvm::Expected<T> value) {
  if (value)
    return "";
  std::string text = toString(value.takeError());
  return llvm::StringRef(text).split(": ").second.str();
}

#endif // AMBIT_TEST_UNIT_DATA_FILES_H
