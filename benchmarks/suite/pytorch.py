# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch: arrays shared with the other contenders, no gradients."""

import warnings

import numpy as np
import torch

from .row import Contender

warnings.filterwarnings("ignore")
torch.set_grad_enabled(False)
# Every row compiles its own functions.
torch._dynamo.config.recompile_limit = 64


def start(threads):
    torch.set_num_threads(threads)
    torch.set_num_interop_threads(1)


def tensor(array):
    """Shares memory; 16-bit integers are the bits of bf16."""
    if array.dtype == np.uint16:
        return torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
    return torch.from_numpy(array)


def to_numpy(result):
    return result.float().numpy()


def contender(name, setting, function, *arguments, output=to_numpy):
    return Contender(name, setting, lambda: function(*arguments), output)


def compiled(function, **options):
    """`torch.compile` of a function or module for exactly these shapes."""
    return torch.compile(function, dynamic=False, options=options)
