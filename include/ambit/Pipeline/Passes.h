// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes of the pipeline itself.
#ifndef AMBIT_PIPELINE_PASSES_H
#define AMBIT_PIPELINE_PASSES_H

#include "mlir/Pass/Pass.h"

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace ambit::pipeline {

#define GEN_PASS_DECL
#include "ambit/Pipeline/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "ambit/Pipeline/Passes.h.inc"

} // namespace ambit::pipeline

#endif // AMBIT_PIPELINE_PASSES_H
