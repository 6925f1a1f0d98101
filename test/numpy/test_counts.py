# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What `ambit analyze` counts is what the definition has and what compiled
code visits. The code is made to count: with queries of zeros the log-sum-exp
of a row is the logarithm of the number of its keys, and with ones everywhere a
sum is the number of its terms."""

import json
import random
import subprocess

import numpy as np
import pytest

import masks
from library import AMBIT

Q = "tensor<1x1x?x1xf32>"

# Random masks that are done class by class, with sets in a pass over all rows.
WITH_VIEWS_AND_SETS = (2016, 2024, 2032, 2138, 2151, 2427, 2434)


def ambit(folder, *arguments):
    result = subprocess.run([str(AMBIT), *map(str, arguments)], cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def write_masks(path, some):
    """One attention for each mask, which gives its log-sum-exp; scales keep equal
    ones apart."""
    ops = [f"  %o{k}, %l{k} = ambit.attention %q, %k, %k scale({k + 1}.0) mask(#ambit.mask<{mask.text}>)"
           f" : ({Q}, {Q}, {Q}) -> ({Q}, tensor<1x1x?xf32>)" for k, mask in enumerate(some)]
    names = ", ".join(f"%l{k}" for k in range(len(some)))
    types = ", ".join(["tensor<1x1x?xf32>"] * len(some))
    sizes = '{ambit.sizes = ["", "", "%s", ""]}'
    path.write_text(f"func.func @f(%q: {Q} {sizes % 'n'}, %k: {Q} {sizes % 'm'}) -> ({types}) {{\n"
                    + "\n".join(ops) + f"\n  return {names} : {types}\n}}\n")


def get_pairs(folder, n, m):
    report = json.loads(ambit(folder, "analyze", "m.mlir", "--json", "--size", f"n={n}", "--size", f"m={m}"))
    return [op["pairs"]["value"] for op in report["ops"]]


@pytest.mark.parametrize("first", range(0, 500, 100))
def test_pairs_of_random_masks(tmp_path, first):
    some = [masks.random_mask(random.Random(seed)) for seed in range(1000 + first, 1100 + first)]
    # Sizes that must be equal are: masks with `causal` are made with an offset.
    write_masks(tmp_path / "m.mlir", some)
    for n, m in [(37, 37), (23, 61), (1, 5)]:
        wanted = [int(mask.table(n, m).sum()) for mask in some]
        assert get_pairs(tmp_path, n, m) == wanted


@pytest.mark.parametrize("n, m", [(70, 70), (33, 90)])
def test_compiled_code_visits_the_pairs(tmp_path, n, m):
    some = [mask for mask in masks.NAMED + masks.COMBINED if not mask.same_length or n == m][:30]
    some += [masks.random_mask(random.Random(seed)) for seed in WITH_VIEWS_AND_SETS]
    write_masks(tmp_path / "m.mlir", some)
    np.save(tmp_path / "q.npy", np.zeros((1, 1, n, 1), np.float32))
    np.save(tmp_path / "k.npy", np.ones((1, 1, m, 1), np.float32))
    outputs = [part for k in range(len(some)) for part in ("--output", f"l{k}=l{k}.npy")]
    ambit(tmp_path, "run", "m.mlir", "--input", "q=q.npy", "--input", "k=k.npy", *outputs)
    visited = [int(np.rint(np.exp(np.load(tmp_path / f"l{k}.npy").astype(np.float64))).sum()) for k in range(len(some))]
    assert get_pairs(tmp_path, n, m) == visited


@pytest.mark.parametrize("clauses", [
    "padding(causal) dilation(4)", "padding(same)", "padding(same) dilation(3)", "padding([3, 1]) stride(2)",
    "stride(3)", "padding([9, 0]) dilation(5) stride(4)", "padding([0, 20])"])
@pytest.mark.parametrize("n", [1, 4, 16, 41])
def test_compiled_code_adds_the_taps(tmp_path, clauses, n):
    (tmp_path / "m.mlir").write_text(f"""
func.func @f(%x: tensor<2x?x3xf32>, %w: tensor<4x3x5xf32>) -> tensor<2x?x5xf32> {{
  %y = ambit.conv %x, %w {clauses} : (tensor<2x?x3xf32>, tensor<4x3x5xf32>) -> tensor<2x?x5xf32>
  return %y : tensor<2x?x5xf32>
}}
""")
    np.save(tmp_path / "x.npy", np.ones((2, n, 3), np.float32))
    np.save(tmp_path / "w.npy", np.ones((4, 3, 5), np.float32))
    ambit(tmp_path, "run", "m.mlir", "--input", "x=x.npy", "--input", "w=w.npy", "--output", "y=y.npy")
    report = json.loads(ambit(tmp_path, "analyze", "m.mlir", "--json", "--size", n))
    assert report["totals"]["multiply_adds"]["value"] == np.load(tmp_path / "y.npy").sum()


@pytest.mark.parametrize("clauses", ["padding(causal)", "padding(same) dilation(3)", "padding([400, 7]) stride(3)"])
def test_long_kernels(tmp_path, clauses):
    n, kernel = 700, 300
    (tmp_path / "m.mlir").write_text(f"""
func.func @f(%x: tensor<1x?x1xf32>, %w: tensor<{kernel}x1x1xf32>) -> tensor<1x?x1xf32> {{
  %y = ambit.conv %x, %w {clauses} : (tensor<1x?x1xf32>, tensor<{kernel}x1x1xf32>) -> tensor<1x?x1xf32>
  return %y : tensor<1x?x1xf32>
}}
""")
    np.save(tmp_path / "x.npy", np.ones((1, n, 1), np.float32))
    np.save(tmp_path / "w.npy", np.ones((kernel, 1, 1), np.float32))
    ambit(tmp_path, "run", "m.mlir", "--input", "x=x.npy", "--input", "w=w.npy", "--output", "y=y.npy")
    report = json.loads(ambit(tmp_path, "analyze", "m.mlir", "--json", "--size", n))
    assert report["totals"]["multiply_adds"]["value"] == np.load(tmp_path / "y.npy").sum()
