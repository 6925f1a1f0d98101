# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Masks: their words, and the same sets written in NumPy from the definition."""

import random

import numpy as np


class Mask:
    """`test(i, j, n, m)` tells for arrays of positions who may read whom."""

    def __init__(self, text, test, same_length=False, level=2):
        # Level 0: `|` joins; 1: `&` joins; 2: a word, a negation or parentheses.
        self.text, self.test, self.same_length, self.level = text, test, same_length, level

    def table(self, n, m):
        i, j = np.arange(n)[:, None], np.arange(m)[None, :]
        return np.broadcast_to(self.test(i, j, n, m), (n, m)).astype(bool)

    def __and__(self, other):
        return self.join(other, "&", np.logical_and, 1)

    def __or__(self, other):
        return self.join(other, "|", np.logical_or, 0)

    def __invert__(self):
        return Mask("!" + self.inside(2), lambda *at: np.logical_not(self.test(*at)), self.same_length)

    def join(self, other, sign, combine, level):
        return Mask(f"{self.inside(level)} {sign} {other.inside(level)}",
                    lambda *at: combine(self.test(*at), other.test(*at)),
                    self.same_length or other.same_length, level)

    def inside(self, level):
        return self.text if self.level >= level else f"({self.text})"


class Offset:
    """An affine expression in n and m."""

    def __init__(self, text, value):
        self.text, self.value = text, value


ZERO = Offset("0", lambda n, m: 0)
SHIFT = Offset("m - n", lambda n, m: m - n)
OFFSETS = [ZERO, SHIFT, Offset("3", lambda n, m: 3), Offset("-2", lambda n, m: -2),
           Offset("n - m", lambda n, m: n - m), Offset("2 * m - 2 * n + 1", lambda n, m: 2 * m - 2 * n + 1)]


def everything():
    return Mask("all", lambda i, j, n, m: True)


def causal(offset=None):
    if offset is None:
        return Mask("causal", lambda i, j, n, m: j <= i, same_length=True)
    return Mask(f"causal({offset.text})", lambda i, j, n, m: j <= i + offset.value(n, m))


def shifted(text, test, offset):
    """A word whose last argument may put i + E in the place of i."""
    if offset is None:
        return Mask(text + ")", lambda i, j, n, m: test(i, j))
    return Mask(f"{text}, offset = {offset.text})", lambda i, j, n, m: test(i + offset.value(n, m), j))


def window(size, offset=None):
    return shifted(f"window({size}", lambda i, j: np.abs(i - j) < size, offset)


def sides(left, right, offset=None):
    return shifted(f"window({left}, {right}", lambda i, j: (i - left <= j) & (j <= i + right), offset)


def strided(stride, offset=None):
    return shifted(f"strided({stride}", lambda i, j: (i - j) % stride == 0, offset)


def dilated_window(size, dilation, offset=None):
    return shifted(f"dilated_window({size}, {dilation}",
                   lambda i, j: (0 <= i - j) & (i - j < size * dilation) & ((i - j) % dilation == 0), offset)


def fixed(length, summary):
    return Mask(f"fixed({length}, {summary})",
                lambda i, j, n, m: (i // length == j // length) | (j % length >= length - summary))


def first(count):
    return Mask(f"global({count})", lambda i, j, n, m: (i < count) | (j < count))


def block(length, back=None):
    if back is None:
        return Mask(f"block({length})", lambda i, j, n, m: i // length == j // length)
    return Mask(f"block({length}, {back})",
                lambda i, j, n, m: (i // length - back <= j // length) & (j // length <= i // length))


def prefix(count):
    return Mask(f"prefix({count})", lambda i, j, n, m: j < count)


def raw(text, test):
    return Mask(f'set("{text}")', test)


NAMED = [
    everything(), causal(), causal(ZERO), causal(SHIFT), causal(OFFSETS[2]), causal(OFFSETS[3]), causal(OFFSETS[5]),
    window(1), window(5), window(40), window(4, SHIFT), sides(3, 2), sides(-2, 6), sides(4, -1), sides(0, 3, OFFSETS[4]),
    strided(1), strided(4), strided(3, OFFSETS[2]), strided(5, SHIFT),
    dilated_window(3, 4), dilated_window(1, 3), dilated_window(2, 3, SHIFT),
    fixed(8, 2), fixed(5, 0), fixed(4, 4), first(0), first(3), block(6), block(4, 2), block(5, 0), prefix(0), prefix(5),
]

RAW = [
    raw("j <= i + 4 and (i - j) mod 4 = 0", lambda i, j, n, m: (j <= i + 4) & ((i - j) % 4 == 0)),
    raw("0 <= i - j < 5 or j = 0", lambda i, j, n, m: ((0 <= i - j) & (i - j < 5)) | (j == 0)),
    raw("not (i + j < n) and j != 3", lambda i, j, n, m: (i + j >= n) & (j != 3)),
    raw("2 * i - 3 * j >= -m and j > i floordiv 4 - 2", lambda i, j, n, m: (2 * i - 3 * j >= -m) & (j > i // 4 - 2)),
    raw("(i + 2 * j) mod 5 > 2", lambda i, j, n, m: (i + 2 * j) % 5 > 2),
    raw("(i - 2 * j) floordiv 3 < 2 and m - j >= 1", lambda i, j, n, m: ((i - 2 * j) // 3 < 2) & (m - j >= 1)),
]

COMBINED = [
    causal() & window(5), causal() & (window(4) | strided(8)), causal() & fixed(8, 2), causal(SHIFT) & ~prefix(4),
    causal() & strided(3) | window(2), block(4) | first(2), ~(window(3) | prefix(2)), ~causal(),
    ~strided(2) & sides(9, 9), (prefix(3) | causal()) & ~block(7), first(2) | sides(3, 3) | strided(16),
    causal(SHIFT) & window(6, SHIFT), ~~window(3), dilated_window(4, 8) | window(2),
    strided(9) & raw("i >= 5", lambda i, j, n, m: i >= 5),
]


def random_mask(generator, depth=3):
    """A tree of random words."""
    if depth == 0 or generator.random() < 0.25:
        number = generator.randint
        offset = generator.choice([None, *OFFSETS])
        return generator.choice([
            lambda: causal(generator.choice(OFFSETS)), lambda: window(number(1, 20), offset),
            lambda: sides(number(-3, 12), number(3, 9), offset), lambda: strided(number(1, 9), offset),
            lambda: dilated_window(number(1, 6), number(1, 6), offset), lambda: fixed(8, number(0, 8)),
            lambda: first(number(0, 6)), lambda: block(number(1, 9)), lambda: block(number(1, 9), number(0, 3)),
            lambda: prefix(number(0, 20)), everything, lambda: generator.choice(RAW)])()
    kind = generator.randrange(5)
    if kind == 0:
        return ~random_mask(generator, depth - 1)
    left, right = random_mask(generator, depth - 1), random_mask(generator, depth - 1)
    return left & right if kind < 3 else left | right


RANDOM = [random_mask(random.Random(seed)) for seed in range(24)]
ALL = NAMED + RAW + COMBINED + RANDOM
