// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All dialects, extensions and passes that our tools know.
#ifndef AMBIT_DRIVER_REGISTER_H
#define AMBIT_DRIVER_REGISTER_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace ambit::driver {

/// What `ambit` needs to compile a model.
void registerDialects(mlir::DialectRegistry &registry);

/// What `ambit-opt` needs besides: upstream dialects and all passes.
void registerAll(mlir::DialectRegistry &registry);

} // namespace ambit::driver

#endif // AMBIT_DRIVER_REGISTER_H
