# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A model compiled by Ambit into a shared library, called through its header."""

import ctypes
import re
import subprocess
from pathlib import Path

import numpy as np

from .row import Contender, unwritten

MODELS = Path(__file__).resolve().parents[1] / "models"
SETTING = "`ambit compile -o model.so`, called through the C header"


class AmbitArray(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("shape", ctypes.POINTER(ctypes.c_int64))]


def to_arrays(arrays):
    """The arrays as the C interface takes them; they must outlive the result."""
    return (AmbitArray * max(1, len(arrays)))(*(
        AmbitArray(array.ctypes.data, (ctypes.c_int64 * array.ndim)(*array.shape)) for array in arrays))


class Library:
    def __init__(self, ambit, model, folder):
        path = Path(folder) / f"{model}.so"
        subprocess.run([ambit, "compile", MODELS / f"{model}.mlir", "-o", path], check=True)
        self.library = ctypes.CDLL(str(path))
        self.header = path.with_suffix(".h").read_text()

    def names(self, function, role):
        """Names of the arrays of a role: 'inputs', 'globals' or 'outputs'."""
        match = re.search(rf"AmbitArrayInfo {function}_{role}\[\] = \{{\n(.*?)\n\}};", self.header, re.S)
        return re.findall(r'\{"(\w+)"', match.group(1)) if match else []

    def contender(self, function, threads, inputs, weights, shape, dtype=np.float32, name="Ambit", **more):
        """Calls `function` on arrays in order and weights by name; writes into
        an array of this shape and type."""
        call = getattr(self.library, function)
        getattr(self.library, function + "_set_threads")(threads)
        result = unwritten(shape, dtype)
        weights = [weights[name] for name in self.names(function, "globals")]
        keep = (inputs, weights, result)
        arguments = [to_arrays(arrays) for arrays in (inputs, weights, [result])]

        def run():
            status = call(*arguments)
            if status:
                raise RuntimeError(f"{function}: status {status}")
            return keep[2]

        return Contender(name, SETTING, run, kind=more.pop("kind", "ambit"), **more)


class Libraries:
    """Every model once, when it is first asked for."""

    def __init__(self, ambit, folder):
        self.ambit, self.folder, self.loaded = ambit, folder, {}

    def __getitem__(self, model):
        if model not in self.loaded:
            self.loaded[model] = Library(self.ambit, model, self.folder)
        return self.loaded[model]
