# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A linear map of 512 rows from 512 to 2048 channels, alone and with bias and
gelu."""

import math
from dataclasses import dataclass

import numpy as np

from .row import Bar, Row, align, normal


def gelu(x):
    return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


@dataclass
class Linear(Row):
    has_gelu: bool = False
    length: int = 512

    def shrink(self):
        self.length = 5

    def prepare(self):
        generator = np.random.default_rng(0)
        self.x = normal(generator, (self.length, 512))
        self.weights = {"weight": normal(generator, (512, 2048), 512**-0.5), "bias": normal(generator, (2048,))}
        self.work = 2.0 * self.length * 512 * 2048

    def expected(self):
        y = np.float64(self.x) @ np.float64(self.weights["weight"])
        return ..., gelu(y + self.weights["bias"]) if self.has_gelu else y

    def contenders(self, libraries, threads, peers):
        entry = "linear_bias_gelu" if self.has_gelu else "linear"
        shape = (self.length, 2048)
        yield libraries["linear"].contender(entry, threads, [self.x], self.weights, shape)
        if "pytorch" in peers:
            yield from self.with_pytorch(peers["pytorch"])
        if "onnx_runtime" in peers:
            graph = peers["onnx_runtime"].Graph(self.weights)
            y = graph("MatMul", "x", "weight")
            if self.has_gelu:
                y = graph("Gelu", graph("Add", y, "bias"), domain="com.microsoft")
            model = graph.model({"x": self.x}, y, shape)
            text = "`MatMul`" + (", `Add` and `Gelu`, which it fuses" if self.has_gelu else "")
            yield peers["onnx_runtime"].contender(model, {"x": self.x}, y, shape, threads, text)
        if "open_vino" in peers:
            yield self.with_open_vino(peers["open_vino"], threads)

    def with_pytorch(self, pytorch):
        torch = pytorch.torch
        x, weight, bias = map(pytorch.tensor, (self.x, self.weights["weight"], self.weights["bias"]))
        module = torch.nn.Linear(512, 2048, bias=self.has_gelu).eval()
        # [out, in], contiguous, as the layer keeps it.
        module.weight.data = pytorch.tensor(align(self.weights["weight"].T))
        if not self.has_gelu:
            out = torch.empty(self.length, 2048)
            yield pytorch.contender("PyTorch mm", "`torch.mm` into an array made beforehand (MKL)",
                                    lambda x, w: torch.mm(x, w, out=out), x, weight)
            yield pytorch.contender("PyTorch linear", "`nn.Linear` (MKL)", module, x)
        else:
            module.bias.data = bias
            module = torch.nn.Sequential(module, torch.nn.GELU())
            yield pytorch.contender("PyTorch eager", "`nn.Linear` (MKL), `nn.GELU`", module, x)
            yield pytorch.contender("PyTorch compiled", "`torch.compile`: MKL, then one loop for bias and gelu",
                                    pytorch.compiled(module), x)
        yield pytorch.contender("PyTorch packed", "`torch.compile`, freezing: weights packed for oneDNN"
                                + (", bias and gelu in its epilogue" if self.has_gelu else ""),
                                pytorch.compiled(module, freezing=True), x)

    def with_open_vino(self, module, threads):
        from openvino import Model, opset13
        x = opset13.parameter(self.x.shape, np.float32)
        y = opset13.matmul(x, opset13.constant(self.weights["weight"]), False, False)
        if self.has_gelu:
            y = opset13.gelu(opset13.add(y, opset13.constant(self.weights["bias"][None])), "erf")
        return module.contender(Model([y], [x], "linear"), [self.x], threads,
                                "`MatMul` of a constant" + (", `Add`, `Gelu`" if self.has_gelu else ""))


def rows():
    yield Linear("linear", "linear 512 x 2048 on 512 rows", share=0.9, bars=[Bar(0.98)])
    yield Linear("linear-bias-gelu", "linear 512 x 2048 on 512 rows, bias, gelu", share=0.86, bars=[Bar(1.1)],
                 has_gelu=True)
