// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights of the module.

#ifndef AMBIT_GLOBAL_OPS
#define AMBIT_GLOBAL_OPS

include "dialects/Ambit/AmbitDialect.td"
include "mlir/IR/SymbolInterfaces.td"

def Ambit_GlobalGroup : OpDocGroup {
  let summary = "Weights";
  let description = "";
}

let opDocGroup = Ambit_GlobalGroup in {

def Ambit_GlobalOp : Ambit_Op<"global", [
    Symbol, HasParent<"::mlir::ModuleOp">]> {
  let summary = "Weight of the module";
  let description = [{
    Declares an array that is read from the file of weights.

    Attributes: `source`, the name of the array in that file, defaults to the
    name of the symbol; `transpose` says that dimension `k` of this tensor is
    dimension `transpose[k]` of the stored array.

    Semantics:

        global[x_0, x_1, ...] = stored[...], where stored index transpose[k] is x_k

    Constraints:

    - C1: The type is a ranked tensor of static shape.
    - C2: `transpose` is a permutation of the dimensions.
    - C3: `source` is not empty.

    Example:

    ```mlir
    ambit.global @query_weight : tensor<64x64xf32> from "layers.0.wq.weight" transpose [1, 0]
    ```
  }];
  let arguments = (ins
    SymbolNameAttr:$sym_name,
    TypeAttrOf<AnyRankedTensor>:$type,
    OptionalAttr<StrAttr>:$source,
    OptionalAttr<DenseI64ArrayAttr>:$transpose);
  let assemblyFormat = [{
    $sym_name `:` $type (`from` $source^)? (`transpose` $transpose^)? attr-dict
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::RankedTensorType getTensorType() {
      return ::llvm::cast<::mlir::RankedTensorType>(getType());
    }
    /// The name of the array in the file of weights.
    ::llvm::StringRef getSourceName();
    /// The shape of the stored array.
    ::llvm::SmallVector<int64_t> getStoredShape();
  }];
}

def Ambit_GetGlobalOp : Ambit_Op<"get_global", [
    Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "Value of a weight";
  let description = [{
    Gives the tensor of a `global`.

    Semantics:

        output[...] = global[...]

    Constraints:

    - C1: The module has a `global` of that name.
    - C2: `output` has the type of the `global`.

    Example:

    ```mlir
    ambit.global @table : tensor<1000x64xf32>

    func.func @read() -> tensor<1000x64xf32> {
      %0 = ambit.get_global @table : tensor<1000x64xf32>
      return %0 : tensor<1000x64xf32>
    }
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$global);
  let results = (outs AnyRankedTensor:$output);
  let assemblyFormat = "$global attr-dict `:` type($output)";
}

}

#endif // AMBIT_GLOBAL_OPS
