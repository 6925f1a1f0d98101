// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files as NumPy writes them, and every way to get one wrong.

#include "ambit/Data/Npy.h"

#include "Files.h"

#include <cstring>

using namespace ambit::data;
using llvm::StringRef;

namespace {
struct NpyTest : FileTest {
  /// A version 1 file around a header text.
  static std::string file(StringRef header, StringRef data = "") {
    std::string bytes("\x93NUMPY\1\0", 8);
    bytes.push_back(char(header.size() & 255));
    bytes.push_back(char(header.size() >> 8));
    return bytes + header.str() + data.str();
  }
  static std::string dictionary(StringRef description, StringRef order,
                                StringRef shape) {
    return ("{'descr': " + description + ", 'fortran_order': " + order +
            ", 'shape': " + shape + ", }\n")
        .str();
  }
  std::string readMessage(StringRef bytes) {
    return messageOf(readNpy(store("x.npy", bytes)));
  }
};
} // namespace

TEST_F(NpyTest, RoundTripsEveryTypeAndRank) {
  std::vector<int64_t> shapes[] = {{}, {3}, {2, 5}, {4, 0, 3}, {1, 2, 3, 4}};
  for (ElementType type :
       {ElementType::F16, ElementType::BF16, ElementType::F32, ElementType::F64,
        ElementType::I32, ElementType::I64})
    for (llvm::ArrayRef<int64_t> shape : shapes) {
      Array array = llvm::cantFail(Array::allocate(type, shape));
      for (int64_t i = 0; i < array.byteSize(); ++i)
        static_cast<char *>(array.mutableData())[i] = char(i * 7 + 1);
      ASSERT_FALSE(writeNpy(path("x.npy"), array));
      EXPECT_EQ((load("x.npy").size() - array.byteSize()) % 64, 0u);
      Array back = llvm::cantFail(readNpy(path("x.npy")));
      EXPECT_EQ(back.type(), type);
      EXPECT_EQ(back.shape(), shape);
      EXPECT_EQ(std::memcmp(back.data(), array.data(), array.byteSize()), 0);
    }
}

TEST_F(NpyTest, WritesWhatNumPyWrites) {
  Array array = llvm::cantFail(Array::allocate(ElementType::F32, {2, 3}));
  ASSERT_FALSE(writeNpy(path("x.npy"), array));
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, "
                       "3), }";
  header.resize(117, ' ');
  EXPECT_EQ(load("x.npy"), file(header + '\n', std::string(24, '\0')));
}

TEST_F(NpyTest, ReadsVersions2And3) {
  std::string header = dictionary("'<i4'", "False", "(1,)");
  for (char version : {2, 3}) {
    std::string bytes("\x93NUMPY", 6);
    bytes += {version, 0, char(header.size()), 0, 0, 0};
    bytes += header + std::string("\1\2\0\0", 4);
    Array array = llvm::cantFail(readNpy(store("x.npy", bytes)));
    EXPECT_EQ(*static_cast<const int32_t *>(array.data()), 513);
  }
}

TEST_F(NpyTest, ReadsLargeFilesByMapping) {
  Array array = llvm::cantFail(Array::allocate(ElementType::F64, {1 << 16}));
  static_cast<double *>(array.mutableData())[65535] = 2.5;
  ASSERT_FALSE(writeNpy(path("x.npy"), array));
  Array back = llvm::cantFail(readNpy(path("x.npy")));
  EXPECT_EQ(static_cast<const double *>(back.data())[65535], 2.5);
}

TEST_F(NpyTest, AcceptsAnyOrderOfKeysAndEitherQuote) {
  EXPECT_EQ(readMessage(file("{\"shape\":(),'fortran_order':False,"
                             "'descr':\"bfloat16\"}",
                             "ab")),
            "");
  EXPECT_EQ(readMessage(file(dictionary("'|V2'", "False", "()"), "ab")), "");
}

TEST_F(NpyTest, RefusesEveryTruncation) {
  std::string whole = file(dictionary("'<f4'", "False", "(2,)"), "12345678");
  ASSERT_EQ(readMessage(whole), "");
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_TRUE(StringRef(readMessage(StringRef(whole).take_front(size)))
                    .starts_with("expected "))
        << size;
  EXPECT_EQ(readMessage(whole + "9"),
            "expected 8 bytes of elements for shape [2], but got 9");
}

TEST_F(NpyTest, SurvivesEveryChangedByte) {
  std::string whole = file(dictionary("'<f4'", "False", "(2,)"), "12345678");
  for (size_t at = 0; at < whole.size(); ++at)
    for (char value : changedBytes) {
      std::string changed = whole;
      changed[at] = value;
      readMessage(changed);
    }
}

TEST_F(NpyTest, RefusesOtherFormats) {
  EXPECT_EQ(readMessage("PK\3\4 a zip file"),
            "expected a .npy file, but got other first bytes");
  EXPECT_EQ(readMessage(StringRef("\x93NUMPY\4\0", 8)),
            "expected format version 1.0, 2.0 or 3.0, but got 4.0");
}

TEST_F(NpyTest, RefusesLargeHeaders) {
  EXPECT_EQ(readMessage(StringRef("\x93NUMPY\2\0\xff\xff\xff\xff{", 13)),
            "expected a header of at most 65535 bytes, but got one of "
            "4294967295");
  EXPECT_EQ(readMessage(StringRef("\x93NUMPY\1\0\xff\xff{", 11)),
            "expected a header of 65535 bytes, but got 1");
}

TEST_F(NpyTest, RefusesOtherElements) {
  EXPECT_EQ(readMessage(file(dictionary("'>f4'", "False", "()"), "1234")),
            "expected element type '<f2', '<f4', '<f8', '<i4', '<i8' or '<V2' "
            "(bf16), but got '>f4'");
  EXPECT_EQ(readMessage(file(dictionary("[('a', '<f4')]", "False", "()"))),
            "expected one element type, but got a record");
  EXPECT_EQ(readMessage(file(dictionary("'|O'", "False", "()"))),
            "expected element type '<f2', '<f4', '<f8', '<i4', '<i8' or '<V2' "
            "(bf16), but got '|O'");
}

TEST_F(NpyTest, RefusesFortranOrder) {
  EXPECT_EQ(readMessage(file(dictionary("'<f4'", "True", "(1, 1)"), "1234")),
            "expected elements in C order, but got Fortran order (save "
            "numpy.ascontiguousarray of it)");
}

TEST_F(NpyTest, RefusesHostileShapes) {
  auto message = [&](StringRef shape) {
    return readMessage(file(dictionary("'<f4'", "False", shape), "1234"));
  };
  EXPECT_EQ(message("(4611686018427387904, 4)"),
            "expected a size below 2^63 bytes, but got shape "
            "[4611686018427387904, 4]");
  EXPECT_EQ(message("(0, 9223372036854775807, 2)"),
            "expected a size below 2^63 bytes, but got shape "
            "[0, 9223372036854775807, 2]");
  EXPECT_EQ(message("(1000000000000,)"),
            "expected 4000000000000 bytes of elements for shape "
            "[1000000000000], but got 4");
  for (StringRef shape :
       {"(9223372036854775808,)", "(-1,)", "(1e3,)", "(0x10,)", "(nan,)", "(,)",
        "(1)", "(1 2)", "1", "[1]", "((1,),)", "(99999999999999999999,)"})
    EXPECT_TRUE(StringRef(message(shape)).starts_with("expected "))
        << shape.str();
  std::string deep(10000, '(');
  EXPECT_TRUE(StringRef(message(deep)).starts_with("expected a size"));
  std::string many = "(";
  for (int i = 0; i < 33; ++i)
    many += "1,";
  EXPECT_EQ(message(many + ")"),
            "expected at most 32 dimensions, but got more");
}

TEST_F(NpyTest, RefusesOtherDictionaries) {
  std::string entry = "'descr': '<f4', 'fortran_order': False, 'shape': ()";
  EXPECT_EQ(readMessage(file("{" + entry + ", 'shape': ()}", "1234")),
            "expected distinct keys in the header, but got 'shape' twice");
  EXPECT_EQ(readMessage(file("{" + entry + ", 'extra': 1}", "1234")),
            "expected the keys 'descr', 'fortran_order' and 'shape' in the "
            "header, but got 'extra'");
  EXPECT_EQ(readMessage(file("{'descr': '<f4'}", "1234")),
            "expected the keys 'descr', 'fortran_order' and 'shape' in the "
            "header, but got fewer");
  EXPECT_EQ(readMessage(file("{" + entry + "} + {}", "1234")),
            "expected only spaces after the dictionary in the header, but got "
            "'+ {}'");
}

TEST_F(NpyTest, RefusesWhatIsNoFile) {
  EXPECT_EQ(messageOf(readNpy(path("absent.npy"))),
            "cannot read: No such file or directory");
  EXPECT_EQ(messageOf(readNpy(folder)),
            "expected a regular file, but got a directory");
  EXPECT_EQ(messageOf(readNpy("/dev/zero")),
            "expected a regular file, but got a device");
  EXPECT_EQ(readMessage(""), "expected a .npy file, but got other first bytes");
}

TEST_F(NpyTest, LeavesNothingBehindWhenItCannotWrite) {
  Array array = llvm::cantFail(Array::allocate(ElementType::F32, {2}));
  EXPECT_TRUE(bool(llvm::Error(writeNpy(path("absent/x.npy"), array))));
  ASSERT_FALSE(llvm::sys::fs::create_directory(path("taken.npy")));
  llvm::Error error = writeNpy(path("taken.npy"), array);
  EXPECT_EQ(toString(std::move(error)),
            path("taken.npy") +
                ": cannot write: it exists and is no regular file");
  EXPECT_EQ(fileCount(), 1u);
}

TEST_F(NpyTest, ReplacesAFileAtOnce) {
  store("x.npy", "old");
  Array array = llvm::cantFail(Array::allocate(ElementType::F32, {2}));
  ASSERT_FALSE(writeNpy(path("x.npy"), array));
  EXPECT_EQ(load("x.npy").size(), 136u);
  EXPECT_EQ(fileCount(), 1u);
}
