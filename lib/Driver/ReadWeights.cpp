// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Globals from a safetensors file: by name, strictly, transposed as declared.
#include "Arguments.h"
#include "Error.h"
#include "ambit/Data/Safetensors.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"
#include <cstring>

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

/// Copies so that dimension k of the result is dimension `permutation[k]` of
/// `stored`.
static llvm::Expected<data::Array> transpose(const data::Array &stored,
                                             ArrayRef<int64_t> permutation) {
  size_t rank = permutation.size();
  SmallVector<int64_t> shape(rank), strides(rank, 1), stride(rank, 1);
  for (size_t dim = rank; dim-- > 1;)
    stride[dim - 1] = stride[dim] * stored.shape()[dim];
  for (size_t dim = 0; dim < rank; ++dim) {
    shape[dim] = stored.shape()[permutation[dim]];
    strides[dim] = stride[permutation[dim]];
  }
  auto result = data::Array::allocate(stored.type(), shape);
  if (!result)
    return fail(Exit::RunFailed, result.takeError());
  size_t bytes = data::elementSize(stored.type());
  auto *to = static_cast<char *>(result->mutableData());
  auto *from = static_cast<const char *>(stored.data());
  SmallVector<int64_t> index(rank, 0);
  for (int64_t i = 0, count = stored.elementCount(), offset = 0; i < count;
       ++i) {
    std::memcpy(to + i * bytes, from + offset * bytes, bytes);
    for (size_t dim = rank; dim-- > 0;) {
      offset += strides[dim];
      if (++index[dim] < shape[dim])
        break;
      offset -= strides[dim] * shape[dim];
      index[dim] = 0;
    }
  }
  return result;
}

/// Reads the array of one global.
static llvm::Expected<data::Array> readGlobal(const data::Safetensors &file,
                                              const emit::Array &global,
                                              const GlobalSource &source) {
  std::string what = file.path().str() + ": `" + source.key + "` for global `" +
                     global.name + "`";
  const data::Safetensors::Entry *entry = file.find(source.key);
  if (!entry)
    return fail(Exit::BadInput, what + ": expected it in the file, but it has "
                                       "no array of this name");
  data::ElementType type = getElementType(global);
  if (entry->type != type)
    return fail(Exit::BadInput, what + ": expected elements of type " +
                                    data::elementTypeName(type) + ", but got " +
                                    entry->typeName);
  SmallVector<int64_t> shape(global.type.getShape());
  for (auto [dim, from] : llvm::enumerate(source.transpose))
    shape[from] = global.type.getDimSize(dim);
  if (ArrayRef(entry->shape) != ArrayRef(shape))
    return fail(Exit::BadInput, what + ": expected the shape " +
                                    data::shapeText(shape) + ", but got " +
                                    data::shapeText(entry->shape));
  auto array = file.get(source.key);
  if (!array)
    return fail(Exit::BadInput, array.takeError());
  return source.transpose.empty() ? std::move(array)
                                  : transpose(*array, source.transpose);
}

/// Says which arrays of the file no global of the model names.
static void reportUnused(const data::Safetensors &file,
                         const llvm::StringMap<GlobalSource> &sources) {
  llvm::StringSet<> used;
  for (const auto &source : sources)
    used.insert(source.second.key);
  size_t unused = 0;
  StringRef example;
  for (const data::Safetensors::Entry &entry : file.entries())
    if (!used.count(entry.name)) {
      ++unused;
      example = entry.name;
    }
  if (unused > 0)
    llvm::errs() << "ambit: warning: " << file.path() << ": " << unused
                 << " arrays are not used by the model (`" << example << "`"
                 << (unused > 1 ? ", ..." : "") << ")\n";
}

llvm::Expected<std::vector<data::Array>>
driver::readWeights(Model &model, ArrayRef<emit::Array> globals,
                    StringRef weights) {
  auto file = data::Safetensors::open(weights);
  if (!file)
    return fail(Exit::BadInput, file.takeError());
  llvm::StringMap<GlobalSource> sources = model.getGlobalSources();
  std::vector<data::Array> arrays;
  for (const emit::Array &global : globals) {
    auto it = sources.find(global.name);
    auto array = readGlobal(*file, global,
                            it == sources.end() ? GlobalSource{global.name, {}}
                                                : it->second);
    if (!array)
      return array.takeError();
    arrays.push_back(std::move(*array));
  }
  for (const emit::Array &global : globals)
    sources.try_emplace(global.name, GlobalSource{global.name, {}});
  reportUnused(*file, sources);
  return arrays;
}
