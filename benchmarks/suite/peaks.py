# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Peaks of this processor, measured by loops in C beside the work."""

import ctypes
import os
import shutil
import subprocess
import threading
from pathlib import Path

from .row import aligned

SOURCE = Path(__file__).with_name("peak.c")
# Far more than the last cache of most processors.
READ_BYTES = 512 << 20


class Peaks:
    """`measure(unit)` is the rate of all threads together, each by its own CPU
    time: flops per second, or bytes per second for "read". 0: there is no such
    unit."""

    def __init__(self, folder, threads, is_small=False):
        compiler = os.environ.get("CC") or shutil.which("clang-22") or shutil.which("cc") or "cc"
        path = Path(folder) / "peak.so"
        subprocess.run([compiler, "-O3", "-march=native", "-shared", "-fPIC", SOURCE, "-o", path], check=True)
        self.library = ctypes.CDLL(str(path))
        for unit in ("fma", "bf16", "amx", "read"):
            getattr(self.library, f"peak_{unit}").restype = ctypes.c_double
        self.threads = threads
        self.read_bytes = READ_BYTES >> 8 if is_small else READ_BYTES
        self.data = None
        self.iterations = 20000 if is_small else 200000
        self.units = [unit for unit in ("fma", "bf16", "amx") if self.measure(unit) > 0] + ["read"]

    def one(self, unit, number):
        if unit == "read":
            bytes_each = self.read_bytes // self.threads // 4096 * 4096
            start = self.data.ctypes.data + number * bytes_each
            return self.library.peak_read(ctypes.c_void_p(start), ctypes.c_int64(bytes_each))
        return getattr(self.library, f"peak_{unit}")(ctypes.c_int64(self.iterations))

    def measure(self, unit):
        if unit == "read" and self.data is None:
            self.data = aligned((self.read_bytes,), "uint8")
            self.data[...] = 1
        rates = [0.0] * self.threads

        def fill(number):
            rates[number] = self.one(unit, number)

        others = [threading.Thread(target=fill, args=(number,)) for number in range(1, self.threads)]
        for other in others:
            other.start()
        fill(0)
        for other in others:
            other.join()
        return sum(rates)
