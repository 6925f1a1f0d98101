# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Calls the functions of an object file in a program of its own, which may run
on another processor, in an emulator or on another machine."""

import subprocess
from pathlib import Path

import numpy as np

from library import Lowering

SOURCE = Path(__file__).resolve().parents[2]
SHAPES, CALL, THREADS = range(3)


def link(model, functions, cc):
    """A static program around `model`, the object file, and `answer_calls.c`."""
    entries = ", ".join(f"{{{name}, {name}_shapes, {name}_set_threads}}" for name in functions)
    (model.parent / model.stem).mkdir()
    (model.parent / model.stem / "functions.h").write_text(f"""#include "../{model.stem}.h"
static const struct function {{
  int32_t (*call)(const AmbitArray *, const AmbitArray *, const AmbitArray *);
  int32_t (*shapes)(const AmbitArray *, const AmbitArray *, int64_t *const *, int64_t *);
  void (*setThreads)(int32_t);
}} functions[] = {{{entries}}};
""")
    program = model.with_suffix(".program")
    runtime = sorted((SOURCE / "lib" / "Runtime").glob("*.c"))
    subprocess.run([cc, "-O2", "-static", "-pthread", "-I", SOURCE / "include", "-I", model.parent / model.stem,
                    "-o", program, Path(__file__).with_name("answer_calls.c"), model, *runtime, "-lm"], check=True)
    return program


class Elsewhere(Lowering):
    """Functions for `cpu` in a program that `cc` links and `launcher` runs."""
    suffix = ".o"

    def __init__(self, cpu, cc, launcher):
        super().__init__("--mcpu", cpu)
        self.cc, self.launcher = cc, launcher

    def load(self, output, functions):
        return Program([*self.launcher, link(output, functions, self.cc)], functions)


class Program:
    """Starts at the first call; `answer_calls.c` says what goes through its pipes."""

    def __init__(self, command, functions):
        self.command = command
        self.numbers = {name: number for number, name in enumerate(functions)}
        self.process = None

    def ask(self, name, kind, *parts):
        if self.process is None:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        numbers = np.array([self.numbers[name], kind])
        try:
            self.process.stdin.write(b"".join([numbers.tobytes(), *parts]))
            self.process.stdin.flush()
            return self.read(1)[0]
        except (BrokenPipeError, EOFError):
            status = self.process.wait()
            self.process = None
            raise AssertionError(f"{name}: the program ended with status {status}")

    def read(self, count, dtype=np.int64):
        """That many numbers of a reply."""
        size = count * np.dtype(dtype).itemsize
        reply = self.process.stdout.read(size)
        if len(reply) != size:
            raise EOFError
        return np.frombuffer(reply, dtype).tolist() if dtype == np.int64 else np.frombuffer(reply, dtype)

    def shapes(self, name, inputs, ranks):
        parts = [pack(len(inputs)), *(pack(array.ndim, *array.shape) for array in inputs)]
        parts += [pack(len(ranks)), *(pack(rank, *[0] * rank) for rank in ranks)]
        status = self.ask(name, SHAPES, *parts)
        got = tuple(self.read(2))
        return status, [tuple(self.read(rank)) for rank in ranks], got

    def call(self, name, inputs, outputs):
        """Fills `outputs`; the status."""
        parts = []
        for arrays in (inputs, outputs):
            parts.append(pack(len(arrays)))
            for array in arrays:
                parts += [pack(array.ndim, *array.shape, array.nbytes), array.tobytes()]
        status = self.ask(name, CALL, *parts)
        for array in outputs:
            array.flat = self.read(array.size, array.dtype)
        return status

    def set_threads(self, name, count):
        self.ask(name, THREADS, pack(count))

    def __del__(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()


def pack(*numbers):
    return np.array(numbers, np.int64).tobytes()
