# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions of a model, compiled once into one shared library and called
through its C interface."""

import ctypes
import os
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from formats import STORAGE, encode

BUILD = Path(os.environ.get("AMBIT_BUILD", Path(__file__).resolve().parents[2] / "build"))
AMBIT = BUILD / "bin" / "ambit"


class AmbitArray(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("shape", ctypes.POINTER(ctypes.c_int64))]


def split_type(text):
    """'tensor<?x4xf32>' to (['?', '4'], 'f32')."""
    *sizes, dtype = re.fullmatch(r"tensor<(.*)>", text).group(1).split("x")
    return sizes, dtype


class Function:
    """The text of `func.func @name` with one argument `%name` for each entry of
    `arguments`. Every line of `body` but the return is given; results are the
    values named in `results`."""

    def __init__(self, name, arguments, body, results):
        self.name, self.arguments, self.body, self.results = name, arguments, body, results

    def text(self):
        arguments = ", ".join(f"%{name}: {type}" for name, type in self.arguments.items())
        types = ", ".join(self.results.values())
        values = ", ".join(f"%{name}" for name in self.results)
        return (f"func.func @{self.name}({arguments}) -> ({types}) {{\n"
                f"  {self.body}\n  return {values} : {types}\n}}\n")


def call_of(op, arguments, clauses, results):
    """'%out = ambit.op %a, %b clauses : (types) -> (types)'. `clauses` may name
    further arguments, which come last in `arguments`."""
    operands = ", ".join(f"%{name}" for name in arguments if f"%{name} " not in clauses + " ")
    values = ", ".join(f"%{name}" for name in results)
    return (f"{values} = ambit.{op} {operands} {clauses} : ({', '.join(arguments.values())})"
            f" -> ({', '.join(results.values())})")


def simple(name, op, arguments, results, clauses=""):
    """A function of one op."""
    return Function(name, arguments, call_of(op, arguments, clauses, results), results)


class CompileError(Exception):
    pass


def run_ambit(*arguments):
    run = subprocess.run([AMBIT, *map(str, arguments)], capture_output=True, text=True)
    if run.returncode:
        raise CompileError(f"ambit {' '.join(map(str, arguments))}: status {run.returncode}\n{run.stderr}")
    return run.stdout


def has_fast_path():
    """Whether the table of stages goes all the way without --reference."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "empty.mlir")
        model.write_text("")
        run = subprocess.run([AMBIT, "compile", model, "--emit", "none"], capture_output=True, text=True)
    return "codegen" in run.stderr


class Library:
    """Compiles the functions in a few groups at once; if a group fails, each of
    it when it is called, so that one failure does not hide the others."""

    def __init__(self, functions, lowering):
        self.folder = tempfile.TemporaryDirectory()
        self.lowering = lowering
        self.functions = {function.name: function for function in functions}
        assert len(self.functions) == len(functions)
        self.libraries = {}
        count = os.cpu_count() or 1
        groups = [functions[start::count] for start in range(min(count, len(functions)))]
        with ThreadPoolExecutor(count) as pool:
            for group, library in zip(groups, pool.map(self.try_compile, range(len(groups)), groups)):
                if library:
                    self.libraries.update({function.name: library for function in group})

    @property
    def is_reference(self):
        return self.lowering == "reference"

    def compile(self, name, functions):
        model, output = (Path(self.folder.name, name + suffix) for suffix in (".mlir", ".so"))
        model.write_text("\n".join(function.text() for function in functions))
        run_ambit("compile", model, "-o", output, *(["--reference"] if self.is_reference else []))
        try:
            return ctypes.CDLL(str(output))
        except OSError as error:
            raise CompileError(str(error))

    def try_compile(self, number, functions):
        try:
            return self.compile(f"group{number}", functions)
        except CompileError:
            return None

    def get(self, name):
        if name not in self.libraries:
            self.libraries[name] = self.compile(name, [self.functions[name]])
        return self.libraries[name]

    def shapes(self, name, inputs):
        """(status, the shapes of the results, the two values of a failed check)."""
        function = self.functions[name]
        results = [split_type(type) for type in function.results.values()]
        shapes = [(ctypes.c_int64 * max(1, len(sizes)))() for sizes, _ in results]
        pointers = (ctypes.POINTER(ctypes.c_int64) * len(shapes))(
            *(ctypes.cast(shape, ctypes.POINTER(ctypes.c_int64)) for shape in shapes))
        got = (ctypes.c_int64 * 2)()
        status = getattr(self.get(name), name + "_shapes")(to_c(inputs), None, pointers, got)
        return status, [tuple(shape[:len(sizes)]) for shape, (sizes, _) in zip(shapes, results)], tuple(got)

    def set_threads(self, name, count):
        getattr(self.get(name), name + "_set_threads")(ctypes.c_int32(count))

    def call(self, name, *values):
        """The results for inputs, which are arrays as `encode` makes them."""
        function = self.functions[name]
        types = [split_type(type)[1] for type in function.arguments.values()]
        inputs = [np.ascontiguousarray(value) for value in values]
        assert [array.dtype for array in inputs] == [np.dtype(STORAGE[dtype]) for dtype in types]
        status, shapes, got = self.shapes(name, inputs)
        assert status == 0, f"check {status} failed: {got}"
        dtypes = [split_type(type)[1] for type in function.results.values()]
        # An element that is not written shows.
        outputs = [np.full(shape, 77, STORAGE[dtype]) for shape, dtype in zip(shapes, dtypes)]
        status = getattr(self.get(name), name)(to_c(inputs), None, to_c(outputs))
        assert status == 0, f"status {status}"
        return outputs


def to_c(arrays):
    result = (AmbitArray * max(1, len(arrays)))()
    for entry, array in zip(result, arrays):
        entry.data = array.ctypes.data
        entry.shape = (ctypes.c_int64 * max(1, array.ndim))(*array.shape)
    return result


class Numbers:
    """Random inputs of one seed."""

    def __init__(self, seed):
        self.generator = np.random.default_rng(seed)

    def normal(self, shape, dtype, scale=1.0):
        return encode(self.generator.standard_normal(shape) * scale, dtype)

    def ids(self, shape, low, high, dtype):
        return self.generator.integers(low, high, shape).astype(STORAGE[dtype])
