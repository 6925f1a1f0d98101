// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The one list of our dialects and passes.

#include "ambit/Driver/Register.h"

#include "dialects/Ambit/AmbitOps.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Target/LLVMIR/Dialect/All.h"

using namespace mlir;

static void registerPassesOnce() {
  static bool once = [] {
    registerAllPasses();
    return true;
  }();
  (void)once;
}

void ambit::registerAll(DialectRegistry &registry) {
  registerAllDialects(registry);
  registerAllExtensions(registry);
  registerAllToLLVMIRTranslations(registry);
  registry.insert<AmbitDialect>();
  registerPassesOnce();
}
