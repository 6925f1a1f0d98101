# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Blocks and views: what they expand to, against the same written in NumPy."""

import numpy as np
import pytest

import masks
import oracle
from formats import check, decode
from library import Function, Library, Numbers, simple

X = "tensor<?x?x24xf32>"
W = "tensor<24x24xf32>"
FUNCTIONS = [
    simple("self_attention", "multi_head_attention", {"x": X, "wq": W, "wk": W, "wv": W, "wo": W}, {"y": X},
           "heads(4) mask(#ambit.mask<causal>) rope(10000.0)"),
    Function("cross_attention", {"x": X, "z": "tensor<?x?x10xf32>", "wq": W, "wk": "tensor<10x12xf32>",
                                 "wv": "tensor<10x8xf32>", "wo": "tensor<16x7xf32>"},
             "%y = ambit.multi_head_attention %x, %wq, %wk, %wv, %wo memory %z heads(4) key_heads(2) scale(0.25) : "
             "(tensor<?x?x24xf32>, tensor<24x24xf32>, tensor<10x12xf32>, tensor<10x8xf32>, tensor<16x7xf32>, "
             "tensor<?x?x10xf32>) -> tensor<?x?x7xf32>", {"y": "tensor<?x?x7xf32>"}),
    simple("feed_forward", "feed_forward", {"x": X, "u": "tensor<24x40xf32>", "d": "tensor<40x24xf32>",
                                            "p": "tensor<40xf32>", "r": "tensor<24xf32>"}, {"y": X},
           "hidden_bias %p output_bias %r kind(gelu)"),
    simple("gated_conv", "gated_conv", {"x": X, "w": "tensor<2x24x20xf32>", "r": "tensor<10x24xf32>",
                                        "s": "tensor<10x6xf32>", "b": "tensor<20xf32>"},
           {"y": X, "z": "tensor<?x?x6xf32>"}, "bias %b dilation(4)"),
    simple("split_heads", "split_heads", {"x": X}, {"y": "tensor<?x3x?x8xf32>"}, "heads(3)"),
    simple("merge_heads", "merge_heads", {"x": "tensor<?x3x?x8xf32>"}, {"y": X}),
    simple("split", "split", {"x": X}, {"a": "tensor<?x?x8xf32>", "b": "tensor<?x?x8xf32>", "c": "tensor<?x?x8xf32>"}),
    Function("same_twice", {"x": X}, "", {"x": X}),
    Function("view_of_result", {"x": X}, f"%t = ambit.activation %x kind(tanh) : ({X}) -> {X}\n"
             f"  %h = ambit.split_heads %t heads(3) : ({X}) -> tensor<?x3x?x8xf32>\n"
             f"  %r = ambit.rope %h : (tensor<?x3x?x8xf32>) -> tensor<?x3x?x8xf32>\n"
             f"  %m = ambit.merge_heads %r : (tensor<?x3x?x8xf32>) -> {X}\n"
             f"  %y = ambit.add %m, %t : ({X}, {X}) -> {X}", {"y": X, "t": X}),
]


@pytest.fixture(scope="module")
def library(lowering):
    return Library(FUNCTIONS, lowering)


def make(name, batch, n, **sizes):
    numbers = Numbers(n)
    arrays = []
    for argument, type in next(f for f in FUNCTIONS if f.name == name).arguments.items():
        shape = [int(size) if size != "?" else None for size in type[7:-1].split("x")[:-1]]
        dynamic = iter([batch, sizes.get(argument, n)])
        shape = [next(dynamic) if size is None else size for size in shape]
        arrays.append(numbers.normal(shape, "f32", 1 if argument in "xz" else 0.3))
    return arrays, [array.astype(float) for array in arrays]


def project(x, wq, wk, wv, z, heads, key_heads):
    return (oracle.split_heads(x @ wq, heads), oracle.split_heads(z @ wk, key_heads),
            oracle.split_heads(z @ wv, key_heads))


@pytest.mark.parametrize("n", [1, 7, 70])
def test_self_attention(library, n):
    inputs, (x, wq, wk, wv, wo) = make("self_attention", 2, n)
    q, k, v = project(x, wq, wk, wv, x, 4, 4)
    output, _ = oracle.attention(oracle.rope(q), oracle.rope(k), v, masks.causal().table(n, n))
    check(library.call("self_attention", *inputs)[0], oracle.merge_heads(output) @ wo, "f32", 256)


@pytest.mark.parametrize("n, m", [(1, 9), (17, 7), (33, 70)])
def test_cross_attention(library, n, m):
    inputs, (x, z, wq, wk, wv, wo) = make("cross_attention", 2, n, z=m)
    q, k, v = project(x, wq, wk, wv, z, 4, 2)
    output, _ = oracle.attention(q, k, v, np.ones((n, m), bool), scale=0.25)
    check(library.call("cross_attention", *inputs)[0], oracle.merge_heads(output) @ wo, "f32", 256)


@pytest.mark.parametrize("n", [1, 17, 64])
def test_feed_forward(library, n):
    inputs, (x, u, d, p, r) = make("feed_forward", 3, n)
    expected = oracle.linear(oracle.ACTIVATIONS["gelu"](oracle.linear(x, u, p)), d, r)
    check(library.call("feed_forward", *inputs)[0], expected, "f32", 256)


@pytest.mark.parametrize("n", [1, 5, 33])
def test_gated_conv(library, n):
    inputs, (x, w, r, s, b) = make("gated_conv", 2, n)
    a, g = np.split(oracle.conv(x, w, b, dilation=4, low=4), 2, axis=-1)
    z = np.tanh(a) * oracle.sigmoid(g)
    got = library.call("gated_conv", *inputs)
    check(got[0], z @ r + x, "f32", 256)
    check(got[1], z @ s, "f32", 256)


@pytest.mark.parametrize("n", [0, 1, 17])
def test_views(library, n):
    (x,), _ = make("split_heads", 2, n)
    np.testing.assert_array_equal(library.call("split_heads", x)[0], oracle.split_heads(x, 3))
    heads = np.ascontiguousarray(oracle.split_heads(x, 3))
    np.testing.assert_array_equal(library.call("merge_heads", heads)[0], x)
    for part, expected in zip(library.call("split", x), np.split(x, 3, axis=-1)):
        np.testing.assert_array_equal(part, expected)
    np.testing.assert_array_equal(library.call("same_twice", x)[0], x)


def test_view_of_a_result_that_is_read_twice(library):
    (x,), (wide,) = make("view_of_result", 2, 17)
    t = np.tanh(wide)
    rotated = oracle.merge_heads(oracle.rope(oracle.split_heads(t, 3)))
    y, again = library.call("view_of_result", x)
    check(y, rotated + t, "f32")
    check(again, t, "f32")
