# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a model on the numbers that its comments give, on both lowerings, and
compares with the numbers that they expect.

    // INPUT f32: [[1, 2], [3, 4]]
    // EXPECT f32: [[2, 4], [6, 8]]

Inputs and outputs are listed in their order; `EXPECT f32 0.01:` widens the
tolerance."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

# What NumPy holds, and the tolerance.
TYPES = {"f64": (np.float64, 1e-12), "f32": (np.float32, 1e-5), "f16": (np.float16, 2e-3),
         "bf16": (np.uint16, 2e-2), "i64": (np.int64, 0), "i32": (np.int32, 0)}


def save(path, dtype, values):
    array = np.array(values, np.float32 if dtype == "bf16" else TYPES[dtype][0])
    if dtype == "bf16":
        array = (array.view(np.uint32) >> 16).astype(np.uint16).view("V2")
    np.save(path, array)


def load(path, dtype):
    array = np.load(path)
    if dtype == "bf16":
        return (array.view(np.uint16).astype(np.uint32) << 16).view(np.float32)
    assert array.dtype == TYPES[dtype][0], array.dtype
    return array


def run(model, folder, inputs, expected, flags):
    outputs = [Path(folder, f"out{number}.npy") for number in range(len(expected))]
    command = ["ambit", "run", model, *flags]
    command += [f"--input={path}" for path in inputs] + [f"--output={path}" for path in outputs]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for number, (path, (dtype, tolerance, values)) in enumerate(zip(outputs, expected)):
        tolerance = float(tolerance or TYPES[dtype][1])
        np.testing.assert_allclose(load(path, dtype), np.array(values, float), tolerance, tolerance,
                                   err_msg=f"output {number}, {' '.join(flags) or 'fast path'}")


def main(model):
    text = Path(model).read_text()
    given = re.findall(r"^// INPUT (\w+): (.*)$", text, re.M)
    expected = [(dtype, tolerance, json.loads(values))
                for dtype, tolerance, values in re.findall(r"^// EXPECT (\w+) ?(\S*): (.*)$", text, re.M)]
    assert expected, "no EXPECT line"
    stages = subprocess.run(["ambit", "compile", model, "--emit=none"], capture_output=True, text=True).stderr
    with tempfile.TemporaryDirectory() as folder:
        inputs = []
        for number, (dtype, values) in enumerate(given):
            inputs.append(Path(folder, f"in{number}.npy"))
            save(inputs[-1], dtype, json.loads(values))
        run(model, folder, inputs, expected, ["--reference"])
        # The table of stages names code generation once it is there.
        if "codegen" in stages:
            run(model, folder, inputs, expected, [])


main(sys.argv[1])
