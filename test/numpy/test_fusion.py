# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Chains of operations that are computed together, tile by tile, against the
same written in NumPy: gates, residuals, products of whole rows, and results
that somebody else reads as well."""

import numpy as np
import pytest

import oracle
from formats import TOLERANCE, check, decode, encode
from library import Function, Library, Numbers

relu, gelu, silu = (oracle.ACTIVATIONS[kind] for kind in ("relu", "gelu", "silu"))


class Chain:
    """A function of `x`, `[batch, n, c]`, and weights. `line` adds an operation;
    the last axis of a result is a number of channels, its others are `like`."""

    def __init__(self, channels, dtype="f32", first="?x?x"):
        self.first, self.dtype = first, dtype
        self.shapes = {"x": channels}
        self.weights, self.lines, self.results = {}, [], {}

    def type(self, channels):
        return f"tensor<{self.first}{channels}x{self.dtype}>"

    def weight(self, name, *shape):
        self.weights[name] = shape
        return self

    def line(self, result, op, operands, clauses="", channels=None):
        names = operands.split()
        types = [f"tensor<{'x'.join(map(str, self.weights[name]))}x{self.dtype}>" if name in self.weights
                 else self.type(self.shapes[name]) for name in names]
        bias = names.pop() if "bias" in clauses else None
        self.shapes[result] = channels or self.shapes[names[0]]
        clauses = clauses.replace("bias", f"bias %{bias}")
        count = 2 if op == "split" else 1
        results = ", ".join([self.type(self.shapes[result])] * count)
        target = f"%{result}" + (f":{count}" if count > 1 else "")
        self.lines.append(f"{target} = ambit.{op} {', '.join('%' + name for name in names)} {clauses} : "
                          f"({', '.join(types)}) -> ({results})")
        for part in range(count if count > 1 else 0):
            self.shapes[f"{result}#{part}"] = self.shapes[result]
        return self

    def function(self, name, results):
        arguments = {"x": self.type(self.shapes["x"])}
        arguments.update({weight: f"tensor<{'x'.join(map(str, shape))}x{self.dtype}>"
                          for weight, shape in self.weights.items()})
        return Function(name, arguments, "\n  ".join(self.lines),
                        {result: self.type(self.shapes[result]) for result in results.split()})


def swiglu(dtype, hidden, outputs):
    chain = (Chain(24, dtype).weight("u", 24, 2 * hidden).weight("p", 2 * hidden)
             .weight("d", hidden, outputs).weight("r", outputs)
             .line("h", "linear", "x u p", "bias", 2 * hidden).line("s", "split", "h", channels=hidden)
             .line("a", "activation", "s#0", "kind(silu)").line("z", "mul", "a s#1")
             .line("y", "linear", "z d r", "bias", outputs))
    return chain.function(f"swiglu_{dtype}_{hidden}", "y")


def expect_swiglu(x, u, p, d, r):
    a, b = np.split(x @ u + p, 2, axis=-1)
    return [(silu(a) * b) @ d + r]


def layer(dtype):
    chain = (Chain(12, dtype).weight("w", 3, 12, 20).weight("b", 20).weight("r", 10, 12).weight("s", 10, 150)
             .line("c", "conv", "x w b", "bias padding(causal) dilation(2)", 20).line("h", "split", "c", channels=10)
             .line("t", "activation", "h#0", "kind(tanh)").line("g", "activation", "h#1", "kind(sigmoid)")
             .line("z", "mul", "t g").line("l", "linear", "z r", "", 12).line("y", "add", "l x")
             .line("k", "linear", "z s", "", 150).line("q", "activation", "k", "kind(relu)"))
    return chain.function(f"layer_{dtype}", "y q")


def expect_layer(x, w, b, r, s):
    a, g = np.split(oracle.conv(x, w, b, dilation=2, low=4), 2, axis=-1)
    z = np.tanh(a) * oracle.sigmoid(g)
    return [z @ r + x, relu(z @ s)]


def stack(first, name):
    """Rows that stay whole through three products, the middle one returned too."""
    chain = (Chain(17, first=first).weight("a", 17, 33).weight("b", 33, 65).weight("c", 65, 1).weight("d", 33)
             .line("h", "linear", "x a d", "bias", 33).line("i", "activation", "h", "kind(relu)")
             .line("j", "linear", "i b", "", 65).line("k", "activation", "j", "kind(gelu)")
             .line("y", "linear", "k c", "", 1))
    return chain.function(name, "y j")


def expect_stack(x, a, b, c, d):
    j = relu(x @ a + d) @ b
    return [gelu(j) @ c, j]


def conv_chain(name, clauses, weight, channels=6):
    first = "?x6x" if "channels_first" in clauses else "?x?x"
    chain = Chain("?" if "channels_first" in clauses else 6, first=first).weight("w", *weight)
    chain.line("c", "conv", "x w", clauses, "?" if "channels_first" in clauses else channels)
    return chain.line("y", "activation", "c", "kind(silu)").line("z", "add", "y c").function(name, "z")


CONVS = {
    "depthwise": ("padding(causal) groups(6)", (3, 1, 6), {"low": 2, "groups": 6}),
    "grouped": ("padding(causal) groups(2)", (3, 3, 6), {"low": 2, "groups": 2}),
    "strided": ("padding([1, 1]) stride(2)", (3, 6, 6), {"low": 1, "high": 1, "stride": 2}),
    "first": ("padding(causal) layout(channels_first)", (3, 6, 6), {"low": 2}),
}
SHARED = (Chain(8).weight("u", 8, 16).weight("v", 8, 8)
          .line("h", "linear", "x u", "", 16).line("s", "split", "h", channels=8)
          .line("a", "activation", "s#0", "kind(relu)"))
SUM = (Chain(8).weight("u", 8, 8).weight("v", 8, 8).line("a", "linear", "x u", "", 8)
       .line("g", "activation", "a", "kind(gelu)").line("b", "linear", "x v", "", 8)
       .line("y", "add", "g b").line("z", "mul", "y x"))
def norm(channels, dtype):
    """Two products of normalised rows, which the caller reads too."""
    chain = (Chain(channels, dtype).weight("g", channels).weight("b", channels)
             .weight("u", channels, 150).weight("v", channels, 9)
             .line("h", "layer_norm", "x g b", "bias").line("i", "linear", "h u", "", 150)
             .line("y", "activation", "i", "kind(gelu)").line("z", "linear", "h v", "", 9))
    return chain.function(f"norm_{dtype}_{channels}", "y z h")


def expect_norm(x, g, b, u, v):
    h = oracle.layer_norm(x, g, b)
    return [gelu(h @ u), h @ v, h]


POINTS = (Chain("?").line("a", "activation", "x", "kind(relu)").line("b", "add", "a x")
          .line("y", "mul", "b a"))
FUNCTIONS = (
    [swiglu(dtype, 40, 7) for dtype in ("f32", "bf16", "f16", "f64")] + [swiglu("f32", 100, 150), swiglu("bf16", 64, 48)]
    + [layer(dtype) for dtype in ("f32", "bf16", "f64")]
    + [norm(24, dtype) for dtype in ("f32", "bf16", "f64")] + [norm(200, "f32")]
    + [stack("", "stack_row"), stack("?x", "stack_matrix"), stack("?x2x?x", "stack_rank4")]
    + [conv_chain(f"conv_{name}", *CONVS[name][:2]) for name in CONVS]
    # A part that only the caller reads; a whole that others read in parts.
    + [SHARED.function("part_outside", "a s#1"), SHARED.function("whole_outside", "a h")]
    + [Chain(0).line("a", "activation", "x", "kind(relu)").line("y", "add", "a x").function("no_columns", "y")]
    + [SUM.function("two_products", "z"), SUM.function("product_outside", "z a"), POINTS.function("points", "y b")]
)


@pytest.fixture(scope="module")
def library(lowering):
    return Library(FUNCTIONS, lowering)


def run(library, name, shape, seed=0):
    """The outputs, and the inputs as f64."""
    numbers, arrays = Numbers(seed), []
    for argument, type in library.functions[name].arguments.items():
        *sizes, dtype = type[7:-1].split("x")
        sizes = shape if argument == "x" else [int(size) for size in sizes]
        arrays.append(encode(numbers.normal(sizes, "f64", 1 if argument == "x" else 0.3), dtype))
    return library.call(name, *arrays), [decode(array, dtype) for array in arrays], dtype


def compare(got, expected, dtype):
    """Results between two operations may be rounded or not, so a chain of half
    precision is only near."""
    assert len(got) == len(expected)
    for output, wanted in zip(got, expected):
        if dtype in ("bf16", "f16"):
            limit = 4 * TOLERANCE[dtype]
            np.testing.assert_allclose(decode(output, dtype), wanted, limit, limit)
        else:
            check(output, wanted, dtype, 256)


@pytest.mark.parametrize("n", [1, 5, 97, 200])
@pytest.mark.parametrize("name", ["f32_40", "f32_100", "bf16_40", "bf16_64", "f16_40", "f64_40"])
def test_swiglu(library, name, n):
    got, inputs, dtype = run(library, f"swiglu_{name}", (2, n, 24), n)
    compare(got, expect_swiglu(*inputs), dtype)


@pytest.mark.parametrize("n", [0, 1, 4, 97, 200])
@pytest.mark.parametrize("dtype", ["f32", "bf16", "f64"])
def test_layer(library, dtype, n):
    got, inputs, _ = run(library, f"layer_{dtype}", (2, n, 12), n)
    compare(got, expect_layer(*inputs), dtype)


@pytest.mark.parametrize("n", [0, 1, 7, 130])
@pytest.mark.parametrize("dtype, channels", [("f32", 24), ("bf16", 24), ("f64", 24), ("f32", 200)])
def test_norm(library, dtype, channels, n):
    got, inputs, _ = run(library, f"norm_{dtype}_{channels}", (2, n, channels), n)
    compare(got, expect_norm(*inputs), dtype)


def test_does_not_depend_on_threads(library):
    results = []
    for threads in (1, 3):
        library.set_threads("layer_f32", threads)
        results.append(run(library, "layer_f32", (2, 500, 12))[0])
    library.set_threads("layer_f32", 0)
    for one, many in zip(*results):
        np.testing.assert_array_equal(one, many)


@pytest.mark.parametrize("name, shape", [("row", (17,)), ("matrix", (1, 17)), ("matrix", (100, 17)),
                                         ("rank4", (2, 2, 99, 17))])
def test_stack(library, name, shape):
    got, inputs, dtype = run(library, f"stack_{name}", shape)
    compare(got, expect_stack(*inputs), dtype)


@pytest.mark.parametrize("n", [1, 2, 97, 130])
@pytest.mark.parametrize("name", CONVS)
def test_conv(library, name, n):
    shape = (2, 6, n) if name == "first" else (2, n, 6)
    got, (x, w), dtype = run(library, f"conv_{name}", shape, n)
    x = x.swapaxes(1, 2) if name == "first" else x
    c = oracle.conv(x, w, None, **CONVS[name][2])
    c = c.swapaxes(1, 2) if name == "first" else c
    compare(got, [silu(c) + c], dtype)


@pytest.mark.parametrize("n", [1, 5, 130])
def test_results_that_others_read(library, n):
    got, (x, u, v), dtype = run(library, "part_outside", (2, n, 8), n)
    compare(got, [relu((x @ u)[..., :8]), (x @ u)[..., 8:]], dtype)
    got, (x, u, v), dtype = run(library, "whole_outside", (2, n, 8), n)
    compare(got, [relu((x @ u)[..., :8]), x @ u], dtype)
    got, (x, u, v), dtype = run(library, "two_products", (2, n, 8), n)
    compare(got, [(gelu(x @ u) + x @ v) * x], dtype)
    got, (x, u, v), dtype = run(library, "product_outside", (2, n, 8), n)
    compare(got, [(gelu(x @ u) + x @ v) * x, x @ u], dtype)


@pytest.mark.parametrize("shape", [(1, 1, 1), (2, 5, 0), (2, 5, 130), (1, 33, 600)])
def test_points(library, shape):
    got, (x,), dtype = run(library, "points", shape)
    b = relu(x) + x
    compare(got, [b * relu(x), b], dtype)


def test_no_columns(library):
    (got,), _, _ = run(library, "no_columns", (2, 3, 0))
    assert got.shape == (2, 3, 0)
