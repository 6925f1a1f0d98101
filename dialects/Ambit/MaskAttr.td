// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The mask: which key positions a query position may read.

#ifndef AMBIT_MASK_ATTR
#define AMBIT_MASK_ATTR

include "dialects/Ambit/AmbitDialect.td"
include "mlir/IR/AttrTypeBase.td"

def Ambit_MaskAttr : AttrDef<Ambit_Dialect, "Mask"> {
  let mnemonic = "mask";
  let summary = "Set of pairs of a query and a key position";
  let description = [{
    A set of pairs `(i, j)`: query position `i` may read key position `j`. The
    length of the queries is `n`, that of the keys is `m`; no other symbol
    exists. Words are joined by `&` (and), `|` (or), `!` (not) and
    parentheses; `&` binds tighter than `|`. The words of the user are kept.

    | word | pairs |
    | --- | --- |
    | `all` | every pair |
    | `causal` | `j <= i`; the lengths must be equal |
    | `causal(E)` | `j <= i + E` |
    | `window(w)` | `-w < i - j < w` |
    | `window(left, right)` | `i - left <= j <= i + right` |
    | `strided(s)` | `(i - j) mod s = 0` |
    | `dilated_window(size, dilation)` | `0 <= i - j < size * dilation` and `(i - j) mod dilation = 0` |
    | `fixed(l, c)` | `i floordiv l = j floordiv l` or `j mod l >= l - c` |
    | `global(g)` | `i < g` or `j < g` |
    | `block(b)` | `i floordiv b = j floordiv b` |
    | `block(b, back)` | `i floordiv b - back <= j floordiv b <= i floordiv b` |
    | `prefix(p)` | `j < p` |
    | `set("…")` | comparisons of affine expressions in `i`, `j`, `n`, `m` |

    `E` is affine in `n` and `m`. `window`, `strided` and `dilated_window` take
    a last argument `offset = E`, which puts `i + E` in the place of `i`.

    Inside `set`, expressions use `+`, `-`, `*`, `floordiv` and `mod` (right
    sides of the last three are constants), comparisons use `<`, `<=`, `>`,
    `>=`, `=` and `!=` and may be chained, and `and`, `or`, `not` and
    parentheses join them. The text is quoted because MLIR expects every `<`
    in an attribute to have its `>`.

    Constants are at most 2^40 in size, factors of `i`, `j`, `n` and `m` sum to
    at most 2^16, moduli lie in 1..2^31-1, parentheses and `!` nest at most 64
    deep, and a mask has at most 1024 parts.

    Example:

    ```mlir
    #local = #ambit.mask<causal & window(256)>
    #sparse = #ambit.mask<causal & (window(128) | strided(128))>
    #cached = #ambit.mask<causal(m - n) & !prefix(4)>
    #raw = #ambit.mask<set("j <= i + 4 and (i - j) mod 4 = 0")>
    ```
  }];
  let parameters = (ins
    "::ambit::MaskKind":$kind,
    ArrayRefParameter<"int64_t">:$numbers,
    ArrayRefParameter<"::mlir::AffineExpr">:$expressions,
    ArrayRefParameter<"::ambit::MaskAttr">:$children);
  let genVerifyDecl = 1;
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    /// The mask of all pairs.
    static MaskAttr getAll(::mlir::MLIRContext *context);
    /// Joins with `&` or `|`; at least one child.
    static MaskAttr getAnd(::llvm::ArrayRef<MaskAttr> children);
    static MaskAttr getOr(::llvm::ArrayRef<MaskAttr> children);
    static MaskAttr getNot(MaskAttr child);
    /// Parses the text between `#ambit.mask<` and `>`. Errors are passed to
    /// `emitError` with the position in `text`; the result is then null.
    static MaskAttr parseText(
        ::mlir::MLIRContext *context, ::llvm::StringRef text,
        ::llvm::function_ref<void(size_t, const ::llvm::Twine &)> emitError);
    /// Prints the user's words, without `#ambit.mask<>`.
    void printText(::llvm::raw_ostream &os) const;

    /// The word that the user writes, for instance "window".
    ::llvm::StringRef getWord() const { return getMaskWord(getKind()); }
    /// The written offset: an expression in symbols s0 = n, s1 = m; null when
    /// none is written.
    ::mlir::AffineExpr getOffset() const;
    /// For `Compare`: the comparisons that must all hold.
    ::llvm::SmallVector<::ambit::MaskComparison> getComparisons() const;

    bool isAll() const;
    /// True when some `causal` has no offset, so that n = m must hold.
    bool needsEqualLengths() const;
    /// Whether query `i` of `n` may read key `j` of `m`.
    bool contains(int64_t i, int64_t j, int64_t n, int64_t m) const;
    /// An equal set in fewer words; the remaining words are the user's.
    MaskAttr simplify() const;
  }];
}

// One mask for all heads, or one for each query head.
def Ambit_MaskArrayAttr
    : TypedArrayAttrBase<Ambit_MaskAttr, "array of masks">;

#endif // AMBIT_MASK_ATTR
