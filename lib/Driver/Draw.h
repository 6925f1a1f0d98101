// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What `ambit draw` shall draw.
#ifndef AMBIT_LIB_DRIVER_DRAW_H
#define AMBIT_LIB_DRIVER_DRAW_H

#include "Options.h"

namespace ambit::driver {

struct DrawOptions {
  std::string mask;    ///< instead of a model
  std::string picture; ///< which one; empty: the first that there is
  std::string tile;    ///< size, or sizes along queries and keys
};

llvm::Error drawModel(const Options &options, const DrawOptions &drawing);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_DRAW_H
