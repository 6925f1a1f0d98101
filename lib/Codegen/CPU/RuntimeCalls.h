// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of the run time that compiled code calls.

#ifndef LIB_CODEGEN_CPU_RUNTIMECALLS_H
#define LIB_CODEGEN_CPU_RUNTIMECALLS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

namespace ambit::codegen::cpu {

/// The declaration of `name` in the module of `symbols`, added if it is new.
mlir::func::FuncOp declareRuntime(mlir::SymbolTable &symbols,
                                  llvm::StringRef name,
                                  mlir::FunctionType type);

} // namespace ambit::codegen::cpu

#endif // LIB_CODEGEN_CPU_RUNTIMECALLS_H
