# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A row of the table: one piece of work, who does it, and the bars it must hold."""

from dataclasses import dataclass, field
from typing import Callable, Optional

import numpy as np


@dataclass
class Contender:
    """One way to do the work of a row. `run` does it once; `output` turns what
    it returns into the array to compare, in f32."""
    name: str
    setting: str
    run: Callable
    output: Callable = np.asarray
    # "ambit", "peer", or "yardstick": other work of ours that a bar refers to.
    kind: str = "peer"
    # Work of a yardstick; None: that of the row.
    work: Optional[float] = None


@dataclass
class Bar:
    """At least `factor` times as fast as the best peer whose name starts with
    `peers`."""
    factor: float
    peers: str = ""


@dataclass
class Row:
    """Subclasses say what the work is. `share` is the least share of the peak of
    `unit`, `cost` the most time for one unit of work against the yardstick."""
    name: str
    title: str
    unit: str = "fma"
    share: Optional[float] = None
    cost: Optional[float] = None
    bars: list = field(default_factory=list)
    # Whether two threads must be 1.9 times as fast as one.
    scales: bool = True
    # A row without bars, for the plot of time over length.
    is_curve: bool = False
    limit: float = 1e-4

    def shrink(self):
        """Makes the work tiny: for a test of this program."""
        raise NotImplementedError

    def prepare(self):
        """Makes inputs; sets `work` in flops or bytes."""
        raise NotImplementedError

    def expected(self):
        """(index, values in f64 of the output at that index)."""
        raise NotImplementedError

    def contenders(self, threads, peers):
        """Ambit first. `peers` holds the modules of this folder that can be
        used, by name: none in a test."""
        raise NotImplementedError


class WrongOutput(Exception):
    pass


def check(contender, index, expected, limit):
    """Nobody is timed on wrong work."""
    got = np.asarray(contender.output(contender.run()), np.float64)[index]
    if got.shape != expected.shape:
        raise WrongOutput(f"{contender.name}: expected the shape {expected.shape}, but got {got.shape}")
    error = np.abs(got - expected) / (1 + np.abs(expected))
    # Not `>`: a NaN fails too.
    if not error.max() <= limit:
        raise WrongOutput(f"{contender.name}: expected errors up to {limit:g}, but got {error.max():.3g}")


def aligned(shape, dtype=np.float32):
    """An array at a multiple of 64 bytes, as every library allocates its own."""
    count = int(np.prod(shape)) * np.dtype(dtype).itemsize
    raw = np.empty(count + 64, np.uint8)
    start = -raw.ctypes.data % 64
    return raw[start:start + count].view(dtype).reshape(shape)


def unwritten(shape, dtype=np.float32):
    """Not numbers, until somebody writes them."""
    array = aligned(shape, dtype)
    array.view(np.uint8)[...] = 0xFF
    return array


def normal(generator, shape, scale=1.0):
    array = aligned(shape)
    array[...] = generator.standard_normal(shape, np.float32) * np.float32(scale)
    return array


def align(array):
    copy = aligned(array.shape, array.dtype)
    copy[...] = array
    return copy


def round_to_bf16(array):
    """The bits of the nearest bf16, as 16-bit integers."""
    bits = array.view(np.uint32)
    return align(((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype(np.uint16))


def widen_bf16(bits):
    return (bits.astype(np.uint32) << 16).view(np.float32)
