// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads and writes `.npy`. The header is a Python dictionary of three known
// keys; exactly that much of Python is understood.

#include "ambit/Data/Npy.h"
#include "ambit/Data/File.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"

using namespace ambit::data;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

static constexpr StringRef magic("\x93NUMPY", 6);

// NumPy itself stops at 10,000 bytes.
static constexpr uint32_t maxHeaderSize = 65535;

static std::optional<ElementType> parseDescription(StringRef text) {
  return llvm::StringSwitch<std::optional<ElementType>>(text)
      .Case("<f2", ElementType::F16)
      .Cases({"<V2", "|V2", "bfloat16"}, ElementType::BF16)
      .Case("<f4", ElementType::F32)
      .Case("<f8", ElementType::F64)
      .Case("<i4", ElementType::I32)
      .Case("<i8", ElementType::I64)
      .Default(std::nullopt);
}

static StringRef descriptionOf(ElementType type) {
  switch (type) {
  case ElementType::F16:
    return "<f2";
  case ElementType::BF16:
    return "<V2";
  case ElementType::F32:
    return "<f4";
  case ElementType::F64:
    return "<f8";
  case ElementType::I32:
    return "<i4";
  case ElementType::I64:
    return "<i8";
  }
  llvm_unreachable("all element types are listed");
}

namespace {
/// What the dictionary says; a key that is missing has no value.
struct Header {
  std::optional<StringRef> description;
  std::optional<bool> fortranOrder;
  std::optional<llvm::SmallVector<int64_t>> shape;
};

/// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
class HeaderParser {
public:
  HeaderParser(StringRef path, StringRef text) : path(path), text(text) {}

  Expected<Header> parse();

private:
  Error unexpected(StringRef wanted) {
    StringRef rest = text.ltrim();
    return fileError(
        path, "expected " + wanted + " in the header, but got " +
                  (rest.empty() ? "its end" : quoted(rest.take_front(20))));
  }
  bool consume(StringRef token) {
    text = text.ltrim();
    return text.consume_front(token);
  }
  Expected<StringRef> parseString();
  Expected<bool> parseBool();
  Expected<llvm::SmallVector<int64_t>> parseShape();
  Error parseEntry(Header &header);

  StringRef path;
  StringRef text;
};
} // namespace

Expected<StringRef> HeaderParser::parseString() {
  text = text.ltrim();
  if (text.empty() || (text.front() != '\'' && text.front() != '"'))
    return unexpected("a string");
  size_t end = text.find(text.front(), 1);
  if (end == StringRef::npos)
    return unexpected("the end of a string");
  StringRef result = text.slice(1, end);
  text = text.drop_front(end + 1);
  return result;
}

Expected<bool> HeaderParser::parseBool() {
  if (consume("True"))
    return true;
  if (consume("False"))
    return false;
  return unexpected("True or False");
}

Expected<llvm::SmallVector<int64_t>> HeaderParser::parseShape() {
  llvm::SmallVector<int64_t> shape;
  if (!consume("("))
    return unexpected("a tuple");
  while (!consume(")")) {
    text = text.ltrim();
    uint64_t size;
    if (text.empty() || !llvm::isDigit(text.front()) ||
        text.consumeInteger(10, size) || size > uint64_t(INT64_MAX))
      return unexpected("a size below 2^63");
    shape.push_back(size);
    if (int64_t(shape.size()) > maxRank)
      return fileError(path, "expected at most " + llvm::Twine(maxRank) +
                                 " dimensions, but got more");
    // A lone size needs its comma: `(3)` is a number.
    if (!consume(",") && (shape.size() == 1 || !text.starts_with(")")))
      return unexpected("`,`");
  }
  return shape;
}

/// Sets `field`, which must not be set yet.
template <typename T>
static Error assign(std::optional<T> &field, Expected<T> parsed, StringRef path,
                    StringRef key) {
  if (!parsed)
    return parsed.takeError();
  if (field)
    return fileError(path, "expected distinct keys in the header, but got " +
                               quoted(key) + " twice");
  field = std::move(*parsed);
  return Error::success();
}

Error HeaderParser::parseEntry(Header &header) {
  Expected<StringRef> key = parseString();
  if (!key)
    return key.takeError();
  if (!consume(":"))
    return unexpected("`:`");
  if (*key == "descr") {
    if (consume("["))
      return fileError(path, "expected one element type, but got a record");
    return assign(header.description, parseString(), path, *key);
  }
  if (*key == "fortran_order")
    return assign(header.fortranOrder, parseBool(), path, *key);
  if (*key == "shape")
    return assign(header.shape, parseShape(), path, *key);
  return fileError(path, "expected the keys 'descr', 'fortran_order' and "
                         "'shape' in the header, but got " +
                             quoted(*key));
}

Expected<Header> HeaderParser::parse() {
  Header header;
  if (!consume("{"))
    return unexpected("`{`");
  while (!consume("}")) {
    if (Error error = parseEntry(header))
      return error;
    if (!consume(",") && !text.starts_with("}"))
      return unexpected("`,` or `}`");
  }
  if (!text.ltrim(" \n").empty())
    return unexpected("only spaces after the dictionary");
  if (!header.description || !header.fortranOrder || !header.shape)
    return fileError(path, "expected the keys 'descr', 'fortran_order' and "
                           "'shape' in the header, but got fewer");
  return header;
}

/// The text of the header; `rest` becomes what follows it.
static Expected<StringRef> splitHeader(StringRef path, StringRef &rest) {
  if (!rest.consume_front(magic))
    return fileError(path, "expected a .npy file, but got other first bytes");
  if (rest.size() < 2)
    return fileError(path, "expected a format version, but got the end");
  unsigned major = uint8_t(rest[0]), minor = uint8_t(rest[1]);
  if (major < 1 || major > 3 || minor != 0)
    return fileError(path, "expected format version 1.0, 2.0 or 3.0, but got " +
                               llvm::Twine(major) + "." + llvm::Twine(minor));
  rest = rest.drop_front(2);
  size_t lengthBytes = major == 1 ? 2 : 4;
  if (rest.size() < lengthBytes)
    return fileError(path, "expected the header size, but got the end");
  uint32_t size = major == 1 ? llvm::support::endian::read16le(rest.data())
                             : llvm::support::endian::read32le(rest.data());
  rest = rest.drop_front(lengthBytes);
  if (size > maxHeaderSize)
    return fileError(path, "expected a header of at most " +
                               llvm::Twine(maxHeaderSize) +
                               " bytes, but got one of " + llvm::Twine(size));
  if (size > rest.size())
    return fileError(path, "expected a header of " + llvm::Twine(size) +
                               " bytes, but got " + llvm::Twine(rest.size()));
  StringRef header = rest.take_front(size);
  rest = rest.drop_front(size);
  return header;
}

Expected<Array> ambit::data::readNpy(StringRef path) {
  auto buffer = readFile(path);
  if (!buffer)
    return buffer.takeError();
  StringRef rest = (*buffer)->getBuffer();
  Expected<StringRef> text = splitHeader(path, rest);
  if (!text)
    return text.takeError();
  Expected<Header> header = HeaderParser(path, *text).parse();
  if (!header)
    return header.takeError();

  std::optional<ElementType> type = parseDescription(*header->description);
  if (!type)
    return fileError(path, "expected element type '<f2', '<f4', '<f8', '<i4', "
                           "'<i8' or '<V2' (bf16), but got " +
                               quoted(*header->description));
  if (*header->fortranOrder)
    return fileError(path,
                     "expected elements in C order, but got Fortran order "
                     "(save numpy.ascontiguousarray of it)");
  std::optional<int64_t> bytes = byteCount(*header->shape, elementSize(*type));
  if (!bytes)
    return fileError(path, "expected a size below 2^63 bytes, but got shape " +
                               shapeText(*header->shape));
  if (uint64_t(*bytes) != rest.size())
    return fileError(path, "expected " + llvm::Twine(*bytes) +
                               " bytes of elements for shape " +
                               shapeText(*header->shape) + ", but got " +
                               llvm::Twine(rest.size()));
  return Array::share(*type, *header->shape, *buffer, rest.data());
}

void ambit::data::printNpy(llvm::raw_ostream &os, const Array &array) {
  std::string header;
  llvm::raw_string_ostream stream(header);
  stream << "{'descr': '" << descriptionOf(array.type())
         << "', 'fortran_order': False, 'shape': (";
  llvm::interleaveComma(array.shape(), stream);
  stream << (array.rank() == 1 ? ",), }" : "), }");
  constexpr size_t before = 10; // magic, version, size
  header.append(63 - (before + header.size()) % 64, ' ');
  header.push_back('\n');

  char size[2];
  llvm::support::endian::write16le(size, header.size());
  os << magic << StringRef("\1\0", 2) << StringRef(size, 2) << header;
  os.write(static_cast<const char *>(array.data()), array.byteSize());
}

Error ambit::data::writeNpy(StringRef path, const Array &array) {
  return writeFile(path, [&](llvm::raw_ostream &os) { printNpy(os, array); });
}
