// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes of the stage Emit.
#ifndef AMBIT_EMIT_PASSES_H
#define AMBIT_EMIT_PASSES_H

#include "mlir/Pass/Pass.h"

namespace mlir {
class DialectRegistry;
class ModuleOp;
class OpPassManager;
} // namespace mlir

namespace ambit::emit {

#define GEN_PASS_DECL
#include "ambit/Emit/Passes.h.inc"

/// C interface, then the LLVM dialect.
void addEmitPasses(mlir::OpPassManager &pm);

/// The interfaces and translations that the passes and `translate` rely on.
void registerEmitDialects(mlir::DialectRegistry &registry);

#define GEN_PASS_REGISTRATION
#include "ambit/Emit/Passes.h.inc"

} // namespace ambit::emit

#endif // AMBIT_EMIT_PASSES_H
