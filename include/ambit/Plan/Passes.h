// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The plan stage: every operation names its algorithm and tile sizes.

#ifndef AMBIT_PLAN_PASSES_H
#define AMBIT_PLAN_PASSES_H

#include "dialects/Ambit/AmbitOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace ambit::plan {

#define GEN_PASS_DECL
#include "ambit/Plan/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "ambit/Plan/Passes.h.inc"

/// Adds the passes of the stage.
void addPlanPasses(mlir::OpPassManager &passes);

} // namespace ambit::plan

#endif // AMBIT_PLAN_PASSES_H
