// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One model for several processors.
#ifndef AMBIT_LIB_DRIVER_VARIANTS_H
#define AMBIT_LIB_DRIVER_VARIANTS_H

#include "Model.h"

namespace ambit::driver {

/// Compiles for every processor of the list `options.cpu`; at run time the last
/// one that fits is used. Never empty: no stage is printed.
llvm::Expected<Compiled> compileVariants(Model &model, const Options &options,
                                         Phases &phases);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_VARIANTS_H
