// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tokens and positions.

#ifndef AMBIT_EMBEDDING_OPS
#define AMBIT_EMBEDDING_OPS

include "dialects/Ambit/AmbitDialect.td"
include "dialects/Ambit/PlanAttr.td"

def Ambit_EmbeddingGroup : OpDocGroup {
  let summary = "Tokens and positions";
  let description = "";
}

let opDocGroup = Ambit_EmbeddingGroup in {

def Ambit_EmbeddingOp : Ambit_BasicOp<"embedding", [
    AllElementTypesMatch<["table", "output"]>]> {
  let summary = "Rows of a table";
  let description = [{
    Replaces every id by the row of `table` of that number.

    Operands: `ids` `[...]` of i32 or i64, `table` `[rows, channels]`.

    Semantics:

        output[..., e] = table[ids[...], e] if 0 <= ids[...] < rows, else NaN

    Constraints:

    - C1: `output` has one dimension more than `ids`, the number of channels of
      `table`.
    - C2: `ids` and `output` have the same leading dimensions.

    Example:

    ```mlir
    func.func @tokens(%ids: tensor<?x?xi32>, %table: tensor<1000x64xf32>)
        -> tensor<?x?x64xf32> {
      %0 = ambit.embedding %ids, %table
          : (tensor<?x?xi32>, tensor<1000x64xf32>) -> tensor<?x?x64xf32>
      return %0 : tensor<?x?x64xf32>
    }
    ```
  }];
  let arguments = (ins
    Ambit_TensorOf<Ambit_Id>:$ids,
    Ambit_TensorOfRank<2>:$table,
    OptionalAttr<Ambit_PlanAttr>:$plan);
  let results = (outs Ambit_Tensor:$output);
  let assemblyFormat = [{
    $ids `,` $table attr-dict `:` functional-type(operands, results)
  }];
}

def Ambit_RopeOp : Ambit_BasicOp<"rope", [
    AllElementTypesMatch<["input", "output"]>]> {
  let summary = "Rotary position embedding";
  let description = [{
    Rotates pairs of channels by an angle that grows with the position.

    Operands and attributes:

    - `input` `[batch, heads, n, d]`.
    - `base` defaults to 10000, `offset`, the position of the first row, to 0.
    - `interleaved`: the pairs are `(2k, 2k + 1)`; else `(k, k + d / 2)`.

    Semantics, for each pair `(p, q)` of number `k` in 0..d/2-1:

        angle              = (i + offset) * base^(-2k / d)
        output[b, h, i, p] = input[b, h, i, p] * cos(angle) - input[b, h, i, q] * sin(angle)
        output[b, h, i, q] = input[b, h, i, p] * sin(angle) + input[b, h, i, q] * cos(angle)

    Constraints:

    - C1: The head size is static, positive and even.
    - C2: `input` and `output` have the same shape.
    - C3: `base` is finite and positive.

    Example:

    ```mlir
    func.func @rotate(%x: tensor<?x8x?x64xf32>) -> tensor<?x8x?x64xf32> {
      %0 = ambit.rope %x base(500000.0) interleaved
          : (tensor<?x8x?x64xf32>) -> tensor<?x8x?x64xf32>
      return %0 : tensor<?x8x?x64xf32>
    }
    ```
  }];
  let arguments = (ins
    Ambit_TensorOfRank<4>:$input,
    DefaultValuedAttr<F64Attr, "10000.0">:$base,
    DefaultValuedAttr<I64Attr, "0">:$offset,
    UnitAttr:$interleaved,
    OptionalAttr<Ambit_PlanAttr>:$plan);
  let results = (outs Ambit_TensorOfRank<4>:$output);
  let assemblyFormat = [{
    $input oilist(`base` `(` $base `)` | `offset` `(` $offset `)`
                  | `interleaved` $interleaved)
    attr-dict `:` functional-type(operands, results)
  }];
}

}

#endif // AMBIT_EMBEDDING_OPS
