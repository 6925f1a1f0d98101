# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random models of views and elementwise operations against NumPy: whatever is
read, viewed, returned or dropped where, no buffer is overwritten too early."""

import os
import random
import subprocess
from pathlib import Path

import numpy as np
import pytest

BUILD = Path(os.environ.get("AMBIT_BUILD", Path(__file__).resolve().parents[2] / "build"))
BATCH, LENGTH, CHANNELS, HEADS = 2, 5, 16, 4


class Graph:
    """A function that grows line by line, and what NumPy makes of it."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        numbers = np.random.default_rng(seed)
        self.static = self.random.random() < 0.3
        shape = (BATCH, LENGTH, CHANNELS)
        self.inputs = {f"%x{i}": numbers.standard_normal(shape).astype(np.float32) for i in range(2)}
        self.values = dict(self.inputs)
        self.lines = []

    def type(self, array):
        shape = [str(size) for size in array.shape]
        if not self.static:
            shape[0] = shape[1 if array.ndim == 3 else 2] = "?"
        return f"tensor<{'x'.join(shape)}xf32>"

    def types(self, arrays):
        return f"({', '.join(map(self.type, arrays))})"

    def add(self, op, operands, results):
        """`op` is the name and, behind a `|`, what follows the operands."""
        name, _, clause = op.partition("|")
        first = f"%v{len(self.lines)}"
        many = len(results) > 1
        self.lines.append(f"{first}{f':{len(results)}' if many else ''} = ambit.{name} {', '.join(operands)} {clause}: "
                          f"{self.types(self.values[operand] for operand in operands)} -> {self.types(results)}")
        for number, result in enumerate(results):
            self.values[f"{first}#{number}" if many else first] = result

    def grow(self):
        name = self.random.choice(list(self.values)[-6:])
        value = self.values[name]
        same = [other for other, array in self.values.items() if array.shape == value.shape]
        kind = self.random.choice(["relu", "add", "mul", "view", "view", "split"])
        if kind == "relu":
            self.add("activation|kind(relu) ", [name], [np.maximum(value, 0)])
        elif kind in ("add", "mul"):
            other = self.random.choice(same)
            result = value + self.values[other] if kind == "add" else value * self.values[other]
            self.add(kind, [name, other], [result])
        elif kind == "split" and value.shape[-1] % 8 == 0:
            self.add("split", [name], np.split(value, 2, axis=-1))
        elif value.ndim == 3 and value.shape[-1] % HEADS == 0:
            cut = value.reshape(*value.shape[:2], HEADS, -1).transpose(0, 2, 1, 3)
            self.add(f"split_heads|heads({HEADS}) ", [name], [cut])
        elif value.ndim == 4:
            batch, heads, length, size = value.shape
            self.add("merge_heads", [name], [value.transpose(0, 2, 1, 3).reshape(batch, length, heads * size)])

    def text(self, outputs):
        arguments = ", ".join(f"{name}: {self.type(array)}" for name, array in self.inputs.items())
        arrays = [self.values[name] for name in outputs]
        types = ", ".join(self.type(array) for array in arrays)
        body = "\n  ".join(self.lines)
        return (f"func.func @graph({arguments}) -> {self.types(arrays)} {{\n  {body}\n"
                f"  return {', '.join(outputs)} : {types}\n}}\n")


@pytest.mark.parametrize("flow", [[], ["--reference"]], ids=["fast", "reference"])
@pytest.mark.parametrize("seed", range(8))
def test_graph(seed, flow, tmp_path):
    graph = Graph(seed)
    while len(graph.lines) < 14:
        graph.grow()
    outputs = graph.random.choices(list(graph.values), k=3)
    model = tmp_path / "graph.mlir"
    model.write_text(graph.text(outputs))
    command = [BUILD / "bin" / "ambit", "run", model, *flow]
    for name, array in graph.inputs.items():
        np.save(tmp_path / f"{name[1:]}.npy", array)
        command.append(f"--input={name[1:]}={tmp_path / name[1:]}.npy")
    command += [f"--output={tmp_path / f'out{i}.npy'}" for i in range(len(outputs))]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, model.read_text() + result.stderr
    for number, name in enumerate(outputs):
        got, expected = np.load(tmp_path / f"out{number}.npy"), graph.values[name]
        assert got.shape == expected.shape
        np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6, err_msg=name + "\n" + model.read_text())
