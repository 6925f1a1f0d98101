# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A call needs no memory that grows with the square of the length: inputs,
outputs and at most 16 MiB more, at any length."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BUILD = Path(os.environ.get("AMBIT_BUILD", Path(__file__).parents[2] / "build"))

MODEL = """
func.func @attend(%q: tensor<1x8x?x64xf32>, %k: tensor<1x8x?x64xf32>,
                  %v: tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32> {
  %0 = ambit.attention %q, %k, %v mask(#ambit.mask<MASK>)
      : (tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>)
      -> tensor<1x8x?x64xf32>
  return %0 : tensor<1x8x?x64xf32>
}
"""

# Runs in a process of its own: the peak of a process never falls.
CALL = """
import ctypes, resource, sys
import numpy
class Array(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("shape", ctypes.POINTER(ctypes.c_int64))]
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
library, length = ctypes.CDLL(sys.argv[1]), int(sys.argv[2])
shape = (ctypes.c_int64 * 4)(1, 8, length, 64)
arrays = [numpy.ones((1, 8, length, 64), numpy.float32) for _ in range(4)]
given = (Array * 4)(*[Array(a.ctypes.data, shape) for a in arrays])
outputs = (Array * 1)(given[3])
before = peak()
assert library.attend(given, None, outputs) == 0
print(peak() - before)
"""


@pytest.mark.parametrize("mask", ["causal & window(128)", "causal & (window(64) | strided(128))"])
def test_peak(tmp_path, mask):
    model, library = tmp_path / "model.mlir", tmp_path / "libmodel.so"
    model.write_text(MODEL.replace("MASK", mask))
    subprocess.run([BUILD / "bin" / "ambit", "compile", model, "-o", library], check=True)
    for length in (1000, 20000):
        result = subprocess.run([sys.executable, "-c", CALL, library, str(length)],
                                check=True, capture_output=True, text=True)
        assert int(result.stdout) <= 16 << 20
