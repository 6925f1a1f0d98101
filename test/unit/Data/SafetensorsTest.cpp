// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files as other tools write them, and every way to get one wrong.

#include "ambit/Data/Safetensors.h"

#include "Files.h"

#include <cstring>

using namespace ambit::data;
using llvm::StringRef;

namespace {
struct SafetensorsTest : FileTest {
  static std::string file(StringRef header, StringRef data = "") {
    std::string bytes;
    for (int i = 0; i < 8; ++i)
      bytes.push_back(char(uint64_t(header.size()) >> (8 * i)));
    return bytes + header.str() + data.str();
  }
  std::string openMessage(StringRef bytes) {
    return messageOf(Safetensors::open(store("w.safetensors", bytes)));
  }
  std::string headerMessage(StringRef header, StringRef data = "") {
    return openMessage(file(header, data));
  }
};
} // namespace

static constexpr StringRef twoArrays =
    R"({"__metadata__":{"format":"pt"},)"
    R"("b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
    R"("a":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}})";

TEST_F(SafetensorsTest, RoundTrips) {
  Array first = llvm::cantFail(Array::allocate(ElementType::BF16, {3, 1}));
  Array second = llvm::cantFail(Array::allocate(ElementType::F64, {2}));
  Array empty = llvm::cantFail(Array::allocate(ElementType::I64, {0, 4}));
  static_cast<double *>(second.mutableData())[1] = 0.5;
  static_cast<uint16_t *>(first.mutableData())[2] = 0x3f80;
  std::string name = "layer.0/\"weight\"\n\u00e9";
  ASSERT_FALSE(writeSafetensors(
      path("w"), {{"first", first}, {name, second}, {"empty", empty}}));
  Safetensors back = llvm::cantFail(Safetensors::open(path("w")));
  EXPECT_EQ(back.entries().size(), 3u);
  // Six bytes of bf16 leave the f64 elements unaligned.
  Array array = llvm::cantFail(back.get(name));
  EXPECT_EQ(static_cast<const double *>(array.data())[1], 0.5);
  array = llvm::cantFail(back.get("first"));
  EXPECT_EQ(array.type(), ElementType::BF16);
  EXPECT_EQ(static_cast<const uint16_t *>(array.data())[2], 0x3f80);
  EXPECT_EQ(llvm::cantFail(back.get("empty")).byteSize(), 0);
}

TEST_F(SafetensorsTest, OutlivesTheOpenFile) {
  Array array = llvm::cantFail(Array::allocate(ElementType::F32, {1 << 16}));
  static_cast<float *>(array.mutableData())[65535] = 3;
  ASSERT_FALSE(writeSafetensors(path("w"), {{"x", array}}));
  Array back =
      llvm::cantFail(llvm::cantFail(Safetensors::open(path("w"))).get("x"));
  EXPECT_EQ(static_cast<const float *>(back.data())[65535], 3);
}

TEST_F(SafetensorsTest, FindsArraysByName) {
  Safetensors open = llvm::cantFail(
      Safetensors::open(store("w", file(twoArrays, "12345678abc"))));
  EXPECT_EQ(open.entries()[0].name, "b");
  EXPECT_EQ(open.find("c"), nullptr);
  EXPECT_EQ(messageOf(open.get("c")),
            "expected an array 'c', but got none of this name");
  EXPECT_EQ(messageOf(open.get("a")), "expected 'a' to be F16, BF16, F32, F64, "
                                      "I32 or I64, but got U8");
}

TEST_F(SafetensorsTest, AcceptsAnEmptyFileOfArrays) {
  EXPECT_EQ(headerMessage("{}"), "");
  EXPECT_EQ(headerMessage("{}   "), "");
}

TEST_F(SafetensorsTest, RefusesEveryTruncation) {
  std::string whole = file(twoArrays, "12345678abc");
  ASSERT_EQ(openMessage(whole), "");
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_TRUE(StringRef(openMessage(StringRef(whole).take_front(size)))
                    .starts_with("expected "))
        << size;
    // A header that ends early, its size told truly.
    if (size < twoArrays.size())
      EXPECT_TRUE(StringRef(headerMessage(twoArrays.take_front(size)))
                      .starts_with("expected "))
          << size;
  }
  EXPECT_EQ(openMessage(whole + "d"), "expected 11 bytes of data, but got 12");
}

TEST_F(SafetensorsTest, SurvivesEveryChangedByte) {
  std::string whole = file(twoArrays, "12345678abc");
  for (size_t at = 0; at < whole.size(); ++at)
    for (char value : changedBytes) {
      std::string changed = whole;
      changed[at] = value;
      openMessage(changed);
    }
}

TEST_F(SafetensorsTest, RefusesLargeHeaders) {
  EXPECT_EQ(openMessage(std::string(8, '\xff')),
            "expected a header of at most 16777216 bytes, but got one of "
            "18446744073709551615");
  EXPECT_EQ(openMessage(StringRef("\0\0\0\1\0\0\0\0{}", 10)),
            "expected a header of 16777216 bytes, but got 2");
  EXPECT_EQ(openMessage(""), "expected the header size in 8 bytes, but got 0");
}

TEST_F(SafetensorsTest, RefusesDeepNesting) {
  EXPECT_EQ(headerMessage("{" + std::string(1000000, '[')),
            "expected a header nested at most 3 deep, but got more at byte 3");
  EXPECT_EQ(headerMessage(R"({"a":{"dtype":[[1]]}})"),
            "expected a header nested at most 3 deep, but got more at byte 15");
}

TEST_F(SafetensorsTest, RefusesOtherJson) {
  for (StringRef header :
       {"", "[]", " {}", "{", "{]", "{}{}", "{\"a\"}", "{\"a\":}", "{\"a",
        "{\"a\\", "{\"\xff\":1}", "{}]", "{\"a\":nul}", "{\"\\ud800\":{}}"})
    EXPECT_TRUE(StringRef(headerMessage(header)).starts_with("expected "))
        << header.str();
}

TEST_F(SafetensorsTest, RefusesRepeatedKeys) {
  EXPECT_EQ(
      headerMessage(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},)"
                    R"("\u0061":{"dtype":"U8","shape":[0],)"
                    R"("data_offsets":[0,0]}})"),
      "expected distinct keys in the header, but got 'a' twice");
  EXPECT_EQ(headerMessage(R"({"a":{"dtype":"U8","dtype":"I8"}})"),
            "expected distinct keys in the header, but got 'dtype' twice");
}

TEST_F(SafetensorsTest, RefusesOtherEntries) {
  auto entry = [&](StringRef members) {
    return headerMessage(("{\"a\":{" + members + "}}").str());
  };
  EXPECT_EQ(headerMessage(R"({"a":1})"), "expected 'a' to be an object");
  EXPECT_EQ(entry(R"("dtype":"F4")"),
            "expected a known 'dtype' for 'a', but got 'F4'");
  EXPECT_EQ(entry(R"("dtype":"F32")"),
            "expected 'shape' of 'a' to be an array");
  EXPECT_EQ(entry(R"("dtype":"F32","shape":[0])"),
            "expected 'data_offsets' of 'a' to be an array");
  EXPECT_EQ(entry(R"("dtype":"F32","shape":[0],"data_offsets":[0])"),
            "expected two 'data_offsets' for 'a', but got 1");
  EXPECT_EQ(entry(R"("kind":1)"), "expected the keys 'dtype', 'shape' and "
                                  "'data_offsets' in 'a', but got 'kind'");
  EXPECT_EQ(headerMessage(R"({"__metadata__":{"a":1}})"),
            "expected '__metadata__' to be an object of strings");
}

TEST_F(SafetensorsTest, RefusesHostileSizes) {
  auto message = [&](StringRef shape, StringRef offsets) {
    return headerMessage((R"({"a":{"dtype":"F32","shape":)" + shape +
                          R"(,"data_offsets":)" + offsets + "}}")
                             .str(),
                         "1234");
  };
  EXPECT_EQ(message("[1]", "[0,4]"), "");
  EXPECT_EQ(message("[4611686018427387904,4]", "[0,4]"),
            "expected 'a' to have a size below 2^63 bytes, but got shape "
            "[4611686018427387904, 4]");
  EXPECT_EQ(message("[2]", "[0,4]"), "expected 8 bytes for 'a' of shape [2], "
                                     "but got 'data_offsets' [0, 4]");
  EXPECT_EQ(message("[1]", "[4,0]"), "expected 4 bytes for 'a' of shape [1], "
                                     "but got 'data_offsets' [4, 0]");
  EXPECT_EQ(message("[1000000000000]", "[0,4000000000000]"),
            "expected 4000000000000 bytes of data, but got 4");
  EXPECT_EQ(message("[1]", "[9223372036854775804,9223372036854775808]"),
            "expected 'data_offsets' of 'a' to hold sizes from 0 to 2^63 - 1");
  EXPECT_EQ(message("[18446744073709551616]", "[0,4]"),
            "expected 'shape' of 'a' to hold sizes from 0 to 2^63 - 1");
  EXPECT_EQ(message("[-1]", "[0,4]"), "expected strings and whole numbers in "
                                      "the header, but got '-1],\\22data_'");
  EXPECT_EQ(message("[1.0]", "[0,4]"), "expected strings and whole numbers in "
                                       "the header, but got '.0],\\22data_'");
}

TEST_F(SafetensorsTest, RefusesGapsAndOverlaps) {
  auto message = [&](StringRef first, StringRef second) {
    auto entry = [](StringRef name, StringRef offsets) {
      return ("\"" + name + R"(":{"dtype":"I32","shape":[1],"data_offsets":)" +
              offsets + "}")
          .str();
    };
    return headerMessage(
        "{" + entry("a", first) + "," + entry("b", second) + "}", "12345678");
  };
  EXPECT_EQ(message("[4,8]", "[0,4]"), "");
  EXPECT_EQ(message("[0,4]", "[2,6]"),
            "expected the data of 'b' to begin at byte 4, but got 2");
  EXPECT_EQ(message("[0,4]", "[0,4]"),
            "expected the data of 'b' to begin at byte 4, but got 0");
  EXPECT_EQ(message("[0,4]", "[5,9]"),
            "expected the data of 'b' to begin at byte 4, but got 5");
}

TEST_F(SafetensorsTest, RefusesToWriteANameTwice) {
  Array array = llvm::cantFail(Array::allocate(ElementType::F32, {1}));
  llvm::Error error = writeSafetensors(path("w"), {{"x", array}, {"x", array}});
  EXPECT_EQ(toString(std::move(error)),
            path("w") + ": expected distinct names, but got 'x' twice");
  EXPECT_EQ(fileCount(), 0u);
}
