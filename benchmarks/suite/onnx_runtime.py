# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX Runtime: graphs written node by node, arrays bound beforehand."""

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

from .row import Contender, unwritten

SETTING = "{graph}; all graph optimisations, weights packed, inputs and outputs bound beforehand"


class Graph:
    """A graph of one input and one output, to which calls add nodes."""

    def __init__(self, weights):
        self.nodes, self.weights, self.count = [], weights, 0

    def __call__(self, op, *inputs, results=1, **attributes):
        names = [f"t{self.count + i}" for i in range(results)]
        self.count += results
        self.nodes.append(helper.make_node(op, list(inputs), names, **attributes))
        return names[0] if results == 1 else names

    def model(self, inputs, output, shape):
        value = lambda name, shape: helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
        graph = helper.make_graph(self.nodes, "graph", [value(name, array.shape) for name, array in inputs.items()],
                                  [value(output, shape)],
                                  [numpy_helper.from_array(np.ascontiguousarray(array), name)
                                   for name, array in self.weights.items()])
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString()


def contender(model, inputs, output_name, shape, threads, graph, output=np.asarray):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    binding = session.io_binding()
    for name, array in inputs.items():
        binding.bind_cpu_input(name, array)
    result = unwritten(shape)
    binding.bind_output(output_name, "cpu", 0, np.float32, shape, result.ctypes.data)

    def run():
        session.run_with_iobinding(binding)
        return result

    return Contender("ONNX Runtime", SETTING.format(graph=graph), run, output)
