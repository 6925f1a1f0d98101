# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""OpenVINO: one stream, f32 arithmetic, arrays bound beforehand."""

import numpy as np
import openvino

from .row import Contender

SETTING = "{graph}; `PERFORMANCE_HINT` latency, one stream, f32 arithmetic, arrays bound beforehand"


def contender(model, inputs, threads, graph, output=np.asarray):
    """`model`: an OpenVINO model, or the bytes of an ONNX model."""
    core = openvino.Core()
    if isinstance(model, bytes):
        model = core.read_model(model)
    compiled = core.compile_model(model, "CPU", {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": "1",
        "INFERENCE_NUM_THREADS": str(threads),
        "INFERENCE_PRECISION_HINT": "f32",
        "ENABLE_CPU_PINNING": "NO",
    })
    request = compiled.create_infer_request()
    for number, array in enumerate(inputs):
        request.set_input_tensor(number, openvino.Tensor(array, shared_memory=True))

    def run():
        request.infer()
        return request.get_output_tensor().data

    return Contender("OpenVINO", SETTING.format(graph=graph), run, output)
