// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How an operation on tensors joins the tile stage.

#ifndef AMBIT_TILE_TILELOWERING_TD
#define AMBIT_TILE_TILELOWERING_TD

include "mlir/IR/OpBase.td"

def TileLoweringOpInterface : OpInterface<"TileLoweringOpInterface"> {
  let cppNamespace = "::ambit::tile";
  let description = [{
    An operation that can be computed by tile programs. The stage attaches it to
    the operations of the dialect `ambit`; a plugin attaches it to its own.
  }];
  let methods = [
    InterfaceMethod<
      [{Emits programs that read `inputs`, one buffer per operand, and write
        every element of `outputs`, one buffer per result. Nothing else of the
        operation is touched. Fails with a diagnostic.}],
      "::mlir::LogicalResult", "lowerToTiles",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$inputs,
           "::mlir::ValueRange":$outputs)>,
    InterfaceMethod<
      [{The same for the only result, whose tiles go to `epilogue` instead. An
        operation that others are fused with has it.}],
      "::mlir::LogicalResult", "lowerWithEpilogue",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$inputs,
           "const ::ambit::tile::Epilogue &":$epilogue),
      "", [{
        return $_op->emitOpError("not supported yet: operations fused with it");
      }]>,
  ];
}

#endif // AMBIT_TILE_TILELOWERING_TD
