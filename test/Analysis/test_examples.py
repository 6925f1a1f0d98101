# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every example: what it costs is counted again pair by pair and tap by tap,
what it sees is disturbed, and it stands beside models of equal budget."""

import json
import re
import sys

import numpy as np
import pytest

from conftest import ROOT
from test_reach import offsets

sys.path.insert(0, str(ROOT / "test" / "numpy"))
import masks  # noqa: E402

HEADS = {"q": 8, "k": 2, "v": 2}
# Name, entry, and the shapes of the inputs at n positions.
RUNS = [
    ("cnn", "", {"signal": lambda n: (1, n, 16)}),
    ("longformer", "", {x: lambda n: (1, 4, n, 64) for x in "qkv"}),
    ("sliding_window", "", {x: lambda n, x=x: (1, HEADS[x], n, 64) for x in "qkv"}),
    ("sparse_transformer", "strided", {x: lambda n: (1, 4, n, 64) for x in "qkv"}),
    ("sparse_transformer", "fixed", {x: lambda n: (1, 4, n, 64) for x in "qkv"}),
    ("transformer_block", "", {"ids": lambda n: (1, n)}),
    ("wavenet", "", {"wave": lambda n: (1, n, 1)}),
]
NAMES = ["-".join(filter(None, run[:2])) for run in RUNS]


def get_choice(entry):
    return ["--entry", entry] if entry else []


def read_mask(words):
    """The words of a mask as a set of NumPy."""
    words = re.sub(r"window\((\d+, \d+)\)", r"sides(\1)", words).replace("global(", "first(")
    words = re.sub(r"\bcausal\b(?!\()", "causal()", words).replace("!", "~")
    return eval(words, {name: getattr(masks, name) for name in
                        ("causal", "window", "sides", "strided", "fixed", "first", "block", "prefix", "dilated_window")})


def get_number(line, clause, default):
    found = re.search(rf"\b{clause}\((\d+)\)", line)
    return int(found.group(1)) if found else default


def get_shapes(line):
    """Of operands and results, `?` as it is."""
    return [shape.split("x")[:-1] for shape in re.findall(r"tensor<([^>]*)>", line)]


def count_conv(line, n):
    """Multiply-adds and the length of the output, tap by tap."""
    shapes = get_shapes(line)
    kernel, inputs, outputs = map(int, shapes[1])
    dilation, stride = get_number(line, "dilation", 1), get_number(line, "stride", 1)
    reach = dilation * (kernel - 1)
    padding = re.search(r"padding\((\w+|\[\d+, \d+\])\)", line).group(1)
    low, high = {"causal": (reach, 0), "same": (reach // 2, reach - reach // 2)}.get(padding) or json.loads(padding)
    length = (n + low + high - reach - 1) // stride + 1
    taps = sum(0 <= t * stride + k * dilation - low < n for t in range(length) for k in range(kernel))
    return taps * inputs * outputs, length


def count_attention(line, n):
    shapes = get_shapes(line)
    heads, size, value_size = int(shapes[0][1]), int(shapes[0][3]), int(shapes[2][3])
    words = re.findall(r"#ambit\.mask<([^>]*)>", line)
    words = words * heads if len(words) == 1 else words
    pairs = sum(int(read_mask(text).table(n, n).sum()) for text in words)
    return pairs, pairs * (size + value_size)


@pytest.mark.parametrize("n", [1, 7, 130])
@pytest.mark.parametrize("name, entry, inputs", RUNS, ids=NAMES)
def test_costs(ambit, examples, name, entry, inputs, n):
    model = examples / f"{name}.mlir"
    text = ambit.run("compile", model, "--emit", "normalize")
    if entry:
        text = re.search(rf"func\.func @{entry}\(.*?\n  }}", text, re.S).group(0)
    wanted, pairs, length = 0, 0, n
    for line in text.splitlines():
        if "ambit.conv" in line:
            taps, length = count_conv(line, length)
            wanted += taps
        elif "ambit.linear" in line:
            wanted += length * int(np.prod([int(size) for size in get_shapes(line)[1]]))
        elif "ambit.attention" in line:
            seen, products = count_attention(line, length)
            pairs, wanted = pairs + seen, wanted + products
    totals = ambit.analyze(model, "--size", f"n={n}", *get_choice(entry))["totals"]
    assert totals["multiply_adds"]["value"] == wanted > 0
    assert totals["pairs"]["value"] == pairs


def run_on(ambit, model, entry, arrays):
    given = []
    for name, array in arrays.items():
        np.save(ambit.folder / f"{name}.npy", array)
        given += ["--input", f"{name}={name}.npy"]
    ambit.run("run", model, "--random", 1, "--output", "y.npy", "--threads", 1, *given, *get_choice(entry))
    return np.load(ambit.folder / "y.npy")


def get_moved(before, after, axis):
    moved = np.isnan(after) | (before != after)
    return set(np.flatnonzero(moved.any(axis=tuple(a for a in range(moved.ndim) if a != axis))))


@pytest.mark.parametrize("name, entry, inputs", RUNS, ids=NAMES)
def test_fields(ambit, examples, name, entry, inputs):
    model, n = examples / f"{name}.mlir", 600
    field = ambit.analyze(model, "--size", f"n={n}", *get_choice(entry))["receptive_field"]
    members = offsets(field, n)
    generator = np.random.default_rng(1)
    arrays = {key: generator.integers(0, 200, shape(n), np.int32) if key == "ids"
              else generator.standard_normal(shape(n), np.float32) for key, shape in inputs.items()}
    before = run_on(ambit, model, entry, arrays)
    axis = 2 if before.ndim == 4 else 1
    for j in (0, 5, 299, n - 1):
        changed = {key: array.copy() for key, array in arrays.items()}
        for array in changed.values():
            where = (slice(None),) * (2 if array.ndim == 4 else 1) + (j,)
            array[where] = np.nan if array.dtype == np.float32 else (array[where] + 1) % 200
        moved = get_moved(before, run_on(ambit, model, entry, changed), axis)
        predicted = {i for i in range(before.shape[axis]) if j - field["stride"] * i in members}
        assert moved <= predicted
        assert not field["exact_at_borders"] or moved == predicted


@pytest.mark.parametrize("match, key", [("params", "parameters"), ("flops", "flops"), ("memory", "bytes_peak")])
@pytest.mark.parametrize("name, entry, inputs", RUNS, ids=NAMES)
def test_models_of_equal_budget(ambit, examples, name, entry, inputs, match, key):
    model = examples / f"{name}.mlir"
    ambit.new("other.mlir", "transformer", "--layers", 2, "--width", 32, "--heads", 2)
    sizes = ["--size", "n=512", *get_choice(entry)]
    if match == "params" and not ambit.analyze(model, *get_choice(entry))["totals"]["parameters"]["closed_form"].strip("0"):
        message = ambit.run("compare", model, "other.mlir", "--match", match, *sizes, code=2)
        assert "to have parameters" in message
        return
    report = json.loads(ambit.run("compare", model, "other.mlir", "--match", match, "--json", *sizes))
    first, second = (one["totals"][key]["value"] for one in report["models"])
    assert abs(second / first - 1) <= 0.01
    ambit.new("solved.mlir", *report["models"][1]["new"].split())
    assert ", ok" in ambit.run("run", "solved.mlir", "--random", 1, "--size", "n=60", "--size", "batch=1", "--check")
