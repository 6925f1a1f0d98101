// RUN: ambit-opt %s | ambit-opt | FileCheck %s
// RUN: ambit-opt %s --mlir-print-op-generic | ambit-opt | FileCheck %s

// CHECK: ambit.global @plain : tensor<4x8xf32>
ambit.global @plain : tensor<4x8xf32>
// CHECK: ambit.global @renamed : tensor<4x8xbf16> from "layers.0.weight"
ambit.global @renamed : tensor<4x8xbf16> from "layers.0.weight"
// CHECK: ambit.global @turned : tensor<2x3x4xf64> from "w" transpose [2, 0, 1]
ambit.global @turned : tensor<2x3x4xf64> from "w" transpose [2, 0, 1]

// CHECK-LABEL: func.func @read
// CHECK: ambit.get_global @turned : tensor<2x3x4xf64>
func.func @read() -> tensor<2x3x4xf64> {
  %0 = ambit.get_global @turned : tensor<2x3x4xf64>
  return %0 : tensor<2x3x4xf64>
}
