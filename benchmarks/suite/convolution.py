# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Causal dilated convolutions of 16000 positions."""

from dataclasses import dataclass

import numpy as np

from .row import Bar, Row, align, normal


def causal_conv(x, weight, dilation):
    """x [length, in], weight [taps, in, out], in the type of x."""
    taps = len(weight)
    padded = np.concatenate([np.zeros((dilation * (taps - 1), x.shape[1]), x.dtype), x])
    return sum(padded[k * dilation:k * dilation + len(x)] @ weight[k] for k in range(taps))


@dataclass
class Convolution(Row):
    channels: int = 64
    taps: int = 2
    dilation: int = 1
    length: int = 16000

    def shrink(self):
        self.length = 50

    def prepare(self):
        generator = np.random.default_rng(0)
        c, k = self.channels, self.taps
        self.x = normal(generator, (1, self.length, c))
        self.weight = normal(generator, (k, c, c), (k * c)**-0.5)
        # PyTorch's order, [out, in, taps].
        self.kernel = align(self.weight.transpose(2, 1, 0))
        self.reach = self.dilation * (k - 1)
        positions = sum(max(0, self.length - tap * self.dilation) for tap in range(k))
        self.work = 2.0 * c * c * positions

    def expected(self):
        return 0, causal_conv(np.float64(self.x[0]), np.float64(self.weight), self.dilation)

    def contenders(self, libraries, threads, peers):
        yield libraries["conv"].contender(
            f"conv_{self.channels}_{self.taps}_{self.dilation}", threads, [self.x],
            {f"weight_{self.channels}_{self.taps}": self.weight}, self.x.shape)
        if "pytorch" in peers:
            yield from self.with_pytorch(peers["pytorch"])
        # [batch, channels, length], padded by the operation.
        rows = align(self.x.transpose(0, 2, 1))
        back = lambda array: array.transpose(0, 2, 1)
        graph = None
        if "onnx_runtime" in peers:
            module = peers["onnx_runtime"]
            graph = module.Graph({"w": self.kernel})
            y = graph("Conv", "x", "w", dilations=[self.dilation], pads=[self.reach, 0])
            model = graph.model({"x": rows}, y, rows.shape)
            yield module.contender(model, {"x": rows}, y, rows.shape, threads, "`Conv`, channels first", back)
            if "open_vino" in peers:
                yield peers["open_vino"].contender(model, [rows], threads, "`Convolution`, channels first", back)

    def with_pytorch(self, pytorch):
        torch, functional = pytorch.torch, pytorch.torch.nn.functional
        kernel = pytorch.tensor(self.kernel)
        rows = pytorch.tensor(align(self.x.transpose(0, 2, 1)))
        reach, dilation, n = self.reach, self.dilation, self.length
        back = lambda result: pytorch.to_numpy(result).transpose(0, 2, 1)
        yield pytorch.contender("PyTorch conv1d", "`conv1d` of `pad`, channels first",
                                lambda x: functional.conv1d(functional.pad(x, (reach, 0)), kernel, dilation=dilation),
                                rows, output=back)

        last = torch.channels_last
        padded = functional.pad(rows, (reach, 0)).unsqueeze(2).to(memory_format=last)

        class Conv2d(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.kernel = torch.nn.Parameter(kernel.unsqueeze(2).to(memory_format=last))

            def forward(self, x):
                return functional.conv2d(x, self.kernel, dilation=(1, dilation))

        back2d = lambda result: pytorch.to_numpy(result)[:, :, 0].transpose(0, 2, 1)
        text = "`conv2d`, channels last, padded beforehand"
        yield pytorch.contender("PyTorch channels-last", text, Conv2d(), padded, output=back2d)
        yield pytorch.contender("PyTorch channels-last packed", text + "; `torch.compile`, freezing: weights packed",
                                pytorch.compiled(Conv2d().eval(), freezing=True), padded, output=back2d)

        flat = padded[0, :, 0].t().contiguous()
        taps = [pytorch.tensor(matrix) for matrix in self.weight]
        out = torch.empty(n, self.channels)

        def products(x):
            torch.mm(x[:n], taps[0], out=out)
            for k, tap in enumerate(taps[1:], 1):
                out.addmm_(x[k * dilation:k * dilation + n], tap)
            return out

        yield pytorch.contender("PyTorch products", "one `mm` for each tap (MKL), channels last, padded beforehand",
                                products, flat, output=lambda result: pytorch.to_numpy(result)[None])


def rows():
    for channels in (64, 256):
        for taps in (2, 3):
            for dilation in (1, 8, 512):
                yield Convolution(f"conv-{channels}-{taps}-{dilation}",
                                  f"convolution, C = {channels}, K = {taps}, dilation {dilation}", share=0.92,
                                  bars=[Bar(1.0), Bar(1.4, "PyTorch conv1d")],
                                  channels=channels, taps=taps, dilation=dilation)
