// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What an op says about dimensions that must agree.

#ifndef AMBIT_DIM_CHECK_INTERFACE
#define AMBIT_DIM_CHECK_INTERFACE

include "mlir/IR/OpBase.td"

def DimCheckOpInterface : OpInterface<"DimCheckOpInterface"> {
  let cppNamespace = "::ambit";
  let description = [{
    Lists the dimensions that must be equal. The verifier reports those that
    differ statically; a check at run time covers those that are dynamic.
  }];
  let methods = [InterfaceMethod<
    "The equalities among dimensions of operands and results.",
    "::llvm::SmallVector<::ambit::DimEquality>", "getDimEqualities"
  >];
}

#endif // AMBIT_DIM_CHECK_INTERFACE
