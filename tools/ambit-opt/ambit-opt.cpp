// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs any pass on a file.

#include "ambit/Driver/Register.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  ambit::driver::registerAll(registry);
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "Ambit optimizer driver\n", registry));
}
