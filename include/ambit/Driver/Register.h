// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Everything that a tool knows.

#ifndef AMBIT_DRIVER_REGISTER_H
#define AMBIT_DRIVER_REGISTER_H

#include "mlir/IR/DialectRegistry.h"

namespace ambit {

/// Registers our dialects and passes, and those of MLIR that they use.
void registerAll(mlir::DialectRegistry &registry);

} // namespace ambit

#endif // AMBIT_DRIVER_REGISTER_H
