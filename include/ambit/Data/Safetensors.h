// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Safetensors files: named arrays behind a JSON header.

#ifndef AMBIT_DATA_SAFETENSORS_H
#define AMBIT_DATA_SAFETENSORS_H

#include "ambit/Data/Array.h"
#include "llvm/ADT/StringMap.h"

#include <utility>
#include <vector>

namespace llvm {
class MemoryBuffer;
} // namespace llvm

namespace ambit::data {

/// An open file. Opening checks the whole header; the arrays share the mapping.
class Safetensors {
public:
  /// One array as the header states it. `type` is missing when the file's type
  /// (`typeName`, for example "U8") is valid but no model can use it.
  struct Entry {
    std::string name;
    std::string typeName;
    std::optional<ElementType> type;
    llvm::SmallVector<int64_t> shape;
    int64_t begin;
    int64_t end;
  };

  static llvm::Expected<Safetensors> open(llvm::StringRef path);

  llvm::StringRef path() const { return filePath; }

  /// In the order of the data.
  llvm::ArrayRef<Entry> entries() const { return all; }

  /// Null if there is no such name.
  const Entry *find(llvm::StringRef name) const;

  llvm::Expected<Array> get(llvm::StringRef name) const;

private:
  std::string filePath;
  std::shared_ptr<const llvm::MemoryBuffer> buffer;
  int64_t dataOffset = 0;
  std::vector<Entry> all;
  llvm::StringMap<size_t> index;
};

/// Writes the arrays in the given order; see `writeFile`. The names must
/// differ.
llvm::Error
writeSafetensors(llvm::StringRef path,
                 llvm::ArrayRef<std::pair<std::string, Array>> arrays);

} // namespace ambit::data

#endif // AMBIT_DATA_SAFETENSORS_H
