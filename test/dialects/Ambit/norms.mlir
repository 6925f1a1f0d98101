// RUN: ambit-opt %s | ambit-opt | FileCheck %s
// RUN: ambit-opt %s --mlir-print-op-generic | ambit-opt | FileCheck %s

// CHECK-LABEL: func.func @norms
// CHECK: ambit.layer_norm %{{.*}}, %{{.*}} : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
// CHECK: ambit.layer_norm %{{.*}}, %{{.*}} bias %{{.*}} epsilon(5.000000e-01) : (
// CHECK: ambit.rms_norm %{{.*}}, %{{.*}} : (
// CHECK: ambit.rms_norm %{{.*}}, %{{.*}} epsilon(0.000000e+00) : (
func.func @norms(%x: tensor<?x8xf32>, %g: tensor<8xf32>) {
  %0 = ambit.layer_norm %x, %g epsilon(1.0e-5) : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  %1 = ambit.layer_norm %x, %g bias %g epsilon(0.5) : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  %2 = ambit.rms_norm %x, %g : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  %3 = ambit.rms_norm %x, %g epsilon(0.0) : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  return
}
