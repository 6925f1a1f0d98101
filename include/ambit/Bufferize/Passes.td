// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes of the stage Bufferize: from functions of tensors to functions that
// read and write buffers of their caller.
#ifndef AMBIT_BUFFERIZE_PASSES
#define AMBIT_BUFFERIZE_PASSES

include "mlir/Pass/PassBase.td"

def LiftGlobalsPass : Pass<"ambit-bufferize-lift-globals", "mlir::ModuleOp"> {
  let summary = "Turn the weights that a function uses into arguments";
  let description = [{
    Every public function gets one more argument for each `ambit.global` that it
    reads, in the order of the module. All arguments say what they are:
    `ambit.role` is `input` or `global`, `ambit.name` is the name for the
    caller. The globals go: the caller has read them.

    Before:

        ambit.global @w : tensor<64x8xf32>
        func.func @f(%x: tensor<?x64xf32> {ambit.name = "x"}) -> … {
          %w = ambit.get_global @w : tensor<64x8xf32>

    After:

        func.func @f(%x: tensor<?x64xf32> {ambit.name = "x", ambit.role = "input"},
                     %w: tensor<64x8xf32> {ambit.name = "w", ambit.role = "global"}) -> …
  }];
}

def AddShapeFunctionsPass
    : Pass<"ambit-bufferize-add-shape-functions", "mlir::ModuleOp"> {
  let summary = "Compute the shapes of results in a function of their own";
  let description = [{
    Beside every public function `@f` comes `@f_shapes`, of the same arguments.
    It reads their dimensions, not their data, and returns the number of the
    first check that fails (0: none), the dimensions of all results in order,
    and the two values of the failed check. The checks are that no length is
    above 2^31 - 1, and the equalities of dimensions that the operations of `@f`
    ask for and that are not known or implied by earlier ones. `ambit.checks`
    holds their messages, with `{0}` and `{1}` in the place of the values.

    Before:

        func.func @f(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
          %0 = ambit.add %x, %y : …

    After (the checks of lengths left out):

        func.func @f_shapes(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>)
            -> (i32, index, index, index, index)
            attributes {ambit.checks = ["… `left` and `right` … {0} and {1}"]} {
          %n = tensor.dim %x, %c0
          %m = tensor.dim %y, %c0
          %differ = arith.cmpi ne, %n, %m
          …
          return %status, %n, %c4, %got0, %got1
  }];
  let dependentDialects = [
    "mlir::arith::ArithDialect", "mlir::func::FuncDialect",
    "mlir::tensor::TensorDialect"
  ];
}

def BufferizeModelPass
    : Pass<"ambit-bufferize-bufferize-model", "mlir::ModuleOp"> {
  let summary = "Give every tensor a buffer";
  let description = [{
    Arguments become memrefs, results become arguments that are written, and the
    function returns a status. Every operation reads its operands by
    `bufferization.to_tensor` and has each result written by
    `bufferization.materialize_in_destination`, so each tensor names its buffer.
    `split_heads`, `merge_heads`, `split` and `tensor.cast` become views: what
    produces the operand of a `merge_heads` writes through the view of its
    result. An argument, a value or a view that cannot be written in place into
    its result is copied once.

    Before:

        func.func @f(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
          %0 = ambit.activation %x …
          %1 = ambit.activation %0 …
          return %1

    After:

        func.func @f(%x: memref<?x4xf32>, %out: memref<?x4xf32>) -> i32 {
          %n = memref.dim %x, %c0
          %b = memref.alloc(%n) : memref<?x4xf32>
          %0 = bufferization.to_tensor %x restrict
          %1 = ambit.activation %0 …
          bufferization.materialize_in_destination %1 in restrict writable %b
          %2 = bufferization.to_tensor %b restrict
          %3 = ambit.activation %2 …
          bufferization.materialize_in_destination %3 in restrict writable %out
          return %c0_i32
  }];
  let dependentDialects = [
    "mlir::arith::ArithDialect", "mlir::bufferization::BufferizationDialect",
    "mlir::func::FuncDialect", "mlir::memref::MemRefDialect",
    "mlir::tensor::TensorDialect"
  ];
}

def ExpandCopiesPass : Pass<"ambit-bufferize-expand-copies"> {
  let summary = "Turn strided copies into loops";
  let description = [{
    A `memref.copy` from or to a view becomes loops over its elements. One
    between contiguous buffers stays.

    Before:

        memref.copy %view, %out : memref<4x8xf32, strided<[1, 4]>> to memref<4x8xf32>

    After:

        scf.for %i = %c0 to %c4 step %c1 {
          scf.for %j = %c0 to %c8 step %c1 {
            %0 = memref.load %view[%i, %j]
            memref.store %0, %out[%i, %j]
  }];
  let dependentDialects = [
    "mlir::arith::ArithDialect", "mlir::memref::MemRefDialect",
    "mlir::scf::SCFDialect"
  ];
}

def PlanWorkspacePass
    : Pass<"ambit-bufferize-plan-workspace", "mlir::ModuleOp"> {
  let summary = "Pack the buffers of a function into one allocation";
  let description = [{
    The `memref.alloc` of a function become views of one allocation, aligned to
    64 bytes; buffers that do not live at the same time share a slot, whose size
    is the largest of theirs. The function returns 1 when there is not enough
    memory, and also when the size does not fit 64 bits. It runs when all
    buffers are known: at the end of the stages that lower operations, which may
    add their own.

    Before:

        %b = memref.alloc(%n) : memref<?x4xf32>
        …
        return %c0_i32

    After:

        %p = llvm.call @ambit_allocate(%bytes)
        cf.cond_br %is_null, ^fail, ^run
      ^run:
        %w = … : memref<?xi8>
        %b = memref.view %w[%offset][%n] : memref<?xi8> to memref<?x4xf32>
        …
        llvm.call @ambit_free(%p)
        return %c0_i32
      ^fail:
        return %c1_i32
  }];
  let dependentDialects = [
    "mlir::arith::ArithDialect", "mlir::cf::ControlFlowDialect",
    "mlir::LLVM::LLVMDialect", "mlir::memref::MemRefDialect"
  ];
}

#endif // AMBIT_BUFFERIZE_PASSES
