// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes the C header of a compiled model.
#include "ambit/Emit/Interface.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::emit;

static constexpr llvm::StringLiteral preamble = R"(
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef AMBIT_ARRAY
#define AMBIT_ARRAY
/* One contiguous array in C order. `shape` has one number per dimension. */
typedef struct AmbitArray {
  void *data;
  const int64_t *shape;
} AmbitArray;

/* Name, element type and shape of an array of the interface. A dimension of
   -1 is dynamic: its size is read from AmbitArray. */
typedef struct AmbitArrayInfo {
  const char *name;
  const char *type;
  int64_t rank;
  const int64_t *shape;
} AmbitArrayInfo;

/* Status of every function. A status above 0 is the number of a failed check:
   f_error gives its message. */
enum { AMBIT_OK = 0, AMBIT_OUT_OF_MEMORY = -1, AMBIT_WRONG_PROCESSOR = -2 };
#endif
)";

/// Text as a C string literal.
static std::string quote(StringRef text) {
  std::string result;
  llvm::raw_string_ostream os(result);
  os << '"';
  // Escapes are octal: a hexadecimal one would swallow the digits behind it.
  for (unsigned char c : text)
    if (llvm::isPrint(c) && c != '"' && c != '\\' && c != '?')
      os << c;
    else
      os << '\\' << char('0' + (c >> 6)) << char('0' + ((c >> 3) & 7))
         << char('0' + (c & 7));
  os << '"';
  return result;
}

/// Text inside a C comment.
static std::string inComment(StringRef text) {
  std::string result;
  for (unsigned char c : text)
    result += llvm::isPrint(c) && c != '*' ? char(c) : '?';
  return result;
}

static std::string printType(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

static void printArrays(llvm::raw_ostream &os, const Entry &entry,
                        StringRef kind, ArrayRef<Array> arrays) {
  std::string prefix = entry.name + "_" + kind.str();
  os << "/* Order of `" << kind << "`. */\nenum { " << prefix
     << "_count = " << arrays.size() << " };\n";
  if (arrays.empty())
    return;
  for (auto [index, array] : llvm::enumerate(arrays)) {
    os << "static const int64_t " << prefix << "_shape_" << index << "[] = {";
    for (int64_t size : array.type.getShape())
      os << (ShapedType::isDynamic(size) ? -1 : size) << ", ";
    // Never an empty list: C has no empty array.
    os << "0};\n";
  }
  os << "static const AmbitArrayInfo " << prefix << "[] = {\n";
  for (auto [index, array] : llvm::enumerate(arrays))
    os << "    {" << quote(array.name) << ", "
       << quote(printType(array.type.getElementType())) << ", "
       << array.type.getRank() << ", " << prefix << "_shape_" << index
       << "},\n";
  os << "};\n";
}

static void printSummary(llvm::raw_ostream &os, StringRef kind,
                         ArrayRef<Array> arrays) {
  for (auto [index, array] : llvm::enumerate(arrays)) {
    os << "     " << kind << "[" << index << "]  " << inComment(array.name)
       << ": " << printType(array.type.getElementType()) << " [";
    llvm::interleaveComma(array.type.getShape(), os, [&](int64_t size) {
      ShapedType::isDynamic(size) ? os << "?" : os << size;
    });
    os << "]\n";
  }
}

/// `f_error`: the message of a status with its two values, like snprintf.
static void printErrorFunction(llvm::raw_ostream &os, const Entry &entry) {
  os << "/* Writes the message of a status; `got` are the values that "
     << entry.name << "_shapes\n   wrote. Returns what snprintf returns. */\n"
     << "static inline int " << entry.name
     << "_error(int32_t status, const int64_t got[2], char *text,\n"
     << "                          size_t size) {\n"
     << "  switch (status) {\n"
     << "  case AMBIT_OK:\n    return snprintf(text, size, \"no error\");\n"
     << "  case AMBIT_OUT_OF_MEMORY:\n"
     << "    return snprintf(text, size, \"out of memory\");\n"
     << "  case AMBIT_WRONG_PROCESSOR:\n"
     << "    return snprintf(text, size, \"no code for this processor\");\n";
  for (auto [index, check] : llvm::enumerate(entry.checks)) {
    os << "  case " << index + 1 << ":\n    return snprintf(text, size, ";
    std::string format, values;
    for (StringRef rest = check; !rest.empty();) {
      bool isValue = rest.starts_with("{0}") || rest.starts_with("{1}");
      if (isValue) {
        format += "%lld";
        values += std::string(", (long long)got[") + rest[1] + "]";
      } else {
        format += rest.front() == '%' ? std::string("%%")
                                      : std::string(1, rest.front());
      }
      rest = rest.drop_front(isValue ? 3 : 1);
    }
    os << quote(format) << values << ");\n";
  }
  os << "  default:\n"
     << "    return snprintf(text, size, \"unknown status %d\", (int)status);\n"
     << "  }\n}\n";
}

static void printEntry(llvm::raw_ostream &os, const Entry &entry) {
  os << "\n/* " << entry.name << "\n\n";
  printSummary(os, "inputs", entry.inputs);
  printSummary(os, "globals", entry.globals);
  printSummary(os, "outputs", entry.outputs);
  os << "\n   The caller owns all memory. " << entry.name
     << "_shapes checks the shapes and writes those of\n   the outputs; it "
        "reads no data. On a failed check it writes two values to\n   `got` "
        "for the message. "
     << entry.name << " makes the same checks, then computes. */\n"
     << "int32_t " << entry.name
     << "_shapes(const AmbitArray *inputs, const AmbitArray *globals,\n"
     << "        int64_t *const *output_shapes, int64_t got[2]);\n"
     << "int32_t " << entry.name
     << "(const AmbitArray *inputs, const AmbitArray *globals,\n"
     << "        const AmbitArray *outputs);\n"
     << "/* Threads that the functions of this library may use; 0: all. */\n"
     << "void " << entry.name << "_set_threads(int32_t count);\n\n";
  printArrays(os, entry, "inputs", entry.inputs);
  printArrays(os, entry, "globals", entry.globals);
  printArrays(os, entry, "outputs", entry.outputs);
  printErrorFunction(os, entry);
}

std::string emit::printHeader(ArrayRef<Entry> entries, StringRef guard) {
  std::string name = "AMBIT_MODEL_";
  for (char c : guard)
    name += llvm::isAlnum(c) ? llvm::toUpper(c) : '_';
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "/* Generated by `ambit compile`. */\n#ifndef " << name
     << "_H\n#define " << name << "_H\n"
     << preamble;
  for (const Entry &entry : entries)
    printEntry(os, entry);
  os << "\n#ifdef __cplusplus\n}\n#endif\n#endif\n";
  return text;
}
