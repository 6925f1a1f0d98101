// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes of the codegen stage for CPUs: tiles to vectors and loops.

#ifndef AMBIT_CODEGEN_CPU_PASSES_TD
#define AMBIT_CODEGEN_CPU_PASSES_TD

include "mlir/Pass/PassBase.td"

def CoarsenProgramsPass
    : Pass<"ambit-codegen-cpu-coarsen-programs", "::mlir::ModuleOp"> {
  let summary = "Run points of a grid in a row that share a weight";
  let description = [{
    Where all points along one axis of a grid load the same weight, an instance
    takes several of them and loads it once: at most 16, and so few that six
    instances a thread are left. Any load moves in front of the loops that repeat
    it, as code generation may have to copy what it reads.

    Before:

        tile.program grid(%rows, %columns) = (%m, %n) {
          %w = tile.load %weight[%c0, %column] : …
          …
        }

    After:

        tile.program grid(%group, %columns) = (%groups, %n) {
          %w = tile.load %weight[%c0, %column] : …
          scf.for %rows = %first to %end step %c1 { … }
        }
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::scf::SCFDialect",
  ];
}

def ShareProgramsPass
    : Pass<"ambit-codegen-cpu-share-programs", "::mlir::ModuleOp"> {
  let summary = "Give equal programs one function";
  let description = [{
    Programs that differ in nothing but the values they use from outside become
    calls of one function, so that equal layers are compiled once. Numbers that
    addresses are computed from may differ too and become arguments; those that
    decide how a tile is lowered (extents, loop bounds, a step of one) may not. A
    program without an equal stays where it is.

    Before:

        tile.program grid(%i) = (%n) { … %x … arith.muli %i, %c2 … }
        tile.program grid(%i) = (%n) { … %y … arith.muli %i, %c4 … }

    After:

        call @f_program(%n, %x, %c2)
        call @f_program(%n, %y, %c4)
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
  ];
}

def NarrowFactorsPass
    : Pass<"ambit-codegen-cpu-narrow-factors", "::mlir::func::FuncOp"> {
  let summary = "Multiply bf16 as bf16";
  let description = [{
    For processors that multiply pairs of bf16: a contraction in f32 of factors
    that were loaded from bf16 takes them as they are stored. A number that the
    left factor was multiplied with goes to the result, if lanes lie on its rows;
    the weights of a softmax, which lie there too, are rounded to bf16, and so is
    a left factor that is the result of an operation before. What has another
    factor, or few rows and a transposed `rhs`, is left alone.

    Before:

        %q = tile.load %Q[…] : memref<…xbf16>, !tile.tile<64x64xf32>
        %s = tile.map %q [0, 1] { … arith.mulf %e, %scale … }
        %k = tile.load %K[…] : memref<…xbf16>, !tile.tile<96x64xf32>
        %c = tile.contract %s, %k transposed : …

    After:

        %q = tile.load %Q[…] : memref<…xbf16>, !tile.tile<64x64xbf16>
        %k = tile.load %K[…] : memref<…xbf16>, !tile.tile<96x64xbf16>
        %p = tile.contract %q, %k transposed
            : !tile.tile<64x64xbf16>, !tile.tile<96x64xbf16> -> !tile.tile<64x96xf32>
        %c = tile.map %p [0, 1] { … arith.mulf %e, %scale … }
  }];
  let options = [
    Option<"onlyBlocks", "only-blocks", "bool", "false",
           "Leave contractions that no 16 x 16 sums of depth 32 fit into">,
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def LowerTilesPass
    : Pass<"ambit-codegen-cpu-lower-tiles", "::mlir::func::FuncOp"> {
  let summary = "Lower tile operations to loops over registers";
  let description = [{
    Gives every tile that outlives one pass over its elements memory on the
    stack, groups the operations that one pass can compute together, and emits
    that pass as loops over register tiles: a contraction becomes a micro-kernel,
    what stands before it its prologue, what stands behind it its epilogue.

    Before, inside a `tile.program`:

        %c = tile.contract %a, %b : … -> !tile.tile<8x16xf32>
        %d = tile.map %c [0, 1] { … }
        tile.store %d, %y[%c0, %c0] : …

    After: one nest of `scf.for` over `vector.fma`, with the body of the map on
    the accumulators and `vector.store`. The program itself is left in place. A
    contraction of bf16 factors into f32 becomes a nest over dot products of pairs or,
    with a matrix unit, over products of blocks, which stands by itself.
  }];
  let options = [
    Option<"vectorBits", "vector-bits", "int64_t", "256",
           "Width of a vector register in bits">,
    Option<"registers", "registers", "int64_t", "16",
           "Number of vector registers">,
    Option<"matrixUnit", "matrix-unit", "bool", "false",
           "Sum products of bf16 in registers of 16 x 16">,
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect",
  ];
}

def LaunchProgramsPass
    : Pass<"ambit-codegen-cpu-launch-programs", "::mlir::ModuleOp"> {
  let summary = "Turn programs into tasks of the thread pool";
  let description = [{
    Each `tile.program` becomes a function `task(context, begin, end)` that runs
    a range of grid points, and a call of the run time that distributes the
    ranges. What the body uses from outside travels in a struct.

    Before:

        tile.program grid(%i, %j) = (%n, %m) { … }

    After:

        call @ambit_parallel_for(%task, %context, %count, %grain)
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect",
    "::mlir::LLVM::LLVMDialect", "::mlir::func::FuncDialect",
  ];
}

def ApproximateMathPass
    : Pass<"ambit-codegen-cpu-approximate-math", "::mlir::func::FuncOp"> {
  let summary = "Replace vector exponentials and their kin by polynomials";
  let description = [{
    `math.exp2`, `math.exp` and `tile.decay` on vectors of f32 and f64, and
    `math.tanh` and `math.erf` on vectors of f32, become arithmetic on the same
    lanes, at most 2 units in the last place from the function for f32;
    infinities and NaN follow it, and `tile.decay` is zero below the smallest
    normal number. Everything else is left to the C library.

    Before:

        %y = math.exp2 %x : vector<8xf32>

    After: a rounding, a polynomial of degree 5 and two multiplications by
    powers of two.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::vector::VectorDialect",
  ];
}

def VerifyLoopsPass : Pass<"ambit-codegen-cpu-verify-loops", "::mlir::ModuleOp"> {
  let summary = "Check that no loop copies or allocates";
  let description = [{
    Fails if a `memref.copy`, `memref.alloc` or `memref.alloca` stands inside a
    loop: such an operation in a hot loop is a defect of an earlier pass. The IR
    is not changed.
  }];
}

#endif // AMBIT_CODEGEN_CPU_PASSES_TD
