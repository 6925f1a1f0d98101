// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The codegen stage for CPUs: tile programs become loops, vectors and tasks.

#ifndef AMBIT_CODEGEN_CPU_PASSES_H
#define AMBIT_CODEGEN_CPU_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace ambit::codegen::cpu {

#define GEN_PASS_DECL
#include "ambit/Codegen/CPU/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "ambit/Codegen/CPU/Passes.h.inc"

/// What the stage must know of the CPU that the code is for.
struct CPUOptions {
  int64_t vectorBits = 128;
  int64_t registers = 16;
  /// It multiplies pairs of bf16 at a time that pays.
  bool multipliesPairs = false;
  /// Or blocks of them.
  bool multipliesBlocks = false;

  /// The vector unit of the processor `cpu`; of this machine if it is empty.
  static CPUOptions get(llvm::StringRef cpu);
};

/// Adds the passes of the stage, from `tile` to `scf`, `vector` and `memref`.
void addCPUCodegenPasses(mlir::OpPassManager &passes,
                         const CPUOptions &options);

} // namespace ambit::codegen::cpu

#endif // AMBIT_CODEGEN_CPU_PASSES_H
