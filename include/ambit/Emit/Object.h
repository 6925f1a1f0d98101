// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From a module in the LLVM dialect to optimised LLVM IR, objects, libraries.
#ifndef AMBIT_EMIT_OBJECT_H
#define AMBIT_EMIT_OBJECT_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Target/TargetMachine.h"
#include <memory>

namespace ambit::emit {

/// Machine to generate code for. Empty `cpu`: this machine, with the features
/// that it has.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(llvm::StringRef cpu = "");

/// Names that `createTargetMachine` takes.
std::vector<std::string> getCPUNames();

/// An error when `machine` has instructions that this machine has not.
llvm::Error checkRunsHere(const llvm::TargetMachine &machine);

/// LLVM IR of a module in the LLVM dialect, set up for `machine`.
llvm::Expected<std::unique_ptr<llvm::Module>>
translate(mlir::ModuleOp module, llvm::LLVMContext &context,
          llvm::TargetMachine &machine);

/// Optimises in place.
llvm::Error optimize(llvm::Module &module, llvm::TargetMachine &machine);

/// Machine code of an optimised module, as an object file.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
getObject(llvm::Module &module, llvm::TargetMachine &machine);

/// Links object files and archives to the shared library `output` with the
/// compiler driver of the system (`AMBIT_CC`, cc, clang, gcc) or with lld.
llvm::Error linkSharedLibrary(llvm::ArrayRef<std::string> inputs,
                              llvm::StringRef output);

} // namespace ambit::emit

#endif // AMBIT_EMIT_OBJECT_H
