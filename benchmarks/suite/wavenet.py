# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The stack of a WaveNet: 12 gated convolutions of 64 channels."""

from dataclasses import dataclass

import numpy as np

from .convolution import causal_conv
from .row import Bar, Row, align, normal

LAYERS, C = 12, 64


@dataclass
class WaveNet(Row):
    length: int = 16000

    def shrink(self):
        self.length = 50

    def prepare(self):
        generator = np.random.default_rng(0)
        self.x = normal(generator, (1, self.length, C))
        self.weights, self.work = {}, 0.0
        for layer in range(LAYERS):
            self.weights[f"kernel{layer}"] = normal(generator, (2, C, 2 * C), (2 * C)**-0.5)
            self.weights[f"bias{layer}"] = normal(generator, (2 * C,), 0.1)
            self.weights[f"residual{layer}"] = normal(generator, (C, C), C**-0.5)
            self.weights[f"skip{layer}"] = normal(generator, (C, C), C**-0.5)
            positions = self.length + max(0, self.length - 2**layer)
            self.work += 2.0 * C * (2 * C * positions + 2 * C * self.length)

    def expected(self):
        x, total = np.float64(self.x[0]), 0
        for layer in range(LAYERS):
            kernel, bias, residual, skip = (np.float64(self.weights[f"{name}{layer}"])
                                            for name in ("kernel", "bias", "residual", "skip"))
            a, b = np.split(causal_conv(x, kernel, 2**layer) + bias, 2, axis=1)
            z = np.tanh(a) / (1 + np.exp(-b))
            x, total = z @ residual + x, total + z @ skip
        return 0, total

    def contenders(self, libraries, threads, peers):
        yield libraries["wavenet"].contender("wavenet", threads, [self.x], self.weights, self.x.shape)
        if "pytorch" in peers:
            yield from self.with_pytorch(peers["pytorch"])
        if "onnx_runtime" in peers:
            module, rows = peers["onnx_runtime"], align(self.x.transpose(0, 2, 1))
            graph = module.Graph(self.channels_first())
            y = self.add_nodes(graph)
            model = graph.model({"x": rows}, y, rows.shape)
            back = lambda array: array.transpose(0, 2, 1)
            text = "`Conv`, `Split`, `Tanh`, `Sigmoid`, channels first"
            yield module.contender(model, {"x": rows}, y, rows.shape, threads, text, back)
            if "open_vino" in peers:
                yield peers["open_vino"].contender(model, [rows], threads, "ONNX Runtime's graph", back)

    def channels_first(self):
        """Convolutions as [out, in, taps]; linear maps as those of one tap."""
        return {name: align(array.T if array.ndim == 3 else array.T[:, :, None]) if array.ndim > 1 else array
                for name, array in self.weights.items()}

    def add_nodes(self, graph):
        x, total = "x", None
        for layer in range(LAYERS):
            hidden = graph("Conv", x, f"kernel{layer}", f"bias{layer}", dilations=[2**layer], pads=[2**layer, 0])
            a, b = graph("Split", hidden, results=2, axis=1, num_outputs=2)
            z = graph("Mul", graph("Tanh", a), graph("Sigmoid", b))
            x = graph("Add", graph("Conv", z, f"residual{layer}"), x)
            skip = graph("Conv", z, f"skip{layer}")
            total = skip if total is None else graph("Add", total, skip)
        return total

    def with_pytorch(self, pytorch):
        torch, functional = pytorch.torch, pytorch.torch.nn.functional

        def stack(weights, layer_output, mix):
            """A module that keeps the weights, so that freezing can pack them."""
            class Stack(torch.nn.Module):
                def __init__(self):
                    super().__init__()
                    for name, array in weights.items():
                        self.register_buffer(name, pytorch.tensor(array))

                def forward(self, x):
                    total = 0
                    for layer in range(LAYERS):
                        a, b = layer_output(self, x, layer)
                        z = torch.tanh(a) * torch.sigmoid(b)
                        x, skip = mix(self, z, layer, "residual") + x, mix(self, z, layer, "skip")
                        total = total + skip
                    return total
            return Stack().eval()

        def conv1d(module, x, layer):
            padded = functional.pad(x, (2**layer, 0))
            kernel, bias = getattr(module, f"kernel{layer}"), getattr(module, f"bias{layer}")
            return functional.conv1d(padded, kernel, bias, dilation=2**layer).chunk(2, 1)

        def mix1d(module, z, layer, name):
            return functional.conv1d(z, getattr(module, f"{name}{layer}"))

        def products(module, x, layer):
            kernel, bias, reach = getattr(module, f"kernel{layer}"), getattr(module, f"bias{layer}"), 2**layer
            padded = functional.pad(x, (0, 0, reach, 0))
            return torch.addmm(torch.addmm(bias, padded[:len(x)], kernel[0]), x, kernel[1]).chunk(2, 1)

        def mix_rows(module, z, layer, name):
            return z @ getattr(module, f"{name}{layer}")

        rows, flat = pytorch.tensor(align(self.x.transpose(0, 2, 1))), pytorch.tensor(self.x[0])
        back = lambda result: pytorch.to_numpy(result).transpose(0, 2, 1)
        first = stack(self.channels_first(), conv1d, mix1d)
        last = stack(self.weights, products, mix_rows)
        add_batch = lambda result: pytorch.to_numpy(result)[None]
        yield pytorch.contender("PyTorch compiled", "`torch.compile`, freezing, of `conv1d`, channels first",
                                pytorch.compiled(first, freezing=True), rows, output=back)
        yield pytorch.contender("PyTorch compiled products", "`torch.compile` of one `addmm` for each tap (MKL), "
                                "channels last", pytorch.compiled(last), flat, output=add_batch)


def rows():
    yield WaveNet("wavenet-16000", "WaveNet stack, 12 layers, C = 64, n = 16000", share=0.75,
                  bars=[Bar(3, "PyTorch compiled")])
