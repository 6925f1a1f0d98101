// RUN: ambit-opt %s --ambit-normalize-write-default-scale | FileCheck %s

// CHECK-LABEL: func.func @default
// CHECK: scale(1.250000e-01)
func.func @default(%q: tensor<1x1x8x64xf32>) -> tensor<1x1x8x64xf32> {
  %0 = ambit.attention %q, %q, %q : (tensor<1x1x8x64xf32>, tensor<1x1x8x64xf32>, tensor<1x1x8x64xf32>) -> tensor<1x1x8x64xf32>
  return %0 : tensor<1x1x8x64xf32>
}

// CHECK-LABEL: func.func @written
// CHECK: scale(1.000000e+00)
func.func @written(%q: tensor<1x1x8x64xf32>) -> tensor<1x1x8x64xf32> {
  %0 = ambit.attention %q, %q, %q scale(1.0) : (tensor<1x1x8x64xf32>, tensor<1x1x8x64xf32>, tensor<1x1x8x64xf32>) -> tensor<1x1x8x64xf32>
  return %0 : tensor<1x1x8x64xf32>
}
