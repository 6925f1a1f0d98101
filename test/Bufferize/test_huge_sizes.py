# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sizes that no machine holds: a status, before any data is touched. A rotation is not
fused, so what it reads is in the workspace."""

import ctypes
import os
import subprocess
from pathlib import Path

import pytest

BUILD = Path(os.environ.get("AMBIT_BUILD", Path(__file__).resolve().parents[2] / "build"))
MODEL = """
func.func @huge(%x: tensor<?x?x?x64xf32>) -> tensor<?x?x?x64xf32> {
  %0 = ambit.activation %x kind(tanh) : (tensor<?x?x?x64xf32>) -> tensor<?x?x?x64xf32>
  %1 = ambit.rope %0 : (tensor<?x?x?x64xf32>) -> tensor<?x?x?x64xf32>
  return %1 : tensor<?x?x?x64xf32>
}
"""
LONGEST = 2**31 - 1
OUT_OF_MEMORY = -1


class Array(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("shape", ctypes.POINTER(ctypes.c_int64))]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("huge")
    (folder / "huge.mlir").write_text(MODEL)
    subprocess.run([BUILD / "bin" / "ambit", "compile", folder / "huge.mlir", "-o", folder / "libhuge.so"], check=True)
    return ctypes.CDLL(str(folder / "libhuge.so"))


@pytest.mark.parametrize("sizes, status", [
    ((LONGEST, LONGEST, LONGEST), OUT_OF_MEMORY),
    # 64 bits wrap to a small number of bytes.
    ((2**20, 2**20, 2**20), OUT_OF_MEMORY),
    ((2**21, 2**21, 2**16), OUT_OF_MEMORY),
    # The first check is that of dimension 0.
    ((2**31, 1, 1), 1),
    ((1, 2**31, 1), 2),
    ((0, LONGEST, 5), 0),
    ((3, 0, 5), 0),
])
def test_status(library, sizes, status):
    array = Array(None, (ctypes.c_int64 * 4)(*sizes, 64))
    assert library.huge(ctypes.byref(array), None, ctypes.byref(array)) == status
