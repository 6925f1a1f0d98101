# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases of test/numpy, each operation and element type, on other processors."""

import pytest

import masks
import test_attention as attention
import test_blocks as blocks
import test_conv as conv
import test_fusion as fusion
import test_pointwise as pointwise
from library import Library

# Full, causal, shifted, windows, strided, dilated, fixed, global, block, rows
# without keys, a union, a random tree.
MASKS = [text for text in ("all", "causal", "causal(m - n)", "window(40)", "strided(4)", "dilated_window(3, 4)",
                           "fixed(8, 2)", "global(3)", "block(4, 2)", "prefix(0)",
                           "causal & (window(4) | strided(8))", masks.RANDOM[0].text)]
NUMBERS = [[mask.text for mask in masks.ALL].index(text) for text in MASKS]
MASK_TYPES = [("bf16", 3), ("bf16", 8), ("f16", 8)]
SHAPES = [1, 4, 5]
CONVOLUTIONS = ["both", "dilated", "wavenet", "same_even", "stride_dilated", "groups", "depthwise", "first", "bf16",
                "bf16_odd", "bf16_stride", "bf16_first_odd", "f16", "f64"]
LINEAR = ["vector", "matrix", "long", "bf16", "bf16_one", "bf16_deep", "f16", "f64"]
NORMS = [(7, "f32"), (257, "f32"), (33, "bf16"), (33, "f16"), (33, "f64")]
BLOCKS = ["self_attention", "cross_attention", "feed_forward", "gated_conv"]
FUSED = ["swiglu_bf16_40", "swiglu_bf16_64", "layer_bf16"]

NAMES = {
    *(f"mask_{number}" for number in NUMBERS), *(f"mask_{dtype}_{number}" for dtype, number in MASK_TYPES),
    *(f"type_{dtype}" for dtype in attention.DTYPES), *(f"shape_{number}" for number in SHAPES), "per_head",
    *(f"shape_bf16_{number}" for number in range(len(attention.BF16_SHAPES))),
    "score_cap", "bias_full", *CONVOLUTIONS, *(f"linear_{name}" for name in LINEAR),
    *(f"{kind}_{channels}_{dtype}" for channels, dtype in NORMS
      for kind in ("layer_norm", "layer_norm_plain", "rms_norm")),
    *(function.name for dtype in pointwise.DTYPES for function in pointwise.pointwise_functions(dtype)),
    "embedding_i32_f32", "embedding_i64_bf16", "embedding_i64_f16", *(f"rope_{name}" for name in pointwise.ROPE),
    *BLOCKS, *FUSED,
}
FUNCTIONS = [function for function in (attention.FUNCTIONS + pointwise.FUNCTIONS + blocks.FUNCTIONS + fusion.FUNCTIONS
                                       + [conv.make_function(name, case) for name, case in conv.CASES.items()])
             if function.name in NAMES]


@pytest.fixture(scope="module")
def library(lowering):
    assert {function.name for function in FUNCTIONS} == NAMES
    return Library(FUNCTIONS, lowering)


@pytest.mark.parametrize("number", NUMBERS, ids=MASKS)
def test_mask(library, number):
    attention.test_mask(library, number)


@pytest.mark.parametrize("dtype, number", MASK_TYPES)
def test_mask_of_type(library, dtype, number):
    attention.test_mask_of_type(library, dtype, number)


@pytest.mark.parametrize("dtype", attention.DTYPES)
def test_attention_type(library, dtype):
    attention.test_type(library, dtype)


@pytest.mark.parametrize("number", SHAPES)
def test_heads_and_sizes(library, number):
    attention.test_heads_and_sizes(library, number)


@pytest.mark.parametrize("number", range(len(attention.BF16_SHAPES)))
def test_pairs(library, number):
    attention.test_pairs(library, number, float("nan"))


def test_mask_per_head(library):
    attention.test_mask_per_head(library)


def test_score(library):
    attention.test_score(library, "cap")


def test_bias(library):
    attention.test_bias(library, "full")


def test_threads_give_the_same_bits(library):
    inputs = attention.make(9, 2, 257, 257)
    results = []
    for threads in (1, 3):
        library.set_threads(f"mask_{NUMBERS[2]}", threads)
        results.append([array.tobytes() for array in library.call(f"mask_{NUMBERS[2]}", *inputs)])
    assert results[0] == results[1]


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_conv(library, name):
    conv.test_conv(library, name)


@pytest.mark.parametrize("name", LINEAR)
def test_linear(library, name):
    pointwise.test_linear(library, name)


@pytest.mark.parametrize("channels, dtype", NORMS)
def test_norm(library, channels, dtype):
    pointwise.test_norm(library, channels, dtype)


@pytest.mark.parametrize("dtype", pointwise.DTYPES)
@pytest.mark.parametrize("kind", pointwise.oracle.ACTIVATIONS)
def test_activation(library, kind, dtype):
    pointwise.test_activation(library, kind, dtype)


@pytest.mark.parametrize("dtype", pointwise.DTYPES)
def test_add_and_mul(library, dtype):
    pointwise.test_add_and_mul(library, dtype)


@pytest.mark.parametrize("ids, dtype", [("i32", "f32"), ("i64", "bf16"), ("i64", "f16")])
def test_embedding(library, ids, dtype):
    pointwise.test_embedding(library, ids, dtype)


@pytest.mark.parametrize("name", pointwise.ROPE)
def test_rope(library, name):
    pointwise.test_rope(library, name)


@pytest.mark.parametrize("name", BLOCKS)
def test_block(library, name):
    for size in (1, 17):
        if name == "cross_attention":
            blocks.test_cross_attention(library, size, 70)
        else:
            getattr(blocks, f"test_{name}")(library, size)


@pytest.mark.parametrize("n", [1, 5, 97, 200])
def test_fused(library, n):
    fusion.test_swiglu(library, "bf16_40", n)
    fusion.test_swiglu(library, "bf16_64", n)
    fusion.test_layer(library, "bf16", n)
