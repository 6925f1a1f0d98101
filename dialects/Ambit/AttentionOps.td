// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Attention and the terminator of its score region.

#ifndef AMBIT_ATTENTION_OPS
#define AMBIT_ATTENTION_OPS

include "dialects/Ambit/AmbitDialect.td"
include "dialects/Ambit/MaskAttr.td"
include "dialects/Ambit/PlanAttr.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

def Ambit_AttentionGroup : OpDocGroup {
  let summary = "Attention";
  let description = "";
}

let opDocGroup = Ambit_AttentionGroup in {

def Ambit_AttentionOp : Ambit_BasicOp<"attention", [
    IsolatedFromAbove, SingleBlock,
    AllElementTypesMatch<["query", "key", "value", "output"]>]> {
  let summary = "Scaled dot-product attention";
  let description = [{
    Mixes the rows of `value`, weighted by how well each row of `query` matches
    each row of `key`, for every batch entry and head.

    Operands and attributes:

    - `query` `[batch, heads, n, head size]`, `key` `[batch, key heads, m, head
      size]`, `value` `[batch, key heads, m, value size]`. Query head `h` reads
      key head `g(h) = h floordiv (heads / key heads)`.
    - `bias` `[1 or batch, 1 or heads, n, m]`, optional, is added to the score.
    - `scale` defaults to one over the square root of the head size.
    - `mask`: one mask for all heads, or one for each query head.
    - `score`: a region that maps the scaled score and its batch entry, head,
      query and key position to a new score, in f32 (f64 for f64 tensors). It
      reads nothing from outside and has no side effects.
    - `output` `[batch, heads, n, value size]`; `lse`, when asked for, is the
      logarithm of the sum of exponentials of each row, in f32 (f64 for f64).

    Semantics:

        s[b, h, i, j]      = scale * sum_d query[b, h, i, d] * key[b, g(h), j, d]
        z[b, h, i, j]      = score(s[b, h, i, j], b, h, i, j) + bias[b, h, i, j]
        output[b, h, i, e] = sum_j softmax_j(z[b, h, i, j] for j in mask(i)) * value[b, g(h), j, e]
        lse[b, h, i]       = log(sum_j exp(z[b, h, i, j]) for j in mask(i))

    A row whose mask is empty gives 0, and minus infinity as `lse`. Values of
    `key` and `value` outside the mask of every row change nothing, even when
    they are not finite.

    Constraints:

    - C1: `query`, `key` and `value` have the same batch size.
    - C2: `query` and `key` have the same head size.
    - C3: `key` and `value` have the same length.
    - C4: `key` and `value` have the same number of heads.
    - C5: The number of heads of `query` is a multiple of that of `key`; both
      are static and positive.
    - C6: Head sizes are static and positive.
    - C7: `bias` has the element type of `query` and fits the scores.
    - C8: `mask` has one entry, or one for each query head.
    - C9: `causal` without an offset needs the same length of `query` and `key`.
    - C10: `score` takes a score and four indices, yields a score, and has no
      side effects.
    - C11: `output` has the shape that follows from the operands, and `lse` that
      shape without its last dimension.
    - C12: `scale` is finite.

    Example:

    ```mlir
    func.func @mix(%q: tensor<?x8x?x64xf32>, %k: tensor<?x2x?x64xf32>,
                   %v: tensor<?x2x?x64xf32>) -> tensor<?x8x?x64xf32> {
      %0 = ambit.attention %q, %k, %v scale(0.125)
          mask(#ambit.mask<causal & window(256)>) score {
      ^bb0(%s: f32, %b: index, %h: index, %i: index, %j: index):
        %cap = arith.constant 5.0e+01 : f32
        %low = arith.minimumf %s, %cap : f32
        ambit.yield %low : f32
      } : (tensor<?x8x?x64xf32>, tensor<?x2x?x64xf32>, tensor<?x2x?x64xf32>)
          -> tensor<?x8x?x64xf32>
      return %0 : tensor<?x8x?x64xf32>
    }
    ```
  }];
  let arguments = (ins
    Ambit_TensorOfRank<4>:$query,
    Ambit_TensorOfRank<4>:$key,
    Ambit_TensorOfRank<4>:$value,
    Optional<Ambit_TensorOfRank<4>>:$bias,
    OptionalAttr<F64Attr>:$scale,
    OptionalAttr<Ambit_MaskArrayAttr>:$masks,
    OptionalAttr<Ambit_PlanAttr>:$plan);
  let regions = (region AnyRegion:$score);
  let results = (outs
    Ambit_TensorOfRank<4>:$output,
    Optional<Ambit_TensorOfRank<3>>:$lse);
  let assemblyFormat = [{
    $query `,` $key `,` $value (`bias` $bias^)? (`scale` `(` $scale^ `)`)?
    `` custom<Masks>($masks) (`score` $score^)? attr-dict
    `:` functional-type(operands, results)
  }];
  let hasCanonicalizeMethod = 1;
  let extraClassDeclaration = [{
    /// The written scale, or its default.
    double getScaleValue();
    /// The mask of a query head; null when there is none.
    ::ambit::MaskAttr getMask(int64_t head);
    bool hasScoreRegion() { return !getScore().empty(); }
    /// f64 for f64 tensors, else f32: the type of scores and of `lse`.
    ::mlir::FloatType getScoreType();
    int64_t getHeads() { return getQuery().getType().getDimSize(1); }
    int64_t getKeyHeads() { return getKey().getType().getDimSize(1); }
    int64_t getHeadSize() { return getQuery().getType().getDimSize(3); }
    int64_t getValueSize() { return getValue().getType().getDimSize(3); }
  }];
}

def Ambit_YieldOp : Ambit_Op<"yield", [
    Pure, ReturnLike, Terminator, HasParent<"::ambit::AttentionOp">]> {
  let summary = "Result of a score region";
  let description = [{
    Ends the region of an op and gives its value.

    Semantics: the score becomes `result`.

    Constraints:

    - C1: The parent is `attention`.

    Example:

    ```mlir
    func.func @slope(%q: tensor<1x8x16x64xf32>) -> tensor<1x8x16x64xf32> {
      %0 = ambit.attention %q, %q, %q score {
      ^bb0(%s: f32, %b: index, %h: index, %i: index, %j: index):
        ambit.yield %s : f32
      } : (tensor<1x8x16x64xf32>, tensor<1x8x16x64xf32>,
           tensor<1x8x16x64xf32>) -> tensor<1x8x16x64xf32>
      return %0 : tensor<1x8x16x64xf32>
    }
    ```
  }];
  let arguments = (ins AnyTypeOf<[F32, F64]>:$result);
  let assemblyFormat = "$result attr-dict `:` type($result)";
}

}

#endif // AMBIT_ATTENTION_OPS
