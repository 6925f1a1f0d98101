// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The order of the passes of the stage.

#include "ambit/Normalize/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

// Calls first: every other pass then sees whole models. The canonicalizer
// simplifies masks.
void ambit::normalize::addNormalizePasses(OpPassManager &pm) {
  pm.addPass(createInlineCallsPass());
  pm.addPass(createExpandBlocksPass());
  pm.addPass(createWriteDefaultScalePass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}
