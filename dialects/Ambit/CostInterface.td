// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What an op says about its work.

#ifndef AMBIT_COST_INTERFACE
#define AMBIT_COST_INTERFACE

include "mlir/IR/OpBase.td"

def CostOpInterface : OpInterface<"CostOpInterface"> {
  let cppNamespace = "::ambit";
  let description = [{
    Tells what one call costs. Analyses know no op by name: one of a plugin that
    has this interface is counted like one of the dialect. Sizes of results come
    from `ReifyRankedShapedTypeOpInterface`.
  }];
  let methods = [InterfaceMethod<
    [{The cost for operands and results of the shapes that `shapeOf` gives;
      `masks` knows the relations of masks.}],
    "::ambit::Cost", "getCost",
    (ins "::ambit::ShapeOf":$shapeOf, "::ambit::MaskRelations &":$masks)
  >];
}

#endif // AMBIT_COST_INTERFACE
