# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Vector approximations stay within 2 units in the last place.

Every AMBIT_STRIDE-th f32 is tried, by default every 997th; AMBIT_STRIDE=1 tries all and takes some
ten minutes."""

import os
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
BUILD = Path(os.environ.get("AMBIT_BUILD", HERE.parents[2] / "build"))
FUNCTIONS = {"exp2": "math.exp2", "decay": "tile.decay", "exp": "math.exp", "tanh": "math.tanh", "erf": "math.erf"}


def test_error(tmp_path):
    (tmp_path / "f.mlir").write_text("\n".join(
        f"func.func @approximate_{name}(%x: vector<4xf32>) -> vector<4xf32> {{\n"
        f"  %y = {op} %x : vector<4xf32>\n  return %y : vector<4xf32>\n}}" for name, op in FUNCTIONS.items()))

    def run(*command):
        subprocess.run(command, cwd=tmp_path, check=True)

    run(BUILD / "bin" / "ambit-opt", "f.mlir", "-o", "g.mlir",
        "--pass-pipeline=builtin.module(func.func(ambit-codegen-cpu-approximate-math))")
    run("mlir-opt-22", "g.mlir", "-o", "h.mlir", "--convert-vector-to-llvm", "--convert-math-to-llvm",
        "--convert-arith-to-llvm", "--convert-func-to-llvm", "--reconcile-unrealized-casts")
    run("mlir-translate-22", "--mlir-to-llvmir", "h.mlir", "-o", "h.ll")
    run("clang-22", "-O2", "-march=x86-64-v3", "-Wno-override-module", "-Wno-psabi", "h.ll",
        HERE / "approximations.c", "-lm", "-o", "errors")
    lines = subprocess.run([tmp_path / "errors", os.environ.get("AMBIT_STRIDE", "997")], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    errors = {name: float(error) for name, error, _ in map(str.split, lines)}
    print("\n".join(lines))
    assert errors.keys() == FUNCTIONS.keys()
    assert max(errors.values()) <= 2
    assert min(errors.values()) > 0.5
