// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The numbers of queries and keys of a mask on the command line.
#ifndef AMBIT_LIB_DRIVER_MASKLENGTHS_H
#define AMBIT_LIB_DRIVER_MASKLENGTHS_H

#include "ambit/Relation/Relation.h"
#include "dialects/Ambit/AmbitOps.h"
#include <optional>
#include <string>

namespace ambit::driver {

/// What `--size` says of n and m; the rest is any length.
struct MaskLengths {
  std::optional<int64_t> queries, keys;
  bool areEqual = false;

  /// `n=8`, `m=12` and `m=n`, with what the mask needs.
  static llvm::Expected<MaskLengths> parse(llvm::ArrayRef<std::string> texts,
                                           MaskAttr mask);
  relation::Facts getFacts() const;
  std::string getText() const;
};

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_MASKLENGTHS_H
