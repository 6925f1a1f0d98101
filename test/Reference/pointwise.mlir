// RUN: ambit-opt %s --ambit-reference-lower-to-loops | FileCheck %s

// CHECK-LABEL: func.func @kinds
// CHECK: arith.maximumf
// CHECK: math.erf
// CHECK: math.tanh
// CHECK: math.tanh
// CHECK: math.exp
// CHECK: math.exp
func.func @kinds(%x: memref<?xf64>, %y: memref<?xf64>) {
  %0 = bufferization.to_tensor %x restrict : memref<?xf64> to tensor<?xf64>
  %1 = ambit.activation %0 kind(relu) : (tensor<?xf64>) -> tensor<?xf64>
  bufferization.materialize_in_destination %1 in restrict writable %y : (tensor<?xf64>, memref<?xf64>) -> ()
  %2 = ambit.activation %0 kind(gelu) : (tensor<?xf64>) -> tensor<?xf64>
  bufferization.materialize_in_destination %2 in restrict writable %y : (tensor<?xf64>, memref<?xf64>) -> ()
  %3 = ambit.activation %0 kind(gelu_tanh) : (tensor<?xf64>) -> tensor<?xf64>
  bufferization.materialize_in_destination %3 in restrict writable %y : (tensor<?xf64>, memref<?xf64>) -> ()
  %4 = ambit.activation %0 kind(tanh) : (tensor<?xf64>) -> tensor<?xf64>
  bufferization.materialize_in_destination %4 in restrict writable %y : (tensor<?xf64>, memref<?xf64>) -> ()
  %5 = ambit.activation %0 kind(silu) : (tensor<?xf64>) -> tensor<?xf64>
  bufferization.materialize_in_destination %5 in restrict writable %y : (tensor<?xf64>, memref<?xf64>) -> ()
  %6 = ambit.activation %0 kind(sigmoid) : (tensor<?xf64>) -> tensor<?xf64>
  bufferization.materialize_in_destination %6 in restrict writable %y : (tensor<?xf64>, memref<?xf64>) -> ()
  return
}

// Views have strides: that is the business of the loads and stores.
// CHECK-LABEL: func.func @strided
// CHECK: scf.for
// CHECK: scf.for
// CHECK: arith.mulf %{{.*}}, %{{.*}} : f64
func.func @strided(%x: memref<?x4xf32, strided<[16, 1], offset: ?>>, %y: memref<?x4xf32, strided<[8, 1]>>) {
  %0 = bufferization.to_tensor %x restrict : memref<?x4xf32, strided<[16, 1], offset: ?>> to tensor<?x4xf32>
  %1 = ambit.mul %0, %0 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  bufferization.materialize_in_destination %1 in restrict writable %y : (tensor<?x4xf32>, memref<?x4xf32, strided<[8, 1]>>) -> ()
  return
}

// bf16 and f16 take one rounding: f64 to f32 is rounded to odd.
// CHECK-LABEL: func.func @narrow
// CHECK: arith.extf %{{.*}} : bf16 to f64
// CHECK: arith.truncf %{{.*}} : f64 to f32
// CHECK: arith.ori
// CHECK-NOT: to bf16
// CHECK: arith.bitcast %{{.*}} : i16 to bf16
func.func @narrow(%x: memref<bf16>, %y: memref<bf16>) {
  %0 = bufferization.to_tensor %x restrict : memref<bf16> to tensor<bf16>
  %1 = ambit.activation %0 kind(tanh) : (tensor<bf16>) -> tensor<bf16>
  bufferization.materialize_in_destination %1 in restrict writable %y : (tensor<bf16>, memref<bf16>) -> ()
  return
}
