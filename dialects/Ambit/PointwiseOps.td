// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Activations and elementwise arithmetic.

#ifndef AMBIT_POINTWISE_OPS
#define AMBIT_POINTWISE_OPS

include "dialects/Ambit/AmbitDialect.td"
include "dialects/Ambit/PlanAttr.td"

def Ambit_ActivationKind
    : I32EnumAttr<"ActivationKind", "function of one value", [
    I32EnumAttrCase<"Relu", 0, "relu">,
    I32EnumAttrCase<"Gelu", 1, "gelu">,
    I32EnumAttrCase<"GeluTanh", 2, "gelu_tanh">,
    I32EnumAttrCase<"Tanh", 3, "tanh">,
    I32EnumAttrCase<"Silu", 4, "silu">,
    I32EnumAttrCase<"Sigmoid", 5, "sigmoid">]> {
  let genSpecializedAttr = 0;
  let cppNamespace = "::ambit";
}
def Ambit_ActivationKindAttr
    : EnumAttr<Ambit_Dialect, Ambit_ActivationKind, "activation_kind">;

def Ambit_PointwiseGroup : OpDocGroup {
  let summary = "Pointwise";
  let description = "";
}

let opDocGroup = Ambit_PointwiseGroup in {

def Ambit_ActivationOp : Ambit_BasicOp<"activation", [
    AllElementTypesMatch<["input", "output"]>]> {
  let summary = "Activation of every element";
  let description = [{
    Applies the function `kind` to every element of `input`.

    Semantics:

        relu(x)      = max(x, 0), NaN for NaN
        gelu(x)      = x / 2 * (1 + erf(x / sqrt(2)))
        gelu_tanh(x) = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))
        tanh(x)      = (exp(x) - exp(-x)) / (exp(x) + exp(-x))
        silu(x)      = x / (1 + exp(-x))
        sigmoid(x)   = 1 / (1 + exp(-x))

    Constraints:

    - C1: `input` and `output` have the same shape.

    Example:

    ```mlir
    func.func @act(%x: tensor<?x?x64xf32>) -> tensor<?x?x64xf32> {
      %0 = ambit.activation %x kind(gelu)
          : (tensor<?x?x64xf32>) -> tensor<?x?x64xf32>
      return %0 : tensor<?x?x64xf32>
    }
    ```
  }];
  let arguments = (ins
    Ambit_Tensor:$input,
    Ambit_ActivationKindAttr:$kind,
    OptionalAttr<Ambit_PlanAttr>:$plan);
  let results = (outs Ambit_Tensor:$output);
  let assemblyFormat = [{
    $input custom<Kind>($kind) attr-dict `:` functional-type(operands, results)
  }];
  let hasFolder = 1;
}

class Ambit_BinaryOp<string mnemonic> : Ambit_BasicOp<mnemonic, [
    Commutative, AllElementTypesMatch<["left", "right", "output"]>]> {
  let arguments = (ins
    Ambit_Tensor:$left,
    Ambit_Tensor:$right,
    OptionalAttr<Ambit_PlanAttr>:$plan);
  let results = (outs Ambit_Tensor:$output);
  let assemblyFormat = [{
    $left `,` $right attr-dict `:` functional-type(operands, results)
  }];
}

def Ambit_AddOp : Ambit_BinaryOp<"add"> {
  let summary = "Sum of two tensors";
  let description = [{
    Adds `left` and `right` element by element.

    Semantics:

        output[...] = left[...] + right[...]

    Constraints:

    - C1: `left` and `right` have the same shape.
    - C2: `left` and `output` have the same shape.

    Example:

    ```mlir
    func.func @residual(%x: tensor<?x?x64xf32>, %y: tensor<?x?x64xf32>)
        -> tensor<?x?x64xf32> {
      %0 = ambit.add %x, %y
          : (tensor<?x?x64xf32>, tensor<?x?x64xf32>) -> tensor<?x?x64xf32>
      return %0 : tensor<?x?x64xf32>
    }
    ```
  }];
}

def Ambit_MulOp : Ambit_BinaryOp<"mul"> {
  let summary = "Product of two tensors";
  let description = [{
    Multiplies `left` and `right` element by element.

    Semantics:

        output[...] = left[...] * right[...]

    Constraints:

    - C1: `left` and `right` have the same shape.
    - C2: `left` and `output` have the same shape.

    Example:

    ```mlir
    func.func @gate(%x: tensor<?x?x64xf32>, %y: tensor<?x?x64xf32>)
        -> tensor<?x?x64xf32> {
      %0 = ambit.mul %x, %y
          : (tensor<?x?x64xf32>, tensor<?x?x64xf32>) -> tensor<?x?x64xf32>
      return %0 : tensor<?x?x64xf32>
    }
    ```
  }];
}

}

#endif // AMBIT_POINTWISE_OPS
