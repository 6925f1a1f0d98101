// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The arrays that a function is called with, from files or made up.
#ifndef AMBIT_LIB_DRIVER_ARGUMENTS_H
#define AMBIT_LIB_DRIVER_ARGUMENTS_H

#include "Model.h"
#include "Options.h"
#include "ambit/Data/Array.h"
#include "llvm/ADT/StringMap.h"
#include <vector>

namespace ambit::driver {

/// Inputs and globals of an entry, in its order.
struct Arguments {
  std::vector<data::Array> inputs;
  std::vector<data::Array> globals;
};

/// Sizes for the dynamic dimensions of made-up inputs (`--size`).
struct Sizes {
  /// For dimensions that nothing else names.
  std::optional<int64_t> fallback;
  /// By the name of a dimension.
  llvm::StringMap<int64_t> byName;
  /// Whole shapes by the name of an input.
  llvm::StringMap<llvm::SmallVector<int64_t>> shapes;

  static llvm::Expected<Sizes> parse(llvm::ArrayRef<std::string> texts);
};

/// Data type of the interface as the readers know it.
data::ElementType getElementType(const emit::Array &array);

/// Reads what files give, and makes up the rest if `options.seed` is set.
llvm::Expected<Arguments> bindArguments(Model &model, const emit::Entry &entry,
                                        const Options &options,
                                        const Sizes &sizes);

/// Splits `name=path`; without a name, `index` counts. Names must be among
/// `arrays`. Gives one path per array, empty where there is none.
llvm::Expected<std::vector<std::string>>
assignFiles(llvm::ArrayRef<std::string> texts,
            llvm::ArrayRef<emit::Array> arrays, llvm::StringRef option);

/// Normally distributed numbers times `scale`; whole numbers from 0 to
/// `limit` - 1 for integer types. The same on every machine.
void fillRandom(data::Array &array, uint64_t seed, double scale, int64_t limit);

/// The array of safetensors file `weights` for every global.
llvm::Expected<std::vector<data::Array>>
readWeights(Model &model, llvm::ArrayRef<emit::Array> globals,
            llvm::StringRef weights);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_ARGUMENTS_H
