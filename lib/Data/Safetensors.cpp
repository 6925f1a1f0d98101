// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads and writes safetensors: eight bytes of size, a JSON object of that
// size, and the data, which the arrays cover without gap or overlap.

#include "ambit/Data/Safetensors.h"
#include "ambit/Data/File.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"

using namespace ambit::data;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;
namespace json = llvm::json;

// Ten thousand arrays need about a megabyte.
static constexpr uint64_t maxHeaderSize = 16 << 20;

// The object of arrays, one array, its shape.
static constexpr size_t maxDepth = 3;

/// Bytes of one element, or nothing for an unknown type.
static std::optional<int64_t> sizeOfFileType(StringRef name) {
  return llvm::StringSwitch<std::optional<int64_t>>(name)
      .Cases({"BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2"}, 1)
      .Cases({"U16", "I16", "F16", "BF16"}, 2)
      .Cases({"U32", "I32", "F32"}, 4)
      .Cases({"U64", "I64", "F64"}, 8)
      .Default(std::nullopt);
}

namespace {
/// Walks the text once before the JSON library does: that recurses as deep as
/// the text says, and keeps the last of equal keys.
class Prescan {
public:
  Prescan(StringRef path, StringRef text) : path(path), text(text) {}

  Error run();

private:
  Error noteKey(StringRef literal);

  StringRef path;
  StringRef text;
  llvm::SmallVector<llvm::StringSet<>, maxDepth> keys;
};
} // namespace

/// The end of the string literal that begins at `begin`, past its quote.
static size_t endOfString(StringRef text, size_t begin) {
  for (size_t at = begin + 1; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return text.size();
}

Error Prescan::noteKey(StringRef literal) {
  Expected<json::Value> key = json::parse(literal);
  if (!key)
    return fileError(path,
                     "expected a JSON header: " + toString(key.takeError()));
  StringRef name = key->getAsString().value_or("");
  if (!keys.empty() && !keys.back().insert(name).second)
    return fileError(path, "expected distinct keys in the header, but got " +
                               quoted(name) + " twice");
  return Error::success();
}

Error Prescan::run() {
  for (size_t at = 0; at < text.size(); ++at) {
    switch (text[at]) {
    case '{':
    case '[':
      if (keys.size() == maxDepth)
        return fileError(path, "expected a header nested at most " +
                                   Twine(maxDepth) +
                                   " deep, but got more at byte " + Twine(at));
      keys.emplace_back();
      break;
    case '}':
    case ']':
      if (!keys.empty())
        keys.pop_back();
      break;
    case '"': {
      size_t end = endOfString(text, at);
      if (text.drop_front(end).ltrim().starts_with(":"))
        if (Error error = noteKey(text.slice(at, end)))
          return error;
      at = end - 1;
      break;
    }
    default:
      // No signs, fractions, exponents or words.
      if (!StringRef(":,0123456789 \t\r\n").contains(text[at]))
        return fileError(path, "expected strings and whole numbers in the "
                               "header, but got " +
                                   quoted(text.substr(at, 10)));
      break;
    }
  }
  return Error::success();
}

/// The integers of a JSON array: plain ones, none negative.
static Expected<llvm::SmallVector<int64_t>>
parseSizes(StringRef path, const Twine &what, const json::Value *value) {
  const json::Array *array = value ? value->getAsArray() : nullptr;
  if (!array)
    return fileError(path, "expected " + what + " to be an array");
  if (int64_t(array->size()) > maxRank)
    return fileError(path, "expected " + what + " to have at most " +
                               Twine(maxRank) + " elements, but got " +
                               Twine(array->size()));
  llvm::SmallVector<int64_t> sizes;
  for (const json::Value &element : *array) {
    std::optional<int64_t> size = element.getAsInteger();
    if (!size || *size < 0)
      return fileError(path, "expected " + what +
                                 " to hold sizes from 0 to 2^63 - 1");
    sizes.push_back(*size);
  }
  return sizes;
}

static Expected<Safetensors::Entry> parseEntry(StringRef path, StringRef name,
                                               const json::Value &value) {
  const json::Object *object = value.getAsObject();
  if (!object)
    return fileError(path, "expected " + quoted(name) + " to be an object");
  for (const auto &[key, member] : *object)
    if (key != "dtype" && key != "shape" && key != "data_offsets")
      return fileError(path, "expected the keys 'dtype', 'shape' and "
                             "'data_offsets' in " +
                                 quoted(name) + ", but got " + quoted(key));

  Safetensors::Entry entry;
  entry.name = name.str();
  std::optional<StringRef> typeName = object->getString("dtype");
  std::optional<int64_t> elementBytes =
      typeName ? sizeOfFileType(*typeName) : std::nullopt;
  if (!elementBytes)
    return fileError(path, "expected a known 'dtype' for " + quoted(name) +
                               ", but got " + quoted(typeName.value_or("")));
  entry.typeName = typeName->str();
  entry.type = parseElementType(typeName->lower());

  auto shape =
      parseSizes(path, "'shape' of " + quoted(name), object->get("shape"));
  if (!shape)
    return shape.takeError();
  entry.shape = *shape;
  auto offsets = parseSizes(path, "'data_offsets' of " + quoted(name),
                            object->get("data_offsets"));
  if (!offsets)
    return offsets.takeError();
  if (offsets->size() != 2)
    return fileError(path, "expected two 'data_offsets' for " + quoted(name) +
                               ", but got " + Twine(offsets->size()));
  entry.begin = (*offsets)[0];
  entry.end = (*offsets)[1];

  std::optional<int64_t> bytes = byteCount(entry.shape, *elementBytes);
  if (!bytes)
    return fileError(path, "expected " + quoted(name) +
                               " to have a size below 2^63 bytes, but got "
                               "shape " +
                               shapeText(entry.shape));
  if (entry.begin > entry.end || entry.end - entry.begin != *bytes)
    return fileError(path,
                     "expected " + Twine(*bytes) + " bytes for " +
                         quoted(name) + " of shape " + shapeText(entry.shape) +
                         ", but got 'data_offsets' " + shapeText(*offsets));
  return entry;
}

static Error checkMetadata(StringRef path, const json::Value &value) {
  const json::Object *object = value.getAsObject();
  bool good = object != nullptr;
  if (object)
    for (const auto &[key, member] : *object)
      good &= member.kind() == json::Value::String;
  return good ? Error::success()
              : fileError(path, "expected '__metadata__' to be an object of "
                                "strings");
}

/// Sorts by offset and checks that nothing is covered twice or not at all.
static Error checkCoverage(StringRef path,
                           std::vector<Safetensors::Entry> &entries,
                           int64_t dataSize) {
  llvm::sort(entries, [](const auto &a, const auto &b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  int64_t end = 0;
  for (const Safetensors::Entry &entry : entries) {
    if (entry.begin != end)
      return fileError(path, "expected the data of " + quoted(entry.name) +
                                 " to begin at byte " + Twine(end) +
                                 ", but got " + Twine(entry.begin));
    end = entry.end;
  }
  if (end != dataSize)
    return fileError(path, "expected " + Twine(end) +
                               " bytes of data, but got " + Twine(dataSize));
  return Error::success();
}

static Expected<StringRef> splitHeader(StringRef path, StringRef &rest) {
  if (rest.size() < 8)
    return fileError(path, "expected the header size in 8 bytes, but got " +
                               Twine(rest.size()));
  uint64_t size = llvm::support::endian::read64le(rest.data());
  rest = rest.drop_front(8);
  if (size > maxHeaderSize)
    return fileError(path, "expected a header of at most " +
                               Twine(maxHeaderSize) +
                               " bytes, but got one of " + Twine(size));
  if (size > rest.size())
    return fileError(path, "expected a header of " + Twine(size) +
                               " bytes, but got " + Twine(rest.size()));
  StringRef header = rest.take_front(size);
  rest = rest.drop_front(size);
  if (!header.starts_with("{"))
    return fileError(path, "expected the header to begin with '{', but got " +
                               quoted(header.take_front(10)));
  return header;
}

Expected<Safetensors> Safetensors::open(StringRef path) {
  Safetensors file;
  file.filePath = path.str();
  auto buffer = readFile(path);
  if (!buffer)
    return buffer.takeError();
  file.buffer = *buffer;
  StringRef rest = file.buffer->getBuffer();
  Expected<StringRef> text = splitHeader(path, rest);
  if (!text)
    return text.takeError();
  file.dataOffset = 8 + text->size();

  if (Error error = Prescan(path, *text).run())
    return error;
  Expected<json::Value> header = json::parse(*text);
  if (!header)
    return fileError(path,
                     "expected a JSON header: " + toString(header.takeError()));
  for (const auto &[key, value] : *header->getAsObject()) {
    if (key == "__metadata__") {
      if (Error error = checkMetadata(path, value))
        return error;
      continue;
    }
    Expected<Entry> entry = parseEntry(path, key, value);
    if (!entry)
      return entry.takeError();
    file.all.push_back(std::move(*entry));
  }
  if (Error error = checkCoverage(path, file.all, rest.size()))
    return error;
  for (size_t i = 0; i < file.all.size(); ++i)
    file.index[file.all[i].name] = i;
  return file;
}

const Safetensors::Entry *Safetensors::find(StringRef name) const {
  auto found = index.find(name);
  return found == index.end() ? nullptr : &all[found->second];
}

Expected<Array> Safetensors::get(StringRef name) const {
  const Entry *entry = find(name);
  if (!entry)
    return fileError(filePath, "expected an array " + quoted(name) +
                                   ", but got none of this name");
  if (!entry->type)
    return fileError(filePath, "expected " + quoted(name) +
                                   " to be F16, BF16, F32, F64, I32 or I64, "
                                   "but got " +
                                   entry->typeName);
  return Array::share(*entry->type, entry->shape, buffer,
                      buffer->getBufferStart() + dataOffset + entry->begin);
}

Error ambit::data::writeSafetensors(
    StringRef path, llvm::ArrayRef<std::pair<std::string, Array>> arrays) {
  json::Object object;
  int64_t offset = 0;
  for (const auto &[name, array] : arrays) {
    int64_t end = offset + array.byteSize();
    bool isNew =
        object
            .try_emplace(
                name,
                json::Object{{"dtype", elementTypeName(array.type()).upper()},
                             {"shape", json::Array(array.shape())},
                             {"data_offsets", json::Array{offset, end}}})
            .second;
    if (!isNew)
      return fileError(path, "expected distinct names, but got " +
                                 quoted(name) + " twice");
    offset = end;
  }
  std::string header;
  llvm::raw_string_ostream stream(header);
  stream << json::Value(std::move(object));
  header.append((64 - (8 + header.size()) % 64) % 64, ' ');

  return writeFile(path, [&](llvm::raw_ostream &out) {
    char size[8];
    llvm::support::endian::write64le(size, header.size());
    out << StringRef(size, 8) << header;
    for (const auto &[name, array] : arrays)
      out.write(static_cast<const char *>(array.data()), array.byteSize());
  });
}
