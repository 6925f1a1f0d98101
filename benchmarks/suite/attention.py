# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention, 8 heads of size 64: all pairs, causal, sparse masks, one query."""

from dataclasses import dataclass
from typing import Callable, Optional

import numpy as np

from .row import Bar, Row, normal, round_to_bf16, widen_bf16

HEADS, SIZE = 8, 64


def count_pairs(mask, n, m):
    """By asking for every pair."""
    if mask is None:
        return n * m
    keys = np.arange(m)
    return sum(int(np.count_nonzero(mask(np.arange(i, min(n, i + 512))[:, None], keys, n))) for i in range(0, n, 512))


def attend(q, k, v, allowed):
    """In f64: q, k, v are [heads, length, size], `allowed` is [queries, keys]."""
    scores = np.where(allowed, np.einsum("hid,hjd->hij", q, k) / np.sqrt(SIZE), -np.inf)
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.einsum("hij,hjd->hid", scores / scores.sum(axis=-1, keepdims=True), v)


@dataclass
class Attention(Row):
    entry: str = ""
    n: int = 0
    # Number of keys when it is not that of queries.
    keys: Optional[int] = None
    # Of query and key position and length, with & and |; None: all pairs.
    mask: Optional[Callable] = None
    is_bf16: bool = False
    # Block size of FlexAttention: the fastest of 32, 64 and 128.
    block: Optional[int] = None

    def shrink(self):
        self.n = min(self.n, 300)
        self.keys = self.keys and 300

    def prepare(self):
        generator = np.random.default_rng(0)
        self.m = self.keys or self.n
        shapes = [(1, HEADS, length, SIZE) for length in (self.n, self.m, self.m)]
        self.inputs = [normal(generator, shape) for shape in shapes]
        if self.is_bf16:
            self.inputs = [round_to_bf16(array) for array in self.inputs]
        if self.unit == "read":
            self.work = sum(array.nbytes for array in self.inputs[1:])
        else:
            self.work = 4.0 * SIZE * HEADS * count_pairs(self.mask, self.n, self.m)

    def expected(self):
        rows = np.unique(np.linspace(0, self.n - 1, 48).astype(int))
        q, k, v = (np.float64(widen_bf16(array) if self.is_bf16 else array)[0] for array in self.inputs)
        allowed = True if self.mask is None else self.mask(rows[:, None], np.arange(self.m), self.n)
        return (slice(None), slice(None), rows), attend(q[:, rows], k, v, allowed)[None]

    def contenders(self, libraries, threads, peers):
        output = widen_bf16 if self.is_bf16 else np.asarray
        yield libraries["attention"].contender(self.entry, threads, self.inputs, {},
                                               self.inputs[0].shape, self.inputs[0].dtype, output=output)
        if self.cost:
            yield self.yardstick(libraries, threads)
        if "pytorch" in peers:
            yield from self.with_pytorch(peers["pytorch"])
        # Curves show Ambit and PyTorch only.
        if not (self.block or self.is_bf16 or self.is_curve):
            if "onnx_runtime" in peers:
                yield self.with_onnx_runtime(peers["onnx_runtime"], threads)
            if "open_vino" in peers:
                yield self.with_open_vino(peers["open_vino"], threads)

    def yardstick(self, libraries, threads):
        n = min(2048, self.n)
        inputs = [np.ascontiguousarray(array[:, :, :n]) for array in self.inputs]
        return libraries["attention"].contender(
            "full", threads, inputs, {}, inputs[0].shape, name=f"Ambit, all pairs, n = {n}",
            kind="yardstick", work=4.0 * SIZE * HEADS * n * n)

    def with_pytorch(self, pytorch):
        torch, tensors = pytorch.torch, [pytorch.tensor(array) for array in self.inputs]
        attention = torch.nn.functional.scaled_dot_product_attention
        if self.block is None:
            is_causal = self.mask is not None
            yield pytorch.contender("PyTorch SDPA", "`scaled_dot_product_attention` (its flash kernel for CPUs)",
                                    lambda *arrays: attention(*arrays, is_causal=is_causal), *tensors)
            return
        from torch.nn.attention.flex_attention import create_block_mask, flex_attention
        mask = create_block_mask(lambda b, h, i, j: self.mask(i, j, self.n), None, None, self.n, self.n,
                                 device="cpu", BLOCK_SIZE=self.block)
        compiled = pytorch.compiled(flex_attention)
        yield pytorch.contender("PyTorch FlexAttention",
                                f"`torch.compile`, block mask made beforehand, `BLOCK_SIZE` {self.block}",
                                lambda *arrays: compiled(*arrays, block_mask=mask), *tensors)
        if self.cost:
            # So scattered that visiting every pair is faster.
            positions = torch.arange(self.n)
            dense = self.mask(positions[:, None], positions, self.n)
            yield pytorch.contender("PyTorch SDPA masked", "`scaled_dot_product_attention` with a boolean mask",
                                    lambda *arrays: attention(*arrays, attn_mask=dense), *tensors)

    def with_onnx_runtime(self, module, threads):
        """Queries, keys and values are [batch, length, heads * size] there."""
        to_rows = lambda array: np.ascontiguousarray(array.transpose(0, 2, 1, 3)).reshape(1, -1, HEADS * SIZE)
        inputs = dict(zip("qkv", map(to_rows, self.inputs)))
        graph = module.Graph({})
        output = graph("MultiHeadAttention", "q", "k", "v", num_heads=HEADS, domain="com.microsoft",
                       unidirectional=int(self.mask is not None))
        return module.contender(
            graph.model(inputs, output, inputs["q"].shape), inputs, output, inputs["q"].shape, threads,
            "`com.microsoft.MultiHeadAttention`",
            lambda array: array.reshape(1, self.n, HEADS, SIZE).transpose(0, 2, 1, 3))

    def with_open_vino(self, module, threads):
        from openvino import Model, opset13
        parameters = [opset13.parameter(array.shape, np.float32) for array in self.inputs]
        result = opset13.scaled_dot_product_attention(*parameters, causal=self.mask is not None)
        return module.contender(Model([result], parameters, "attention"), self.inputs, threads,
                                "`ScaledDotProductAttention`")


def causal(i, j, n):
    return j <= i


def window(i, j, n):
    return (j <= i) & (i - j < 256)


def strided(i, j, n):
    return (j <= i) & ((i - j < 128) | ((i - j) % 128 == 0))


def longformer(i, j, n):
    return ((i - j <= 256) & (j - i <= 256)) | (i < 16) | (j < 16)


def block(i, j, n):
    return i // 64 == j // 64


def neighbourhood(i, j, n):
    near = (i - j <= 64) & (j - i <= 64)
    return near | ((i <= 63) & (j <= 128)) | ((i >= n - 64) & (j >= n - 129))


def dilated_window(i, j, n):
    return (j <= i) & (i - j < 1024) & ((i - j) % 4 == 0)


def sparse(name, title, mask, block, factor, **more):
    return Attention(f"{name}-8192", f"{title}, n = 8192", bars=[Bar(factor, "PyTorch FlexAttention")],
                     entry=name, n=8192, mask=mask, block=block, **more)


def rows():
    for n, share, factor in ((2048, 0.88, 1.15), (512, 0.85, 1.2), (128, 0.75, 1.2)):
        yield Attention(f"full-{n}", f"attention, all pairs, n = {n}", share=share, scales=n >= 512,
                        bars=[Bar(factor, "PyTorch SDPA")], entry="full", n=n)
    yield Attention("causal-2048", "attention, causal, n = 2048", share=0.84, bars=[Bar(1.5, "PyTorch SDPA")],
                    entry="causal", n=2048, mask=causal)
    yield Attention("full-bf16-2048", "attention, all pairs, bf16, n = 2048", unit="bf16",
                    bars=[Bar(1.5, "PyTorch SDPA")], entry="full_bf16", n=2048, is_bf16=True, limit=2e-2)
    yield sparse("window", "window 256", window, 32, 5, share=0.72)
    yield sparse("strided", "strided 128 (Sparse Transformer)", strided, 128, 50, cost=1.3)
    yield sparse("longformer", "Longformer: 256 to each side, 16 global", longformer, 64, 5, share=0.6)
    yield sparse("block", "blocks of 64", block, 64, 5, share=0.6)
    yield sparse("neighbourhood", "neighbourhood of 129 (NATTEN)", neighbourhood, 32, 5, share=0.6)
    yield sparse("dilated_window", "dilated window: 256 positions, every 4th", dilated_window, 64, 5, share=0.6)
    yield Attention("decode-32768", "one query, cache of 32768", unit="read", share=0.85, bars=[Bar(1.0)],
                    entry="decode", n=1, keys=32768)


def curves():
    for n in (1024, 4096, 8192):
        yield Attention(f"full-{n}", f"attention, all pairs, n = {n}", entry="full", n=n, is_curve=True)
    for n in (128, 512, 1024, 4096, 8192):
        yield Attention(f"causal-{n}", f"attention, causal, n = {n}", entry="causal", n=n, mask=causal, is_curve=True)
    for n in (1024, 2048, 4096):
        yield Attention(f"window-{n}", f"window 256, n = {n}", entry="window", n=n, mask=window, block=32,
                        is_curve=True)
