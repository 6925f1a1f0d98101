// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Declarations of the run time, one of each.

#include "RuntimeCalls.h"

using namespace mlir;

func::FuncOp ambit::codegen::cpu::declareRuntime(SymbolTable &symbols,
                                                 StringRef name,
                                                 FunctionType type) {
  if (auto known = symbols.lookup<func::FuncOp>(name))
    return known;
  auto function = func::FuncOp::create(symbols.getOp()->getLoc(), name, type);
  function.setPrivate();
  symbols.insert(function);
  return function;
}
