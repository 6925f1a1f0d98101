// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes of the tile stage: operations on buffers to tile programs.

#ifndef AMBIT_TILE_PASSES_TD
#define AMBIT_TILE_PASSES_TD

include "mlir/Pass/PassBase.td"

def LowerToProgramsPass
    : Pass<"ambit-tile-lower-to-programs", "::mlir::func::FuncOp"> {
  let summary = "Lower each operation to tile programs";
  let description = [{
    An operation between `bufferization.to_tensor` and
    `bufferization.materialize_in_destination` becomes programs that read and
    write those buffers. Loop bounds come from the mask or the padding; the
    algorithm and its tile sizes come from the attribute `plan`.

    Before:

        %t = bufferization.to_tensor %x restrict : memref<?x64xf32> to tensor<?x64xf32>
        %r = ambit.activation %t kind(relu) : …
        bufferization.materialize_in_destination %r in restrict writable %y : …

    After:

        tile.program grid(%i, %j) = (%rows, %columns) { … }
  }];
  let dependentDialects = [
    "::ambit::tile::TileDialect", "::mlir::arith::ArithDialect",
    "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect",
  ];
}

def CountBytesPass : Pass<"ambit-tile-count-bytes", "::mlir::ModuleOp"> {
  let summary = "Count the bytes that tiles move";
  let description = [{
    Every load and store tells `ambit_count_bytes(read, written)` how many bytes
    it moves when it runs: the product of its extents times the bytes of an
    element of the buffer. Copies between buffers read and write theirs.

    Before:

        tile.store %t, %y[%row, %c0] extents[%rows, %c64] : …, memref<?x64xf32>

    After:

        %n = arith.muli %rows, %c64 : index
        %bytes = arith.muli %n, %c4 : index
        %count = arith.index_cast %bytes : index to i64
        func.call @ambit_count_bytes(%c0_i64, %count) : (i64, i64) -> ()
        tile.store %t, %y[%row, %c0] extents[%rows, %c64] : …, memref<?x64xf32>
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect"];
}

#endif // AMBIT_TILE_PASSES_TD
