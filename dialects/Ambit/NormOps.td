// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Normalisation of the last axis.

#ifndef AMBIT_NORM_OPS
#define AMBIT_NORM_OPS

include "dialects/Ambit/AmbitDialect.td"
include "dialects/Ambit/PlanAttr.td"

def Ambit_NormGroup : OpDocGroup {
  let summary = "Norms";
  let description = "";
}

let opDocGroup = Ambit_NormGroup in {

def Ambit_LayerNormOp : Ambit_BasicOp<"layer_norm", [
    AllElementTypesMatch<["input", "scale", "output"]>]> {
  let summary = "Layer normalisation of the last axis";
  let description = [{
    Shifts and scales each row of the last axis to mean 0 and variance 1.

    Operands and attributes: `input` `[..., c]`, `scale` `[c]`, `bias` `[c]`,
    optional; `epsilon` defaults to 1e-5. Statistics are taken in f32 at least.

    Semantics:

        mean[...]      = sum_e input[..., e] / c
        variance[...]  = sum_e (input[..., e] - mean[...])^2 / c
        output[..., e] = (input[..., e] - mean[...]) / sqrt(variance[...] + epsilon) * scale[e] + bias[e]

    Constraints:

    - C1: `scale`, and `bias` if given, have one value for each channel.
    - C2: The number of channels is static and positive.
    - C3: `input` and `output` have the same shape.
    - C4: `bias` has the element type of `input`.
    - C5: `epsilon` is finite and not negative.

    Example:

    ```mlir
    func.func @norm(%x: tensor<?x?x64xf32>, %g: tensor<64xf32>,
                    %b: tensor<64xf32>) -> tensor<?x?x64xf32> {
      %0 = ambit.layer_norm %x, %g bias %b epsilon(1.0e-06)
          : (tensor<?x?x64xf32>, tensor<64xf32>, tensor<64xf32>)
          -> tensor<?x?x64xf32>
      return %0 : tensor<?x?x64xf32>
    }
    ```
  }];
  let arguments = (ins
    Ambit_Tensor:$input,
    Ambit_TensorOfRank<1>:$scale,
    Optional<Ambit_TensorOfRank<1>>:$bias,
    DefaultValuedAttr<F64Attr, "1.0e-5">:$epsilon,
    OptionalAttr<Ambit_PlanAttr>:$plan);
  let results = (outs Ambit_Tensor:$output);
  let assemblyFormat = [{
    $input `,` $scale (`bias` $bias^)? (`epsilon` `(` $epsilon^ `)`)? attr-dict
    `:` functional-type(operands, results)
  }];
}

def Ambit_RmsNormOp : Ambit_BasicOp<"rms_norm", [
    AllElementTypesMatch<["input", "scale", "output"]>]> {
  let summary = "Root mean square normalisation of the last axis";
  let description = [{
    Scales each row of the last axis to mean square 1.

    Operands and attributes: `input` `[..., c]`, `scale` `[c]`; `epsilon`
    defaults to 1e-5. Statistics are taken in f32 at least.

    Semantics:

        square[...]    = sum_e input[..., e]^2 / c
        output[..., e] = input[..., e] / sqrt(square[...] + epsilon) * scale[e]

    Constraints:

    - C1: `scale` has one value for each channel.
    - C2: The number of channels is static and positive.
    - C3: `input` and `output` have the same shape.
    - C4: `epsilon` is finite and not negative.

    Example:

    ```mlir
    func.func @norm(%x: tensor<?x?x64xf32>, %g: tensor<64xf32>)
        -> tensor<?x?x64xf32> {
      %0 = ambit.rms_norm %x, %g
          : (tensor<?x?x64xf32>, tensor<64xf32>) -> tensor<?x?x64xf32>
      return %0 : tensor<?x?x64xf32>
    }
    ```
  }];
  let arguments = (ins
    Ambit_Tensor:$input,
    Ambit_TensorOfRank<1>:$scale,
    DefaultValuedAttr<F64Attr, "1.0e-5">:$epsilon,
    OptionalAttr<Ambit_PlanAttr>:$plan);
  let results = (outs Ambit_Tensor:$output);
  let assemblyFormat = [{
    $input `,` $scale (`epsilon` `(` $epsilon^ `)`)? attr-dict
    `:` functional-type(operands, results)
  }];
}

}

#endif // AMBIT_NORM_OPS
