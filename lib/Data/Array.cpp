// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Element types, sizes that cannot overflow, and the memory of an array.

#include "ambit/Data/Array.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdlib>
#include <cstring>

using namespace ambit::data;

namespace {
struct TypeInfo {
  ElementType type;
  llvm::StringLiteral name;
  int64_t size;
};
} // namespace

static constexpr TypeInfo typeInfos[] = {
    {ElementType::F16, "f16", 2}, {ElementType::BF16, "bf16", 2},
    {ElementType::F32, "f32", 4}, {ElementType::F64, "f64", 8},
    {ElementType::I32, "i32", 4}, {ElementType::I64, "i64", 8},
};

static const TypeInfo &info(ElementType type) {
  return *llvm::find_if(typeInfos,
                        [&](const TypeInfo &i) { return i.type == type; });
}

llvm::StringRef ambit::data::elementTypeName(ElementType type) {
  return info(type).name;
}

std::optional<ElementType> ambit::data::parseElementType(llvm::StringRef name) {
  for (const TypeInfo &candidate : typeInfos)
    if (candidate.name == name)
      return candidate.type;
  return std::nullopt;
}

int64_t ambit::data::elementSize(ElementType type) { return info(type).size; }

std::optional<int64_t> ambit::data::byteCount(llvm::ArrayRef<int64_t> shape,
                                              int64_t elementBytes) {
  // The product without the zeros must fit too: strides are made of it.
  int64_t bytes = elementBytes;
  bool empty = false;
  for (int64_t size : shape) {
    if (size < 0)
      return std::nullopt;
    if (size == 0)
      empty = true;
    else if (llvm::MulOverflow(bytes, size, bytes))
      return std::nullopt;
  }
  return empty ? 0 : bytes;
}

std::string ambit::data::shapeText(llvm::ArrayRef<int64_t> shape) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << '[';
  llvm::interleaveComma(shape, stream);
  stream << ']';
  return text;
}

static llvm::Error noMemory(ElementType type, llvm::ArrayRef<int64_t> shape) {
  return llvm::createStringError(
      std::make_error_code(std::errc::not_enough_memory),
      "expected memory for an array of " + shapeText(shape) + " " +
          elementTypeName(type) + ", but got none");
}

llvm::Expected<Array> Array::allocate(ElementType type,
                                      llvm::ArrayRef<int64_t> shape) {
  std::optional<int64_t> bytes = byteCount(shape, elementSize(type));
  if (!bytes)
    return noMemory(type, shape);
  void *memory = nullptr;
  if (posix_memalign(&memory, 64, std::max<int64_t>(*bytes, 1)) != 0)
    return noMemory(type, shape);
  std::memset(memory, 0, *bytes);
  Array array(type, shape, *bytes);
  array.storage = std::shared_ptr<const void>(memory, std::free);
  array.elements = memory;
  array.writable = true;
  return array;
}

llvm::Expected<Array> Array::share(ElementType type,
                                   llvm::ArrayRef<int64_t> shape,
                                   std::shared_ptr<const void> storage,
                                   const char *data) {
  if (reinterpret_cast<uintptr_t>(data) % elementSize(type) != 0) {
    llvm::Expected<Array> copy = allocate(type, shape);
    if (copy)
      std::memcpy(copy->mutableData(), data, copy->byteSize());
    return copy;
  }
  std::optional<int64_t> bytes = byteCount(shape, elementSize(type));
  if (!bytes)
    return noMemory(type, shape);
  Array array(type, shape, *bytes);
  array.storage = std::move(storage);
  array.elements = data;
  return array;
}
