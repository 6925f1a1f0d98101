// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Views: other names for the same elements, no arithmetic.

#ifndef AMBIT_VIEW_OPS
#define AMBIT_VIEW_OPS

include "dialects/Ambit/AmbitDialect.td"

def Ambit_ViewGroup : OpDocGroup {
  let summary = "Views";
  let description = "";
}

let opDocGroup = Ambit_ViewGroup in {

def Ambit_SplitHeadsOp : Ambit_BasicOp<"split_heads", [
    AllElementTypesMatch<["input", "output"]>]> {
  let summary = "Channels cut into heads";
  let description = [{
    Views the channels of `input` `[batch, n, heads * d]` as `heads` heads of
    size `d`.

    Semantics:

        output[b, h, i, e] = input[b, i, h * d + e]

    Constraints:

    - C1: The number of channels is static and a multiple of `heads`.
    - C2: `output` is `[batch, heads, n, d]`.

    Example:

    ```mlir
    func.func @split(%x: tensor<?x?x512xf32>) -> tensor<?x8x?x64xf32> {
      %0 = ambit.split_heads %x heads(8)
          : (tensor<?x?x512xf32>) -> tensor<?x8x?x64xf32>
      return %0 : tensor<?x8x?x64xf32>
    }
    ```
  }];
  let arguments = (ins
    Ambit_TensorOfRank<3>:$input,
    Ambit_Count:$heads);
  let results = (outs Ambit_TensorOfRank<4>:$output);
  let assemblyFormat = [{
    $input `heads` `(` $heads `)` attr-dict
    `:` functional-type(operands, results)
  }];
  let hasFolder = 1;
}

def Ambit_MergeHeadsOp : Ambit_BasicOp<"merge_heads", [
    AllElementTypesMatch<["input", "output"]>]> {
  let summary = "Heads joined into channels";
  let description = [{
    Views `input` `[batch, heads, n, d]` as `[batch, n, heads * d]`: the inverse
    of `split_heads`.

    Semantics:

        output[b, i, h * d + e] = input[b, h, i, e]

    Constraints:

    - C1: The number of heads and the head size are static.
    - C2: `output` is `[batch, n, heads * d]`.

    Example:

    ```mlir
    func.func @merge(%x: tensor<?x8x?x64xf32>) -> tensor<?x?x512xf32> {
      %0 = ambit.merge_heads %x
          : (tensor<?x8x?x64xf32>) -> tensor<?x?x512xf32>
      return %0 : tensor<?x?x512xf32>
    }
    ```
  }];
  let arguments = (ins Ambit_TensorOfRank<4>:$input);
  let results = (outs Ambit_TensorOfRank<3>:$output);
  let assemblyFormat = [{
    $input attr-dict `:` functional-type(operands, results)
  }];
  let hasFolder = 1;
}

def Ambit_SplitOp : Ambit_BasicOp<"split"> {
  let summary = "Channels cut into equal parts";
  let description = [{
    Views the last axis of `input` `[..., parts * c]` as equal parts, one for
    each result.

    Semantics, for result number `p`:

        outputs[p][..., e] = input[..., p * c + e]

    Constraints:

    - C1: The number of channels is static and a multiple of the number of
      results, of which there is at least one.
    - C2: Every result has the element type and the leading dimensions of
      `input`, and `c` channels.

    Example:

    ```mlir
    func.func @halves(%x: tensor<?x?x128xf32>)
        -> (tensor<?x?x64xf32>, tensor<?x?x64xf32>) {
      %0:2 = ambit.split %x
          : (tensor<?x?x128xf32>) -> (tensor<?x?x64xf32>, tensor<?x?x64xf32>)
      return %0#0, %0#1 : tensor<?x?x64xf32>, tensor<?x?x64xf32>
    }
    ```
  }];
  let arguments = (ins Ambit_Tensor:$input);
  let results = (outs Variadic<Ambit_Tensor>:$outputs);
  let assemblyFormat = [{
    $input attr-dict `:` functional-type(operands, results)
  }];
  let hasCanonicalizeMethod = 1;
}

}

#endif // AMBIT_VIEW_OPS
