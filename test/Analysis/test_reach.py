# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Receptive fields are what a disturbance of the input reaches: entry b of a
batch has NaN at position b, and an output that reads it is NaN."""

import json
import time

import numpy as np
import pytest


def disturb(ambit, model, n, width, lowering=("--reference",)):
    """moved[j][i]: output i changes when input j does."""
    x = np.ones((n, n, width), np.float32)
    x[np.arange(n), np.arange(n), :] = np.nan
    np.save(ambit.folder / "x.npy", x)
    ambit.run("run", model, "--random", 1, "--input", "x=x.npy", "--output", "y.npy", *lowering)
    return np.isnan(np.load(ambit.folder / "y.npy")).any(axis=2)


def offsets(field, n):
    """The members of a field that a sequence of n positions can have."""
    members = set()
    for part in field["offsets"]:
        count = part["count"] if part["count"] is not None else 2 * n + 2
        members |= {part["first"] + part["step"] * k for k in range(count)}
    return members


def check_field(ambit, model, n, width):
    field = ambit.analyze(model, "--size", f"n={n}")["receptive_field"]
    moved = disturb(ambit, model, n, width)
    members = offsets(field, n)
    outputs = moved.shape[1]
    for i in range(outputs):
        predicted = {field["stride"] * i + e for e in members} & set(range(n))
        actual = set(np.flatnonzero(moved[:, i]))
        assert actual <= predicted, i
        if field["exact_at_borders"]:
            assert actual == predicted, i
    if field["exact"] and field["positions"] and field["positions"] < n:
        assert moved.sum(axis=0).max() == field["positions"]
    return field


@pytest.mark.parametrize("template", [
    "transformer --layers 2", "sparse-transformer --layers 1 --stride 8", "sparse-transformer --layers 2 --stride 4",
    "longformer --layers 2 --window 3 --globals 0", "longformer --layers 1 --window 3 --globals 2",
    "cnn --layers 3", "cnn --layers 3 --stride 2", "cnn --layers 2 --kernel 4 --stride 3",
    "wavenet --layers 4", "wavenet --dilations 1,3,9 --kernel 3", "wavenet --dilations 7,2"])
def test_templates(ambit, template):
    model = ambit.new("m.mlir", *template.split(), "--width", 4)
    check_field(ambit, model, 48, 4)


CONV = "(!x, tensor<{0}x4x4xf32>) -> !x"


def write_stack(ambit, layers):
    """Convolutions one after the other: (kernel size, clauses)."""
    text, x = "", "%x"
    for k, (kernel, clauses) in enumerate(layers):
        text += f"  %w{k} = ambit.get_global @w{k} : tensor<{kernel}x4x4xf32>\n"
        text += f"  %y{k} = ambit.conv {x}, %w{k} {clauses} : {CONV.format(kernel)}\n"
        x = f"%y{k}"
    weights = "".join(f"ambit.global @w{k} : tensor<{kernel}x4x4xf32>\n" for k, (kernel, _) in enumerate(layers))
    return ambit.write(f"!x = tensor<?x?x4xf32>\n{weights}"
                       f"func.func @f(%x: !x) -> !x {{\n{text}  return {x} : !x\n}}\n")


@pytest.mark.parametrize("layers", [
    [(3, "padding(same)"), (3, "padding(same) dilation(3)"), (3, "padding(same) dilation(9)")],
    [(3, "padding([1, 1]) stride(2)"), (5, "padding(same)"), (2, "padding(causal) dilation(4)")],
    [(4, "padding([5, 0]) stride(3)"), (3, "padding([0, 2]) dilation(2)")],
    [(2, "padding([0, 0])"), (3, "padding([4, 4])")],
])
def test_mixed_stacks(ambit, layers):
    check_field(ambit, write_stack(ambit, layers), 40, 4)


def test_a_border_makes_the_field_a_superset(ambit):
    model = write_stack(ambit, [(3, f"padding(same) dilation({d})") for d in (1, 3, 9)])
    field = check_field(ambit, model, 40, 4)
    assert field["exact"] and not field["exact_at_borders"]
    assert "at most these near the ends" in ambit.run("analyze", model)


def test_twelve_doubling_layers_see_4096(ambit):
    model = ambit.new("m.mlir", "wavenet", "--layers", 12, "--width", 2)
    report = ambit.analyze(model, "--size", "n=5000")
    assert report["receptive_field"]["positions"] == 4096
    assert [layer["total"]["positions"] for layer in report["layers"]] == [2 ** k for k in range(1, 13)]
    assert report["path_length"] == report["depth"] == 12
    x = np.ones((1, 5000, 2), np.float32)
    x[0, 100] = np.nan
    np.save(ambit.folder / "x.npy", x)
    ambit.run("run", model, "--random", 1, "--input", "x.npy", "--output", "y.npy")
    moved = np.flatnonzero(np.isnan(np.load(ambit.folder / "y.npy")).any(axis=2)[0])
    assert list(moved) == list(range(100, 100 + 4096))


@pytest.mark.parametrize("template, length", [
    ("transformer --layers 3", 1), ("sparse-transformer --layers 3 --stride 4", 2),
    ("longformer --layers 4 --window 5 --globals 0", 4), ("cnn --layers 5", 5)])
def test_path_length(ambit, template, length):
    model = ambit.new("m.mlir", *template.split(), "--width", 16)
    assert ambit.analyze(model)["path_length"] == length


def test_no_path_length_from_an_upper_bound(ambit):
    model = ambit.new("m.mlir", "longformer", "--layers", 2, "--window", 5, "--globals", 1, "--width", 16)
    report = ambit.analyze(model)
    assert report["path_length"] is None and not report["receptive_field"]["exact"]
    assert "not found, as the field is an upper bound" in ambit.run("analyze", model)


def test_state_of_streaming(ambit):
    model = ambit.new("m.mlir", "wavenet", "--layers", 3, "--width", 4)
    totals = ambit.analyze(model, "--size", "n=100")["totals"]
    assert totals["bytes_state"]["value"] == (1 + 2 + 4) * 4 * 4
    model = ambit.new("m.mlir", "transformer", "--layers", 3, "--width", 8, "--heads", 2)
    totals = ambit.analyze(model, "--size", "n=100")["totals"]
    assert totals["bytes_state"]["value"] == 3 * 2 * 100 * 8 * 4
    model = ambit.new("m.mlir", "longformer", "--layers", 1, "--width", 8, "--heads", 2)
    assert "bytes_state" not in ambit.analyze(model, "--size", "n=100")["totals"]


def test_masks_that_depend_on_lengths_need_sizes(ambit):
    q = "tensor<1x1x?x4xf32>"
    model = ambit.write(f"""
func.func @f(%q: {q} {{ambit.sizes = ["", "", "n", ""]}}, %k: {q} {{ambit.sizes = ["", "", "m", ""]}}) -> {q} {{
  %o = ambit.attention %q, %k, %k mask(#ambit.mask<causal(m - n) & window(4, offset = m - n)>) : ({q}, {q}, {q}) -> {q}
  return %o : {q}
}}
""")
    assert "expected sizes, as its mask depends on lengths" in ambit.run("analyze", model, code=3)
    report = ambit.analyze(model, "--size", "n=10", "--size", "m=50")
    # Queries read themselves too, in the other input.
    assert report["layers"][0]["own"]["positions"] == 4


@pytest.mark.parametrize("template, most", [
    ("transformer --layers 50", 1), ("sparse-transformer --layers 50 --stride 64", 1),
    ("wavenet --dilations " + ",".join(str(1 << k % 10) for k in range(50)), 1), ("cnn --layers 50", 1)])
def test_fifty_layers_are_quick(ambit, template, most):
    model = ambit.new("m.mlir", *template.split(), "--width", 8)
    start = time.monotonic()
    assert ambit.analyze(model)["receptive_field"]["exact"]
    # The process, the parser and the formulas are in this too.
    assert time.monotonic() - start < 10 * most


def test_a_field_that_blows_up_is_an_upper_bound(ambit):
    dilations = ",".join(str(4 ** k) for k in range(10))
    model = ambit.new("m.mlir", "wavenet", "--dilations", dilations, "--width", 4)
    field = ambit.analyze(model)["receptive_field"]
    assert not field["exact"] and field["positions"] >= 1024
    assert "at most" in ambit.run("analyze", model)
