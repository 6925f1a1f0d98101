# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Convolution against its formula."""

import numpy as np
import pytest

import oracle
from formats import check, decode, encode
from library import Library, Numbers, simple

# name: (in, out, kernel size, dilation, stride, groups, padding, bias, channels first, element type)
CASES = {
    "plain": (3, 5, 3, 1, 1, 1, None, False, False, "f32"),
    "point": (7, 9, 1, 1, 1, 1, None, True, False, "f32"),
    "causal": (16, 24, 2, 1, 1, 1, "causal", True, False, "f32"),
    "dilated": (17, 33, 2, 8, 1, 1, "causal", False, False, "f32"),
    "far": (8, 8, 2, 512, 1, 1, "causal", True, False, "f32"),
    "wavenet": (64, 128, 2, 64, 1, 1, "causal", True, False, "f32"),
    "same": (4, 6, 5, 3, 1, 1, "same", True, False, "f32"),
    "same_even": (4, 6, 4, 1, 1, 1, "same", False, False, "f32"),
    "both": (5, 3, 3, 2, 1, 1, (3, 1), True, False, "f32"),
    "wide_padding": (2, 2, 2, 1, 1, 1, (9, 12), True, False, "f32"),
    "stride": (6, 10, 4, 1, 2, 1, None, True, False, "f32"),
    "stride_dilated": (6, 10, 3, 2, 3, 1, (4, 4), True, False, "f32"),
    "groups": (12, 18, 3, 1, 1, 3, "causal", True, False, "f32"),
    "depthwise": (17, 17, 4, 1, 1, 17, "causal", True, False, "f32"),
    "multiplied": (5, 15, 3, 2, 2, 5, "same", False, False, "f32"),
    "first": (7, 9, 3, 2, 1, 1, "causal", True, True, "f32"),
    "first_groups": (8, 12, 3, 1, 2, 4, "same", True, True, "f32"),
    "bf16": (16, 32, 3, 2, 1, 1, "causal", True, False, "bf16"),
    "f16": (16, 32, 3, 2, 1, 1, "causal", True, False, "f16"),
    "f64": (5, 7, 3, 2, 1, 1, "causal", True, False, "f64"),
    "bf16_first": (6, 6, 3, 1, 1, 6, "causal", False, True, "bf16"),
    "bf16_odd": (7, 33, 3, 5, 1, 1, "causal", True, False, "bf16"),
    "bf16_stride": (18, 10, 3, 2, 3, 2, (4, 4), False, False, "bf16"),
    "bf16_first_odd": (7, 9, 3, 2, 1, 1, "same", True, True, "bf16"),
}


def make_function(name, case):
    inputs, outputs, kernel, dilation, stride, groups, padding, bias, is_first, dtype = case
    def image(channels):
        return f"tensor<?x{channels}x?x{dtype}>" if is_first else f"tensor<?x?x{channels}x{dtype}>"
    arguments = {"x": image(inputs), "w": f"tensor<{kernel}x{inputs // groups}x{outputs}x{dtype}>"}
    clauses = "bias %b" if bias else ""
    if bias:
        arguments["b"] = f"tensor<{outputs}x{dtype}>"
    if padding:
        clauses += f" padding({padding if isinstance(padding, str) else list(padding)})"
    if is_first:
        clauses += " layout(channels_first)"
    clauses += f" dilation({dilation}) stride({stride}) groups({groups})"
    return simple(name, "conv", arguments, {"y": image(outputs)}, clauses)


@pytest.fixture(scope="module")
def library(lowering):
    return Library([make_function(name, case) for name, case in CASES.items()], lowering)


def pads(padding, extent):
    return {None: (0, 0), "causal": (extent, 0), "same": (extent // 2, extent - extent // 2)}.get(padding) or padding


@pytest.mark.parametrize("name", CASES)
def test_conv(library, name):
    inputs, outputs, kernel, dilation, stride, groups, padding, bias, is_first, dtype = CASES[name]
    low, high = pads(padding, dilation * (kernel - 1))
    numbers = Numbers(1)
    for batch, n in [(1, 1), (2, 7), (1, 17), (3, 64), (1, 257), (1, 0)] + ([(1, 1100)] if name == "far" else []):
        x = numbers.normal((batch, n, inputs), dtype)
        w = numbers.normal((kernel, inputs // groups, outputs), dtype, 0.3)
        values = [x.transpose(0, 2, 1) if is_first else x, w]
        if bias:
            values.append(numbers.normal(outputs, dtype))
        expected = oracle.conv(decode(x, dtype), decode(w, dtype), decode(values[2], dtype) if bias else None,
                               dilation, stride, groups, low, high)
        got, = library.call(name, *values)
        check(got.transpose(0, 2, 1) if is_first else got, expected, dtype,
              kernel * inputs // groups, library.is_reference)


def test_values_that_are_not_finite(library):
    x, w = np.zeros((1, 20, 3)), Numbers(1).normal((3, 3, 5), "f32")
    x[0, 10, 1], x[0, 3, 0] = np.nan, np.inf
    expected = oracle.conv(x, w.astype(float))
    check(library.call("plain", encode(x, "f32"), w)[0], expected, "f32", 9, library.is_reference)
