// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A dense array in C order: what model inputs, weights and outputs are.

#ifndef AMBIT_DATA_ARRAY_H
#define AMBIT_DATA_ARRAY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace ambit::data {

/// The element types that a model can read or write.
enum class ElementType { F16, BF16, F32, F64, I32, I64 };

/// "f16", "bf16", "f32", "f64", "i32" or "i64".
llvm::StringRef elementTypeName(ElementType type);

/// The inverse of `elementTypeName`.
std::optional<ElementType> parseElementType(llvm::StringRef name);

/// Bytes of one element.
int64_t elementSize(ElementType type);

/// No array has more dimensions than this (the limit of NumPy 1).
constexpr int64_t maxRank = 32;

/// Bytes of an array of `shape` whose elements take `elementBytes` each, or
/// nothing if a size is negative or a product does not fit in 63 bits.
std::optional<int64_t> byteCount(llvm::ArrayRef<int64_t> shape,
                                 int64_t elementBytes);

/// "[2, 3]".
std::string shapeText(llvm::ArrayRef<int64_t> shape);

/// Elements in C order, beside their type and shape. Copies share the elements,
/// which are either owned memory or part of a mapped file.
class Array {
public:
  /// Zeroed memory on a 64-byte boundary. An error, not a crash, when `shape`
  /// has no byte count or the memory is not there.
  static llvm::Expected<Array> allocate(ElementType type,
                                        llvm::ArrayRef<int64_t> shape);

  /// Elements at `data`, which `storage` keeps alive and which nobody writes.
  /// They are copied if `data` does not suit the alignment of the element type.
  static llvm::Expected<Array> share(ElementType type,
                                     llvm::ArrayRef<int64_t> shape,
                                     std::shared_ptr<const void> storage,
                                     const char *data);

  ElementType type() const { return elementType; }
  llvm::ArrayRef<int64_t> shape() const { return sizes; }
  int64_t rank() const { return sizes.size(); }
  int64_t elementCount() const { return bytes / elementSize(elementType); }
  int64_t byteSize() const { return bytes; }
  const void *data() const { return elements; }

  /// Only for arrays made by `allocate`.
  void *mutableData() {
    assert(writable && "part of a mapped file");
    return const_cast<void *>(elements);
  }

private:
  Array(ElementType type, llvm::ArrayRef<int64_t> shape, int64_t bytes)
      : elementType(type), sizes(shape), bytes(bytes) {}

  ElementType elementType;
  llvm::SmallVector<int64_t> sizes;
  int64_t bytes;
  std::shared_ptr<const void> storage;
  const void *elements = nullptr;
  bool writable = false;
};

} // namespace ambit::data

#endif // AMBIT_DATA_ARRAY_H
