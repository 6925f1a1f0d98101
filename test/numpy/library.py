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


class Lowering:
    """How functions are compiled, and how a process gets at them."""
    suffix = ".so"

    def __init__(self, *options):
        self.options = options

    def load(self, output, functions):
        """An object as `Loaded`; `functions` are names."""
        return Loaded(ctypes.CDLL(str(output)))


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
        return "--reference" in self.lowering.options

    def compile(self, name, functions):
        model = Path(self.folder.name, name + ".mlir")
        model.write_text("\n".join(function.text() for function in functions))
        output = model.with_suffix(self.lowering.suffix)
        run_ambit("compile", model, "-o", output, *self.lowering.options)
        try:
            return self.lowering.load(output, [function.name for function in functions])
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
        ranks = [len(split_type(type)[0]) for type in self.functions[name].results.values()]
        return self.get(name).shapes(name, inputs, ranks)

    def set_threads(self, name, count):
        self.get(name).set_threads(name, count)

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
        status = self.get(name).call(name, inputs, outputs)
        assert status == 0, f"status {status}"
        return outputs


class Loaded:
    """A shared library in this process."""

    def __init__(self, library):
        self.library = library

    def shapes(self, name, inputs, ranks):
        shapes = [(ctypes.c_int64 * max(1, rank))() for rank in ranks]
        pointers = (ctypes.POINTER(ctypes.c_int64) * len(shapes))(
            *(ctypes.cast(shape, ctypes.POINTER(ctypes.c_int64)) for shape in shapes))
        got = (ctypes.c_int64 * 2)()
        status = getattr(self.library, name + "_shapes")(to_c(inputs), None, pointers, got)
        return status, [tuple(shape[:rank]) for shape, rank in zip(shapes, ranks)], tuple(got)

    def call(self, name, inputs, outputs):
        """Fills `outputs`; the status."""
        return getattr(self.library, name)(to_c(inputs), None, to_c(outputs))

    def set_threads(self, name, count):
        getattr(self.library, name + "_set_threads")(ctypes.c_int32(count))


def surround(array, dtype):
    """The same numbers between some that are none."""
    room = np.full(array.size + 128, encode(np.nan, dtype))
    room[64:-64] = array.ravel()
    return room[64:-64].reshape(array.shape)


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
