// RUN: ambit-opt %s --ambit-reference-lower-to-loops | FileCheck %s

// CHECK-LABEL: func.func @linear
// CHECK-SAME: %[[X:.*]]: memref<?x?x4xf32>, %[[W:.*]]: memref<4x6xf32>, %[[BIAS:.*]]: memref<6xf32>, %[[Y:.*]]: memref<?x?x6xf32>
// CHECK: scf.for %[[B:[a-z0-9]+]] =
// CHECK: scf.for %[[I:[a-z0-9]+]] =
// CHECK: scf.for %[[F:[a-z0-9]+]] =
// CHECK: memref.load %[[BIAS]][%[[F]]]
// CHECK: scf.for %[[E:[a-z0-9]+]] = {{.*}} iter_args
// CHECK: memref.load %[[X]][%[[B]], %[[I]], %[[E]]]
// CHECK: memref.load %[[W]][%[[E]], %[[F]]]
// CHECK: arith.mulf %{{.*}}, %{{.*}} : f64
// CHECK: memref.store %{{.*}}, %[[Y]][%[[B]], %[[I]], %[[F]]]
func.func @linear(%x: memref<?x?x4xf32>, %w: memref<4x6xf32>, %b: memref<6xf32>, %y: memref<?x?x6xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?x?x4xf32> to tensor<?x?x4xf32>
  %1 = bufferization.to_tensor %w restrict : memref<4x6xf32> to tensor<4x6xf32>
  %2 = bufferization.to_tensor %b restrict : memref<6xf32> to tensor<6xf32>
  %3 = ambit.linear %0, %1 bias %2 : (tensor<?x?x4xf32>, tensor<4x6xf32>, tensor<6xf32>) -> tensor<?x?x6xf32>
  bufferization.materialize_in_destination %3 in restrict writable %y : (tensor<?x?x6xf32>, memref<?x?x6xf32>) -> ()
  return
}
