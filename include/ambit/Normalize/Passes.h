// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes of the stage Normalize.
#ifndef AMBIT_NORMALIZE_PASSES_H
#define AMBIT_NORMALIZE_PASSES_H

#include "mlir/Pass/Pass.h"

namespace mlir {
class ModuleOp;
class OpPassManager;
} // namespace mlir

namespace ambit::normalize {

#define GEN_PASS_DECL
#include "ambit/Normalize/Passes.h.inc"

/// Calls and blocks become primitive ops; masks become simple; defaults are
/// written out.
void addNormalizePasses(mlir::OpPassManager &pm);

#define GEN_PASS_REGISTRATION
#include "ambit/Normalize/Passes.h.inc"

} // namespace ambit::normalize

#endif // AMBIT_NORMALIZE_PASSES_H
