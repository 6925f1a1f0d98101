// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The plan: which algorithm computes an op, and its tile sizes.

#ifndef AMBIT_PLAN_ATTR
#define AMBIT_PLAN_ATTR

include "dialects/Ambit/AmbitDialect.td"
include "mlir/IR/AttrTypeBase.td"

def Ambit_PlanAttr : AttrDef<Ambit_Dialect, "Plan"> {
  let mnemonic = "plan";
  let summary = "Algorithm and tile sizes of one op";
  let description = [{
    Names the algorithm that computes an op and gives its settings, each a
    name and an integer. It is written by the `plan` stage, or by hand.

    Example:

    ```mlir
    #plan = #ambit.plan<online_softmax, key_tile = 32, query_tile = 64>
    ```
  }];
  let parameters = (ins
    StringRefParameter<"name of the algorithm">:$algorithm,
    "::mlir::DictionaryAttr":$settings);
  let genVerifyDecl = 1;
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    /// The setting of that name, or `otherwise`.
    int64_t getSetting(::llvm::StringRef name, int64_t otherwise) const;
    static PlanAttr
    get(::mlir::MLIRContext *context, ::llvm::StringRef algorithm,
        ::llvm::ArrayRef<std::pair<::llvm::StringRef, int64_t>> settings);
  }];
}

#endif // AMBIT_PLAN_ATTR
