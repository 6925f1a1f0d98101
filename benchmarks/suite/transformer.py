# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A layer of an encoder, norms first: 768 channels, 12 heads, 3072 hidden."""

from dataclasses import dataclass

import numpy as np

from .linear import gelu
from .row import Bar, Row, align, normal

C, HEADS, HIDDEN = 768, 12, 3072
SQUARE = ("query", "key", "value", "output")


def layer_norm(x, scale, shift):
    x = x - x.mean(-1, keepdims=True)
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5) * scale + shift


@dataclass
class TransformerBlock(Row):
    length: int = 128

    def shrink(self):
        self.length = 5

    def prepare(self):
        generator = np.random.default_rng(0)
        make = lambda *shape: normal(generator, shape, shape[0]**-0.5 if len(shape) > 1 else 0.1)
        self.x = normal(generator, (1, self.length, C))
        self.weights = {name: make(C, C) for name in SQUARE}
        self.weights |= {f"{name}_bias": make(C) for name in SQUARE}
        self.weights |= {"up": make(C, HIDDEN), "up_bias": make(HIDDEN), "down": make(HIDDEN, C), "down_bias": make(C)}
        for number in (1, 2):
            self.weights |= {f"scale{number}": 1 + make(C), f"shift{number}": make(C)}
        n = self.length
        self.work = 2.0 * n * C * (4 * C + 2 * HIDDEN) + 4.0 * n * n * C

    def expected(self):
        w = {name: np.float64(array) for name, array in self.weights.items()}
        x = np.float64(self.x[0])
        y = layer_norm(x, w["scale1"], w["shift1"])
        q, k, v = ((y @ w[name] + w[f"{name}_bias"]).reshape(-1, HEADS, C // HEADS).transpose(1, 0, 2)
                   for name in SQUARE[:3])
        scores = np.exp(q @ k.transpose(0, 2, 1) * (C // HEADS)**-0.5)
        mixed = (scores / scores.sum(-1, keepdims=True)) @ v
        x = x + mixed.transpose(1, 0, 2).reshape(-1, C) @ w["output"] + w["output_bias"]
        y = layer_norm(x, w["scale2"], w["shift2"])
        return 0, x + gelu(y @ w["up"] + w["up_bias"]) @ w["down"] + w["down_bias"]

    def contenders(self, libraries, threads, peers):
        yield libraries["transformer_block"].contender("transformer_block", threads, [self.x], self.weights,
                                                       self.x.shape)
        if "pytorch" in peers:
            pytorch = peers["pytorch"]
            block, x = self.module(pytorch), pytorch.tensor(self.x)
            text = "`nn.Linear`, SDPA, `nn.LayerNorm`; `torch.compile`"
            yield pytorch.contender("PyTorch eager", "the same module, not compiled", block, x)
            yield pytorch.contender("PyTorch compiled", text + " (linear maps by MKL)", pytorch.compiled(block), x)
            yield pytorch.contender("PyTorch compiled packed", text + ", freezing (weights packed for oneDNN)",
                                    pytorch.compiled(block, freezing=True), x)
            if "open_vino" in peers:
                import openvino
                model = openvino.convert_model(block, example_input=x)
                model.reshape(list(self.x.shape))
                yield peers["open_vino"].contender(model, [self.x], threads, "converted from the PyTorch module")
        if "onnx_runtime" in peers:
            yield self.with_onnx_runtime(peers["onnx_runtime"], threads)

    def module(self, pytorch):
        torch = pytorch.torch
        heads = lambda x: x.unflatten(-1, (HEADS, C // HEADS)).transpose(1, 2)

        class Block(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.norm1, self.norm2 = torch.nn.LayerNorm(C), torch.nn.LayerNorm(C)
                self.query, self.key, self.value, self.output = (torch.nn.Linear(C, C) for _ in SQUARE)
                self.up, self.down = torch.nn.Linear(C, HIDDEN), torch.nn.Linear(HIDDEN, C)

            def forward(self, x):
                y = self.norm1(x)
                mixed = torch.nn.functional.scaled_dot_product_attention(
                    heads(self.query(y)), heads(self.key(y)), heads(self.value(y)))
                x = x + self.output(mixed.transpose(1, 2).flatten(2))
                return x + self.down(torch.nn.functional.gelu(self.up(self.norm2(x))))

        block = Block().eval()
        for name in SQUARE + ("up", "down"):
            layer = getattr(block, name)
            layer.weight.data = pytorch.tensor(align(self.weights[name].T))
            layer.bias.data = pytorch.tensor(self.weights[f"{name}_bias"])
        for number, norm in ((1, block.norm1), (2, block.norm2)):
            norm.weight.data = pytorch.tensor(self.weights[f"scale{number}"])
            norm.bias.data = pytorch.tensor(self.weights[f"shift{number}"])
        return block

    def with_onnx_runtime(self, module, threads):
        graph = module.Graph(self.weights)
        linear = lambda x, name: graph("Add", graph("MatMul", x, name), f"{name}_bias")
        norm = lambda x, number: graph("LayerNormalization", x, f"scale{number}", f"shift{number}", epsilon=1e-5)
        y = norm("x", 1)
        mixed = graph("MultiHeadAttention", *(linear(y, name) for name in SQUARE[:3]), num_heads=HEADS,
                      domain="com.microsoft")
        x = graph("Add", "x", linear(mixed, "output"))
        hidden = graph("Gelu", linear(norm(x, 2), "up"), domain="com.microsoft")
        y = graph("Add", x, linear(hidden, "down"))
        return module.contender(graph.model({"x": self.x}, y, self.x.shape), {"x": self.x}, y, self.x.shape, threads,
                                "`MatMul`, `LayerNormalization`, `Gelu`, `com.microsoft.MultiHeadAttention`")


def rows():
    for n in (128, 512):
        yield TransformerBlock(f"transformer-{n}", f"transformer block 768, 12 heads, n = {n}", share=0.8,
                               bars=[Bar(1.1)], scales=n >= 512, length=n)
