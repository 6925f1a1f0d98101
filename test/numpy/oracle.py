# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The ops in NumPy, in f64, from their formulas. Nothing here knows how Ambit
computes them."""

import math

import numpy as np


def attention(q, k, v, allowed, scale=None, score=None, bias=None):
    """(output, log of the sum of exponentials). `allowed` is one table [n, m] or
    one for each head."""
    batch, heads, n, size = q.shape
    m, group = k.shape[2], heads // k.shape[1]
    tables = allowed if isinstance(allowed, list) else [allowed] * heads
    scale = 1 / math.sqrt(size) if scale is None else scale
    output = np.zeros((batch, heads, n, v.shape[3]))
    lse = np.full((batch, heads, n), -np.inf)
    for b, h, i in np.ndindex(batch, heads, n):
        j = np.flatnonzero(tables[h][i])
        z = scale * (k[b, h // group, j] @ q[b, h, i])
        if score:
            z = score(z, b, h, i, j)
        if bias is not None:
            z = z + bias[b % bias.shape[0], h % bias.shape[1], i, j]
        if z.size == 0 or z.max() == -np.inf:
            continue
        weights = np.exp(z - z.max())
        output[b, h, i] = weights @ v[b, h // group, j] / weights.sum()
        lse[b, h, i] = z.max() + np.log(weights.sum())
    return output, lse


def conv(x, w, bias=None, dilation=1, stride=1, groups=1, low=0, high=0):
    """Channels last."""
    batch, n, _ = x.shape
    kernel, inputs, outputs = w.shape
    padded = np.concatenate([np.zeros((batch, low, x.shape[2])), x, np.zeros((batch, high, x.shape[2]))], axis=1)
    length = max(0, (n + low + high - dilation * (kernel - 1) - 1) // stride + 1)
    y = np.zeros((batch, length, outputs))
    share = outputs // groups
    for g in range(groups):
        channels, columns = slice(g * inputs, (g + 1) * inputs), slice(g * share, (g + 1) * share)
        for t in range(length):
            taps = padded[:, t * stride:t * stride + dilation * (kernel - 1) + 1:dilation, channels]
            y[:, t, columns] = np.einsum("bke,kef->bf", taps, w[:, :, columns])
    return y if bias is None else y + bias


def linear(x, w, bias=None):
    y = x @ w
    return y if bias is None else y + bias


def layer_norm(x, scale, bias=None, epsilon=1e-5):
    y = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + epsilon) * scale
    return y if bias is None else y + bias


def rms_norm(x, scale, epsilon=1e-5):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + epsilon) * scale


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


ACTIVATIONS = {
    "relu": lambda x: np.where(np.isnan(x), x, np.maximum(x, 0)),
    "gelu": lambda x: x / 2 * (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2))),
    "gelu_tanh": lambda x: x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
    "tanh": np.tanh,
    "silu": lambda x: x / (1 + np.exp(-x)),
    "sigmoid": sigmoid,
}


def embedding(ids, table):
    y = np.full(ids.shape + table.shape[1:], np.nan)
    known = (ids >= 0) & (ids < table.shape[0])
    y[known] = table[ids[known]]
    return y


def rope(x, base=10000.0, interleaved=False, offset=0):
    n, size = x.shape[2:]
    k = np.arange(size // 2)
    angle = (np.arange(n)[:, None] + offset) * base**(-2.0 * k / size)
    p, q = (2 * k, 2 * k + 1) if interleaved else (k, k + size // 2)
    y = np.empty_like(x)
    y[..., p] = x[..., p] * np.cos(angle) - x[..., q] * np.sin(angle)
    y[..., q] = x[..., p] * np.sin(angle) + x[..., q] * np.cos(angle)
    return y


def split_heads(x, heads):
    batch, n, channels = x.shape
    return x.reshape(batch, n, heads, channels // heads).transpose(0, 2, 1, 3)


def merge_heads(x):
    batch, heads, n, size = x.shape
    return x.transpose(0, 2, 1, 3).reshape(batch, n, heads * size)
