# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The bytes that `ambit analyze` gives for the chosen plan are those that
compiled code counts when it runs, and what a count by hand gives."""

import json
import random
import re
from pathlib import Path

import pytest

import masks
from test_counts import ambit, write_masks

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RUNS = [("cnn", "{n}", ""), ("longformer", "{n}", ""), ("sliding_window", "n={n} batch=2", ""),
            ("sparse_transformer", "{n}", "strided"), ("sparse_transformer", "{n}", "fixed"),
            ("transformer_block", "{n}", ""), ("wavenet", "wave=2x{n}x1", "")]


def get_planned(folder, model, *arguments):
    report = json.loads(ambit(folder, "analyze", model, "--json", *arguments))
    total = report["totals"]["bytes_planned"]["value"]
    assert sum(op["bytes_planned"]["value"] for op in report["ops"]) == total
    return total


def count(folder, model, *arguments):
    """Bytes that compiled code reads and writes."""
    text = ambit(folder, "run", model, "--random", "1", "--count-bytes", *arguments)
    read, written = re.search(r"bytes of tiles: (\d+) read, (\d+) written", text).groups()
    return int(read), int(written)


def get_counted(folder, model, *arguments):
    return sum(count(folder, model, *arguments))


def get_sizes(text):
    return [part for size in text.split() for part in ("--size", size)]


@pytest.mark.parametrize("n", [1, 7, 17, 257, 1000])
@pytest.mark.parametrize("name, sizes, entry", RUNS)
def test_examples(tmp_path, name, sizes, entry, n):
    model = EXAMPLES / f"{name}.mlir"
    choice = ["--entry", entry] if entry else []
    known = get_sizes(f"n={n} batch=2" if "2" in sizes else f"n={n}")
    assert get_planned(tmp_path, model, *known, *choice) == get_counted(
        tmp_path, model, *get_sizes(sizes.format(n=n)), *choice)


@pytest.mark.parametrize("first", range(0, 100, 20))
def test_random_masks(tmp_path, first):
    some = [masks.random_mask(random.Random(seed)) for seed in range(2000 + first, 2020 + first)]
    write_masks(tmp_path / "m.mlir", some)
    sizes = get_sizes("n=150 m=201")
    assert get_planned(tmp_path, "m.mlir", *sizes) == get_counted(tmp_path, "m.mlir", *sizes)


def test_named_masks(tmp_path):
    write_masks(tmp_path / "m.mlir", masks.NAMED + masks.COMBINED)
    sizes = get_sizes("n=300 m=300")
    assert get_planned(tmp_path, "m.mlir", *sizes) == get_counted(tmp_path, "m.mlir", *sizes)


def ceil(a, b):
    return -(-a // b)


def test_a_product_by_hand(tmp_path):
    n, inputs, outputs = 1000, 64, 96
    (tmp_path / "m.mlir").write_text(f"""
func.func @f(%x: tensor<?x{inputs}xf32>, %w: tensor<{inputs}x{outputs}xf32>) -> tensor<?x{outputs}xf32> {{
  %y = ambit.linear %x, %w : (tensor<?x{inputs}xf32>, tensor<{inputs}x{outputs}xf32>) -> tensor<?x{outputs}xf32>
  return %y : tensor<?x{outputs}xf32>
}}
""")
    # Blocks of 144 rows and 64 columns.
    wanted = 4 * (n * inputs * ceil(outputs, 64) + inputs * outputs * ceil(n, 144) + n * outputs)
    assert get_planned(tmp_path, "m.mlir", "--size", f"batch={n}") == wanted


@pytest.mark.parametrize("n", [1, 64, 1000])
def test_attention_by_hand(tmp_path, n):
    heads, size = 3, 32
    kind = f"tensor<1x{heads}x?x{size}xf32>"
    (tmp_path / "m.mlir").write_text(f"""
func.func @f(%q: {kind}, %k: {kind}, %v: {kind}) -> {kind} {{
  %o = ambit.attention %q, %k, %v : ({kind}, {kind}, {kind}) -> {kind}
  return %o : {kind}
}}
""")
    # Blocks of 64 queries read all keys and values.
    wanted = 4 * heads * size * (2 * n + 2 * n * ceil(n, 64))
    assert get_planned(tmp_path, "m.mlir", "--size", f"n={n}") == wanted


# Functions, and the columns of all that they may write.
FUSED = [
    ("""(%x: !x, %u: tensor<32x1024xf32>, %b: tensor<1024xf32>, %d: tensor<1024x32xf32>, %c: tensor<32xf32>) -> !x {
  %h = ambit.linear %x, %u bias %b : (!x, tensor<32x1024xf32>, tensor<1024xf32>) -> !h
  %g = ambit.activation %h kind(gelu) : (!h) -> !h
  %o = ambit.linear %g, %d bias %c : (!h, tensor<1024x32xf32>, tensor<32xf32>) -> !x
  %y = ambit.add %o, %x : (!x, !x) -> !x
  return %y : !x
}""", 1024 + 32),
    ("""(%x: !x, %k: tensor<2x32x64xf32>, %r: tensor<32x32xf32>, %s: tensor<32x32xf32>) -> (!x, !x) {
  %y, %skip = ambit.gated_conv %x, %k, %r, %s dilation(4)
      : (!x, tensor<2x32x64xf32>, tensor<32x32xf32>, tensor<32x32xf32>) -> (!x, !x)
  return %y, %skip : !x, !x
}""", 32 + 32),
    ("""(%x: !x, %g: tensor<32xf32>, %w: tensor<32x1024xf32>) -> !h {
  %n = ambit.layer_norm %x, %g : (!x, tensor<32xf32>) -> !x
  %y = ambit.linear %n, %w : (!x, tensor<32x1024xf32>) -> !h
  %z = ambit.activation %y kind(silu) : (!h) -> !h
  return %z : !h
}""", 1024),
]


@pytest.mark.parametrize("text, columns", FUSED)
@pytest.mark.parametrize("n", [1, 17, 300])
def test_nothing_between_fused_operations_is_written(tmp_path, text, columns, n):
    (tmp_path / "m.mlir").write_text("!x = tensor<1x?x32xf32>\n!h = tensor<1x?x1024xf32>\nfunc.func @f" + text)
    assert count(tmp_path, "m.mlir", "--size", n)[1] == 4 * n * columns


def test_what_is_not_counted_says_why(tmp_path):
    model = EXAMPLES / "transformer_block.mlir"
    text = ambit(tmp_path, "analyze", model, "--size", f"n={2 ** 40}")
    assert re.search(r"bytes, by the plan +not counted: more than 2\^28 steps", text)
    report = json.loads(ambit(tmp_path, "analyze", model, "--json", "--size", f"n={2 ** 40}"))
    assert report["totals"]["bytes_planned"]["value"] is None
    assert all(op["bytes_planned"]["value"] is None for op in report["ops"])
