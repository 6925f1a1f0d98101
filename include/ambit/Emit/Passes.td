// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes of the stage Emit: the C interface, and the way to the LLVM dialect.
#ifndef AMBIT_EMIT_PASSES
#define AMBIT_EMIT_PASSES

include "mlir/Pass/PassBase.td"

def WrapEntriesPass : Pass<"ambit-emit-wrap-entries", "mlir::ModuleOp"> {
  let summary = "Give every entry function its C interface";
  let description = [{
    An entry is a function `@f` whose arguments carry `ambit.role`, with
    `@f_shapes` beside it. Both become private (internal linkage, names
    `@f_body` and `@f_shapes_body`), and two functions with the C interface take
    their names:

        int32_t f_shapes(const AmbitArray *inputs, const AmbitArray *globals,
                         int64_t *const *output_shapes, int64_t got[2]);
        int32_t f(const AmbitArray *inputs, const AmbitArray *globals,
                  const AmbitArray *outputs);

    They compare the shapes that they are given with the types of the model
    before any data is touched. The attribute `ambit.interface` of the module
    describes the entries for the header and for callers in the process.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}

def LowerToLLVMPass : Pass<"ambit-emit-lower-to-llvm", "mlir::ModuleOp"> {
  let summary = "Lower scf, vector, memref, math and func to the LLVM dialect";
  let description = [{
    One pass in place of ten: progressive vector lowerings and address
    arithmetic, then structured control flow, then one full conversion with the
    patterns that the loaded dialects offer (`ConvertToLLVMPatternInterface`, so
    a plugin can add its own). Afterwards only the LLVM dialect is left.
  }];
  let dependentDialects = [
    "mlir::LLVM::LLVMDialect", "mlir::cf::ControlFlowDialect",
    "mlir::arith::ArithDialect", "mlir::func::FuncDialect",
    "mlir::memref::MemRefDialect", "mlir::vector::VectorDialect",
    "mlir::math::MathDialect", "mlir::index::IndexDialect",
    "mlir::ub::UBDialect", "mlir::affine::AffineDialect"
  ];
}

#endif // AMBIT_EMIT_PASSES
