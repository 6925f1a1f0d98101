// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pass of the stage Reference.
#ifndef AMBIT_REFERENCE_PASSES
#define AMBIT_REFERENCE_PASSES

include "mlir/Pass/PassBase.td"

def LowerToLoopsPass : Pass<"ambit-reference-lower-to-loops", "mlir::ModuleOp"> {
  let summary = "Lower every op on buffers to scalar loops in f64";
  let description = [{
    The second opinion: every op becomes the loops of its formula, one element
    at a time, in the order in which the formula is read. Elements are extended
    to f64 when they are loaded and rounded once, to nearest even, when they are
    stored. No code is shared with the fast path, the test of a mask included.

    Attention goes over each row twice: for the maximum, then for the sums. It
    keeps one row of results in f64 and no scores. Keys and values outside the
    mask are not loaded. A row whose mask is empty, or whose scores are all minus
    infinity, gives 0. The score region is run as it is written: its argument is
    rounded to the declared type, its result extended.

    Before:

    ```mlir
    func.func @relu(%x: memref<?xf32>, %y: memref<?xf32>) {
      %0 = bufferization.to_tensor %x restrict : memref<?xf32> to tensor<?xf32>
      %1 = ambit.activation %0 kind(relu) : (tensor<?xf32>) -> tensor<?xf32>
      bufferization.materialize_in_destination %1 in restrict writable %y
          : (tensor<?xf32>, memref<?xf32>) -> ()
      return
    }
    ```

    After:

    ```mlir
    func.func @relu(%x: memref<?xf32>, %y: memref<?xf32>) {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %zero = arith.constant 0.0 : f64
      %n = memref.dim %y, %c0 : memref<?xf32>
      scf.for %i = %c0 to %n step %c1 {
        %0 = memref.load %x[%i] : memref<?xf32>
        %1 = arith.extf %0 : f32 to f64
        %2 = arith.maximumf %1, %zero : f64
        %3 = arith.truncf %2 : f64 to f32
        memref.store %3, %y[%i] : memref<?xf32>
      }
      return
    }
    ```

    Blocks and views are not lowered: earlier stages have expanded them.
  }];
  let dependentDialects = [
    "mlir::arith::ArithDialect", "mlir::math::MathDialect",
    "mlir::memref::MemRefDialect", "mlir::scf::SCFDialect"
  ];
}

#endif // AMBIT_REFERENCE_PASSES
