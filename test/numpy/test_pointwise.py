# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Linear maps, norms, activations, sums, embeddings and rotary positions
against their formulas."""

import numpy as np
import pytest

import oracle
from formats import check, decode, encode
from library import Library, Numbers, simple

DTYPES = ["f32", "bf16", "f16", "f64"]
# name: (sizes of x but the last, in, out, bias, element type)
LINEAR = {
    "vector": ((), 7, 5, True, "f32"),
    "matrix": (("?",), 17, 33, False, "f32"),
    "batch": (("?", "?"), 64, 48, True, "f32"),
    "rank4": (("?", 3, "?"), 5, 1, True, "f32"),
    "one": (("?", "?"), 1, 17, False, "f32"),
    "long": (("?", "?"), 257, 65, True, "f32"),
    "deep": (("?",), 4097, 3, True, "f32"), "deeper": (("?",), 9001, 17, False, "f32"),
    **{dtype: (("?", "?"), 33, 40, True, dtype) for dtype in DTYPES[1:]},
    "bf16_one": (("?",), 1, 1, False, "bf16"), "bf16_deep": (("?",), 1025, 17, True, "bf16"),
}
CHANNELS = [1, 7, 17, 64, 257]
ROPE = {
    "plain": ({}, "", 8, "f32"), "interleaved": ({"interleaved": True}, "interleaved", 8, "f32"),
    "offset": ({"offset": 1000}, "offset(1000)", 6, "f32"), "back": ({"offset": -5}, "offset(-5)", 2, "f32"),
    "base": ({"base": 500000.0, "interleaved": True, "offset": 3}, "base(500000.0) offset(3) interleaved", 64, "f32"),
    **{dtype: ({}, "", 16, dtype) for dtype in DTYPES[1:]},
}


def linear_function(name):
    sizes, inputs, outputs, bias, dtype = LINEAR[name]
    def tensor(*tail):
        return f"tensor<{'x'.join(map(str, tail))}x{dtype}>"
    arguments = {"x": tensor(*sizes, inputs), "w": tensor(inputs, outputs)}
    if bias:
        arguments["b"] = tensor(outputs)
    return simple(f"linear_{name}", "linear", arguments, {"y": tensor(*sizes, outputs)}, "bias %b" if bias else "")


def norm_functions(channels, dtype):
    x, row = f"tensor<?x?x{channels}x{dtype}>", f"tensor<{channels}x{dtype}>"
    tail = f"_{channels}_{dtype}"
    return [simple("layer_norm" + tail, "layer_norm", {"x": x, "g": row, "b": row}, {"y": x}, "bias %b"),
            simple("layer_norm_plain" + tail, "layer_norm", {"x": x, "g": row}, {"y": x}, "epsilon(1.0e-02)"),
            simple("rms_norm" + tail, "rms_norm", {"x": x, "g": row}, {"y": x}, "epsilon(1.0e-03)")]


def pointwise_functions(dtype):
    x = f"tensor<?x?xf32>".replace("f32", dtype)
    return ([simple(f"{kind}_{dtype}", "activation", {"x": x}, {"y": x}, f"kind({kind})")
             for kind in oracle.ACTIVATIONS]
            + [simple(f"{op}_{dtype}", op, {"x": x, "z": x}, {"y": x}) for op in ("add", "mul")])


def rope_function(name):
    _, clauses, size, dtype = ROPE[name]
    x = f"tensor<?x2x?x{size}x{dtype}>"
    return simple(f"rope_{name}", "rope", {"x": x}, {"y": x}, clauses)


FUNCTIONS = (
    [linear_function(name) for name in LINEAR]
    + [function for channels in CHANNELS for function in norm_functions(channels, "f32")]
    + [function for dtype in DTYPES[1:] for function in norm_functions(33, dtype)]
    + [function for dtype in DTYPES for function in pointwise_functions(dtype)]
    + [simple(f"embedding_{ids}_{dtype}", "embedding", {"ids": f"tensor<?x?x{ids}>", "t": f"tensor<?x5x{dtype}>"},
              {"y": f"tensor<?x?x5x{dtype}>"}) for ids, dtype in [("i32", "f32"), ("i64", "bf16"), ("i64", "f16")]]
    + [simple("embedding_flat", "embedding", {"ids": "tensor<?xi64>", "t": "tensor<11x1xf64>"},
              {"y": "tensor<?x1xf64>"})]
    + [rope_function(name) for name in ROPE]
)


@pytest.fixture(scope="module")
def library(lowering):
    return Library(FUNCTIONS, lowering)


@pytest.mark.parametrize("name", LINEAR)
def test_linear(library, name):
    sizes, inputs, outputs, bias, dtype = LINEAR[name]
    numbers = Numbers(2)
    for length in [1, 7, 17, 130, 0]:
        shape = [length if size == "?" else size for size in sizes]
        if len(shape) > 1:
            shape[0] = 2
        values = [numbers.normal((*shape, inputs), dtype), numbers.normal((inputs, outputs), dtype, 0.3)]
        if bias:
            values.append(numbers.normal(outputs, dtype))
        expected = oracle.linear(*(decode(value, dtype) for value in values))
        check(library.call(f"linear_{name}", *values)[0], expected, dtype, inputs, library.is_reference)


@pytest.mark.parametrize("channels, dtype", [(channels, "f32") for channels in CHANNELS]
                         + [(33, dtype) for dtype in DTYPES[1:]])
def test_norm(library, channels, dtype):
    numbers = Numbers(3)
    tail = f"_{channels}_{dtype}"
    for n in [1, 7, 33]:
        x, g, b = (numbers.normal(shape, dtype, 2) for shape in [(2, n, channels), channels, channels])
        wide = [decode(value, dtype) for value in (x, g, b)]
        for name, values, expected in [
                ("layer_norm", (x, g, b), oracle.layer_norm(*wide)),
                ("layer_norm_plain", (x, g), oracle.layer_norm(*wide[:2], epsilon=1e-2)),
                ("rms_norm", (x, g), oracle.rms_norm(*wide[:2], epsilon=1e-3))]:
            check(library.call(name + tail, *values)[0], expected, dtype, channels, library.is_reference)


def test_norm_of_a_shifted_row(library):
    """The variance is that of the differences, not a difference of squares."""
    x = 1000 + Numbers(4).normal((1, 5, 64), "f32")
    g, b = np.ones(64, np.float32), np.zeros(64, np.float32)
    expected = oracle.layer_norm(x.astype(float), 1.0, 0.0)
    got, = library.call("layer_norm_64_f32", x, g, b)
    if library.is_reference:
        check(got, expected, "f32", exact=True)
    else:
        np.testing.assert_allclose(got, expected, atol=1e-3)


def points(dtype):
    """Numbers of every size, and what is none."""
    values = np.concatenate([np.linspace(-12, 12, 481), np.geomspace(1e-8, 1e4, 60), -np.geomspace(1e-8, 1e4, 60),
                             [0.0, -0.0, np.nan, np.inf, -np.inf, 88, -88, 709, -709]])
    return encode(values.reshape(-1, 1), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("kind", oracle.ACTIVATIONS)
def test_activation(library, kind, dtype):
    x = points(dtype)
    with np.errstate(all="ignore"):
        expected = oracle.ACTIVATIONS[kind](decode(x, dtype))
    wide = decode(x, dtype)
    if kind in ("gelu", "gelu_tanh", "silu"):
        # Minus infinity times zero: the formula gives no number.
        expected[wide == -np.inf] = np.nan
    check(library.call(f"{kind}_{dtype}", x)[0], expected, dtype, exact=library.is_reference)


@pytest.mark.parametrize("dtype", DTYPES)
def test_add_and_mul(library, dtype):
    numbers = Numbers(5)
    for shape in [(1, 1), (3, 257), (7, 17), (0, 4)]:
        x, z = numbers.normal(shape, dtype), numbers.normal(shape, dtype)
        a, b = decode(x, dtype), decode(z, dtype)
        check(library.call(f"add_{dtype}", x, z)[0], a + b, dtype, exact=library.is_reference)
        check(library.call(f"mul_{dtype}", x, z)[0], a * b, dtype, exact=library.is_reference)
    x = points(dtype)
    with np.errstate(all="ignore"):
        a = decode(x, dtype)
        check(library.call(f"add_{dtype}", x, x[::-1])[0], a + a[::-1], dtype, exact=library.is_reference)
        check(library.call(f"mul_{dtype}", x, x[::-1])[0], a * a[::-1], dtype, exact=library.is_reference)


@pytest.mark.parametrize("ids_type, dtype", [("i32", "f32"), ("i64", "bf16"), ("i64", "f16")])
def test_embedding(library, ids_type, dtype):
    numbers = Numbers(6)
    for rows in [1, 17, 257]:
        ids = numbers.ids((3, 33), -2, rows + 2, ids_type)
        limits = np.iinfo(ids.dtype)
        ids[0, :4] = [limits.min, limits.max, rows, -1]
        table = numbers.normal((rows, 5), dtype)
        expected = oracle.embedding(ids, decode(table, dtype))
        check(library.call(f"embedding_{ids_type}_{dtype}", ids, table)[0], expected, dtype, exact=True)


def test_embedding_of_a_flat_list(library):
    ids, table = np.arange(-1, 13), Numbers(7).normal((11, 1), "f64")
    check(library.call("embedding_flat", ids, table)[0], oracle.embedding(ids, table), "f64", exact=True)


@pytest.mark.parametrize("name", ROPE)
def test_rope(library, name):
    options, _, size, dtype = ROPE[name]
    for n in [1, 7, 257]:
        x = Numbers(n).normal((2, 2, n, size), dtype)
        expected = oracle.rope(decode(x, dtype), **options)
        check(library.call(f"rope_{name}", x)[0], expected, dtype, exact=library.is_reference)
