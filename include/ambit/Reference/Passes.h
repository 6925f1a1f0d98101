// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pass of the stage Reference.
#ifndef AMBIT_REFERENCE_PASSES_H
#define AMBIT_REFERENCE_PASSES_H

#include "mlir/Pass/Pass.h"

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace ambit::reference {

#define GEN_PASS_DECL
#include "ambit/Reference/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "ambit/Reference/Passes.h.inc"

} // namespace ambit::reference

#endif // AMBIT_REFERENCE_PASSES_H
