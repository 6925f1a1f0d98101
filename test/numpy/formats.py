# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Element types: how NumPy holds them, and how far a result may be off.

NumPy has no bf16; its bits are held in 16-bit integers."""

import math

import numpy as np

STORAGE = {"f64": np.float64, "f32": np.float32, "f16": np.float16, "bf16": np.uint16,
           "i64": np.int64, "i32": np.int32}

# Half a unit in the last place, relative and, for the smallest numbers, absolute.
ROUNDING = {"f64": (2.0**-53, 0), "f32": (2.0**-24, 2.0**-150), "f16": (2.0**-11, 2.0**-25),
            "bf16": (2.0**-8, 2.0**-134)}
TOLERANCE = {"f64": 1e-12, "f32": 1e-5, "f16": 2e-3, "bf16": 2e-2}
LARGEST = {"f64": 1.7976931348623157e308, "f32": 3.4028234663852886e38, "f16": 65504.0,
           "bf16": 3.3895313892515355e38}


def encode(values, dtype):
    """An array as compiled code reads it."""
    if dtype != "bf16":
        return np.ascontiguousarray(np.asarray(values).astype(STORAGE[dtype]))
    bits = np.asarray(values, np.float32).view(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    return np.ascontiguousarray(np.where(np.isnan(values), 0x7FC0, rounded).astype(np.uint16))


def decode(array, dtype):
    """The numbers of an array, in f64."""
    if dtype == "bf16":
        return (array.astype(np.uint32) << 16).view(np.float32).astype(np.float64)
    return array.astype(np.float64) if dtype[0] != "i" else array


def check(got, expected, dtype, reduction=64, exact=False):
    """Compares an output with f64 numbers. `exact` is for the reference: it may
    be off by one rounding to the element type."""
    got, expected = decode(got, dtype), np.asarray(expected, np.float64)
    assert got.shape == expected.shape
    if exact:
        relative, absolute = ROUNDING[dtype]
        relative, absolute = relative * 1.001 + 1e-13, absolute + 1e-13
    else:
        relative = TOLERANCE[dtype]
        if dtype in ("f32", "f64"):
            relative *= math.sqrt(max(1, reduction / 64))
        absolute = relative
    # What rounds to infinity is infinity.
    limit = LARGEST[dtype] * (1 + ROUNDING[dtype][0])
    expected = np.where(np.abs(expected) >= limit, np.copysign(np.inf, expected), expected)
    finite = np.isfinite(expected)
    special = np.where(finite, 0, expected)
    np.testing.assert_array_equal(np.where(finite & np.isfinite(got), 0, got), special)
    error = np.abs(np.where(finite, got, 0) - np.where(finite, expected, 0))
    excess = error - (absolute + relative * np.where(finite, np.abs(expected), 0))
    if excess.size and excess.max() > 0:
        at = np.unravel_index(excess.argmax(), excess.shape)
        raise AssertionError(f"at {tuple(map(int, at))}: expected {expected[at]!r}, but got {got[at]!r}")
