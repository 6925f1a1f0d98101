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

#endif // AMBIT_TILE_PASSES_TD
