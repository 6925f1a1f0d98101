// RUN: ambit-opt %s | ambit-opt | FileCheck %s
// RUN: ambit-opt %s --mlir-print-op-generic | ambit-opt | FileCheck %s

// CHECK-LABEL: func.func @activations
// CHECK: ambit.activation %{{.*}} kind(relu) : (tensor<?xf32>) -> tensor<?xf32>
// CHECK: kind(gelu)
// CHECK: kind(gelu_tanh)
// CHECK: kind(tanh)
// CHECK: kind(silu)
// CHECK: kind(sigmoid)
func.func @activations(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = ambit.activation %x kind(relu) : (tensor<?xf32>) -> tensor<?xf32>
  %1 = ambit.activation %0 kind(gelu) : (tensor<?xf32>) -> tensor<?xf32>
  %2 = ambit.activation %1 kind(gelu_tanh) : (tensor<?xf32>) -> tensor<?xf32>
  %3 = ambit.activation %2 kind(tanh) : (tensor<?xf32>) -> tensor<?xf32>
  %4 = ambit.activation %3 kind(silu) : (tensor<?xf32>) -> tensor<?xf32>
  %5 = ambit.activation %4 kind(sigmoid) : (tensor<?xf32>) -> tensor<?xf32>
  return %5 : tensor<?xf32>
}

// CHECK-LABEL: func.func @arithmetic
// CHECK: ambit.add %{{.*}}, %{{.*}} : (tensor<?x4xf64>, tensor<3x?xf64>) -> tensor<3x4xf64>
// CHECK: ambit.mul %{{.*}}, %{{.*}} {plan = #ambit.plan<rows>} : (tensor<f64>, tensor<f64>) -> tensor<f64>
func.func @arithmetic(%x: tensor<?x4xf64>, %y: tensor<3x?xf64>, %z: tensor<f64>) {
  %0 = ambit.add %x, %y : (tensor<?x4xf64>, tensor<3x?xf64>) -> tensor<3x4xf64>
  %1 = ambit.mul %z, %z {plan = #ambit.plan<rows>} : (tensor<f64>, tensor<f64>) -> tensor<f64>
  return
}
