// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The linear map of the last axis.

#ifndef AMBIT_LINEAR_OPS
#define AMBIT_LINEAR_OPS

include "dialects/Ambit/AmbitDialect.td"
include "dialects/Ambit/PlanAttr.td"

def Ambit_LinearGroup : OpDocGroup {
  let summary = "Linear";
  let description = "";
}

let opDocGroup = Ambit_LinearGroup in {

def Ambit_LinearOp : Ambit_BasicOp<"linear", [
    AllElementTypesMatch<["input", "weight", "output"]>]> {
  let summary = "Linear map of the last axis";
  let description = [{
    Multiplies the last axis by a matrix and adds a bias.

    Operands: `input` `[..., in]` of rank 1 or more, `weight` `[in, out]`,
    `bias` `[out]`, optional.

    Semantics:

        output[..., f] = bias[f] + sum_e input[..., e] * weight[e, f]

    Constraints:

    - C1: The last dimension of `input` is the first of `weight`.
    - C2: The last dimension of `output` is the last of `weight`.
    - C3: `bias` has one value for each output channel, of the same type.
    - C4: `input` and `output` have the same rank, at least 1, and the same
      leading dimensions.

    Example:

    ```mlir
    func.func @project(%x: tensor<?x?x64xf32>, %w: tensor<64x256xf32>,
                       %b: tensor<256xf32>) -> tensor<?x?x256xf32> {
      %0 = ambit.linear %x, %w bias %b
          : (tensor<?x?x64xf32>, tensor<64x256xf32>, tensor<256xf32>)
          -> tensor<?x?x256xf32>
      return %0 : tensor<?x?x256xf32>
    }
    ```
  }];
  let arguments = (ins
    Ambit_Tensor:$input,
    Ambit_TensorOfRank<2>:$weight,
    Optional<Ambit_TensorOfRank<1>>:$bias,
    OptionalAttr<Ambit_PlanAttr>:$plan);
  let results = (outs Ambit_Tensor:$output);
  let assemblyFormat = [{
    $input `,` $weight (`bias` $bias^)? attr-dict
    `:` functional-type(operands, results)
  }];
}

}

#endif // AMBIT_LINEAR_OPS
