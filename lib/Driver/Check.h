// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What `ambit check` shall prove.
#ifndef AMBIT_LIB_DRIVER_CHECK_H
#define AMBIT_LIB_DRIVER_CHECK_H

#include "Options.h"

namespace ambit::driver {

/// The claims of the user.
struct CheckOptions {
  std::string mask; ///< instead of a model
  bool causal = false;
  bool noEmptyRows = false;
  bool noDeadKeys = false;
  std::optional<int64_t> lookBack;
  std::string equal;
  std::string within;
};

llvm::Error checkModel(const Options &options, const CheckOptions &claims);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_CHECK_H
