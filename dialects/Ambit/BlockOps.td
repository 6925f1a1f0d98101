// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Blocks: common groups of ops under one name, expanded by normalize.

#ifndef AMBIT_BLOCK_OPS
#define AMBIT_BLOCK_OPS

include "dialects/Ambit/MaskAttr.td"
include "dialects/Ambit/PointwiseOps.td"

def Ambit_BlockGroup : OpDocGroup {
  let summary = "Blocks";
  let description = "";
}

let opDocGroup = Ambit_BlockGroup in {

def Ambit_MultiHeadAttentionOp : Ambit_ComputeOp<"multi_head_attention", [
    AttrSizedOperandSegments,
    AllElementTypesMatch<["input", "query_weight", "key_weight",
                          "value_weight", "output_weight", "output"]>]> {
  let summary = "Attention with its four projections";
  let description = [{
    Projects to queries, keys and values, attends, and projects back.

    Operands and attributes:

    - `input` `[batch, n, c]` gives the queries; `memory` `[batch, m, k]`,
      optional, gives keys and values, else `input` does.
    - `query_weight` `[c, heads * d]`, `key_weight` `[k, key heads * d]`,
      `value_weight` `[k, key heads * v]`, `output_weight` `[heads * v, o]`.
    - `biases`: none, or those of query, key, value and output.
    - `heads`; `key_heads` defaults to `heads`; `scale` and `mask` as in
      `attention`; `rope` is the base of a rotary embedding of queries and keys,
      `interleaved` its pairing.

    Semantics:

        q = split_heads(linear(input, query_weight)), k and v likewise
        q, k = rope(q), rope(k) when `rope` is given
        output = linear(merge_heads(attention(q, k, v)), output_weight)

    Constraints:

    - C1: The channels of `input` are the rows of `query_weight`, those of
      `memory` the rows of `key_weight` and `value_weight`.
    - C2: `heads` divides the columns of `query_weight`, `key_heads` those of
      `key_weight` and `value_weight`; all are static.
    - C3: Query and key heads have the same size.
    - C4: The rows of `output_weight` are static, `heads` times the value size.
    - C5: There are no biases or four, one value for each column, of the type of
      `input`.
    - C6: `key_heads` divides `heads`.
    - C7: `mask` has one entry, or one for each head, and `causal` without an
      offset needs the same length of `input` and `memory`.
    - C8: `output` is `[batch, n, o]`; `memory` has the batch size and element
      type of `input`.
    - C9: `scale` is finite, and `rope` finite and positive.

    Example:

    ```mlir
    func.func @mix(%x: tensor<?x?x64xf32>, %w: tensor<64x64xf32>)
        -> tensor<?x?x64xf32> {
      %0 = ambit.multi_head_attention %x, %w, %w, %w, %w heads(4)
          mask(#ambit.mask<causal>) rope(10000.0)
          : (tensor<?x?x64xf32>, tensor<64x64xf32>, tensor<64x64xf32>,
             tensor<64x64xf32>, tensor<64x64xf32>) -> tensor<?x?x64xf32>
      return %0 : tensor<?x?x64xf32>
    }
    ```
  }];
  let arguments = (ins
    Ambit_TensorOfRank<3>:$input,
    Ambit_TensorOfRank<2>:$query_weight,
    Ambit_TensorOfRank<2>:$key_weight,
    Ambit_TensorOfRank<2>:$value_weight,
    Ambit_TensorOfRank<2>:$output_weight,
    Optional<Ambit_TensorOfRank<3>>:$memory,
    Variadic<Ambit_TensorOfRank<1>>:$biases,
    Ambit_Count:$heads,
    OptionalAttr<Ambit_Count>:$key_heads,
    OptionalAttr<F64Attr>:$scale,
    OptionalAttr<Ambit_MaskArrayAttr>:$masks,
    OptionalAttr<F64Attr>:$rope,
    UnitAttr:$interleaved);
  let results = (outs Ambit_TensorOfRank<3>:$output);
  let assemblyFormat = [{
    $input `,` $query_weight `,` $key_weight `,` $value_weight `,` $output_weight
    (`memory` $memory^)? (`biases` `(` $biases^ `)`)? `heads` `(` $heads `)`
    (`key_heads` `(` $key_heads^ `)`)? (`scale` `(` $scale^ `)`)?
    `` custom<Masks>($masks)
    oilist(`rope` `(` $rope `)` | `interleaved` $interleaved)
    attr-dict `:` functional-type(operands, results)
  }];
  let extraClassDeclaration = [{
    int64_t getKeyHeadCount() { return getKeyHeads().value_or(getHeads()); }
    /// Where keys and values come from.
    ::mlir::Value getKeySource() {
      return getMemory() ? getMemory() : getInput();
    }
  }];
}

def Ambit_FeedForwardOp : Ambit_ComputeOp<"feed_forward", [
    AttrSizedOperandSegments,
    AllElementTypesMatch<["input", "hidden_weight", "output_weight",
                          "output"]>]> {
  let summary = "Two linear maps with an activation between";
  let description = [{
    Maps each position on its own.

    Operands and attributes: `input` `[..., c]`, `hidden_weight` `[c, h]`,
    `output_weight` `[h, o]`, optional `hidden_bias` `[h]` and `output_bias`
    `[o]`; `kind` as in `activation`.

    Semantics:

        output = linear(activation(linear(input, hidden_weight, hidden_bias)), output_weight, output_bias)

    Constraints:

    - C1: The channels of `input` are the rows of `hidden_weight`.
    - C2: The columns of `hidden_weight` are the rows of `output_weight`.
    - C3: Biases have one value for each column, of the type of `input`.
    - C4: `output` has the rank and leading dimensions of `input` and the columns
      of `output_weight`.

    Example:

    ```mlir
    func.func @map(%x: tensor<?x?x64xf32>, %u: tensor<64x256xf32>,
                   %d: tensor<256x64xf32>, %b: tensor<64xf32>)
        -> tensor<?x?x64xf32> {
      %0 = ambit.feed_forward %x, %u, %d output_bias %b kind(gelu)
          : (tensor<?x?x64xf32>, tensor<64x256xf32>, tensor<256x64xf32>,
             tensor<64xf32>) -> tensor<?x?x64xf32>
      return %0 : tensor<?x?x64xf32>
    }
    ```
  }];
  let arguments = (ins
    Ambit_Tensor:$input,
    Ambit_TensorOfRank<2>:$hidden_weight,
    Ambit_TensorOfRank<2>:$output_weight,
    Optional<Ambit_TensorOfRank<1>>:$hidden_bias,
    Optional<Ambit_TensorOfRank<1>>:$output_bias,
    Ambit_ActivationKindAttr:$kind);
  let results = (outs Ambit_Tensor:$output);
  let assemblyFormat = [{
    $input `,` $hidden_weight `,` $output_weight
    (`hidden_bias` $hidden_bias^)? (`output_bias` $output_bias^)?
    custom<Kind>($kind) attr-dict `:` functional-type(operands, results)
  }];
}

def Ambit_GatedConvOp : Ambit_ComputeOp<"gated_conv", [
    AllElementTypesMatch<["input", "weight", "residual_weight", "skip_weight",
                          "residual", "skip"]>]> {
  let summary = "Dilated convolution with a gate, a residual and a skip";
  let description = [{
    One layer of a WaveNet: a causal convolution, half of it gating the other.

    Operands and attributes: `input` `[batch, n, c]`, `weight` `[kernel size, c,
    2 * g]`, optional `bias` `[2 * g]`, `residual_weight` `[g, c]`, `skip_weight`
    `[g, s]`; `dilation` defaults to 1.

    Semantics:

        a, b     = split(conv(input, weight, bias), causal, dilation)
        z        = tanh(a) * sigmoid(b)
        residual = linear(z, residual_weight) + input
        skip     = linear(z, skip_weight)

    Constraints:

    - C1: `input` has as many channels as `weight` has inputs.
    - C2: `weight` has twice as many outputs as both other weights have rows; it
      is static, and so is the kernel size.
    - C3: `bias` has one value for each output of `weight`, of the same type.
    - C4: `residual_weight` has as many columns as `input` has channels.
    - C5: `residual` has the shape of `input`, and `skip` that shape with the
      columns of `skip_weight`.

    Example:

    ```mlir
    func.func @layer(%x: tensor<1x?x64xf32>, %w: tensor<2x64x128xf32>,
                     %r: tensor<64x64xf32>, %s: tensor<64x32xf32>)
        -> (tensor<1x?x64xf32>, tensor<1x?x32xf32>) {
      %0, %1 = ambit.gated_conv %x, %w, %r, %s dilation(16)
          : (tensor<1x?x64xf32>, tensor<2x64x128xf32>, tensor<64x64xf32>,
             tensor<64x32xf32>) -> (tensor<1x?x64xf32>, tensor<1x?x32xf32>)
      return %0, %1 : tensor<1x?x64xf32>, tensor<1x?x32xf32>
    }
    ```
  }];
  let arguments = (ins
    Ambit_TensorOfRank<3>:$input,
    Ambit_TensorOfRank<3>:$weight,
    Ambit_TensorOfRank<2>:$residual_weight,
    Ambit_TensorOfRank<2>:$skip_weight,
    Optional<Ambit_TensorOfRank<1>>:$bias,
    DefaultValuedAttr<Ambit_Count, "1">:$dilation);
  let results = (outs
    Ambit_TensorOfRank<3>:$residual,
    Ambit_TensorOfRank<3>:$skip);
  let assemblyFormat = [{
    $input `,` $weight `,` $residual_weight `,` $skip_weight (`bias` $bias^)?
    (`dilation` `(` $dilation^ `)`)? attr-dict
    `:` functional-type(operands, results)
  }];
}

}

#endif // AMBIT_BLOCK_OPS
