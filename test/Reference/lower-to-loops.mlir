// RUN: ambit-opt %s --split-input-file --ambit-stage-reference | FileCheck %s

// What the stage leaves names neither tensors nor ops of the model.
// CHECK-NOT: bufferization
// CHECK-NOT: tensor
// CHECK-NOT: ambit.

// CHECK-LABEL: func.func @two_ops
// CHECK-SAME: %[[X:.*]]: memref<?xf32>, %[[Y:.*]]: memref<?xf32>
// CHECK: scf.for %[[I:[a-z0-9]+]] = %{{.*}} to %{{.*}} step
// CHECK: %[[LOAD:.*]] = memref.load %[[X]][%[[I]]]
// CHECK: %[[WIDE:.*]] = arith.extf %[[LOAD]] : f32 to f64
// CHECK: %[[MAX:.*]] = arith.maximumf %[[WIDE]], %{{.*}} : f64
// CHECK: %[[NARROW:.*]] = arith.truncf %[[MAX]] : f64 to f32
// CHECK: memref.store %[[NARROW]], %[[Y]][%[[I]]]
// CHECK: scf.for
// CHECK: memref.load %[[Y]]
// CHECK: memref.load %[[X]]
// CHECK: arith.addf %{{.*}}, %{{.*}} : f64
func.func @two_ops(%x: memref<?xf32>, %y: memref<?xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?xf32> to tensor<?xf32>
  %1 = ambit.activation %0 kind(relu) : (tensor<?xf32>) -> tensor<?xf32>
  bufferization.materialize_in_destination %1 in restrict writable %y : (tensor<?xf32>, memref<?xf32>) -> ()
  %2 = bufferization.to_tensor %y restrict : memref<?xf32> to tensor<?xf32>
  %3 = ambit.add %2, %0 : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  bufferization.materialize_in_destination %3 in restrict writable %y : (tensor<?xf32>, memref<?xf32>) -> ()
  return
}

// -----

// A destination may be named after the op.
// CHECK-LABEL: func.func @late_destination
// CHECK: %[[B:.*]] = memref.cast %{{.*}}
// CHECK: scf.for
// CHECK: memref.store %{{.*}}, %[[B]]
func.func @late_destination(%x: memref<?xf64>, %y: memref<4xf64>) {
  %0 = bufferization.to_tensor %x restrict : memref<?xf64> to tensor<?xf64>
  %1 = ambit.activation %0 kind(tanh) : (tensor<?xf64>) -> tensor<?xf64>
  %b = memref.cast %y : memref<4xf64> to memref<?xf64>
  bufferization.materialize_in_destination %1 in restrict writable %b : (tensor<?xf64>, memref<?xf64>) -> ()
  return
}

// -----

// A result that nobody reads is not computed.
// CHECK-LABEL: func.func @dead
// CHECK-NEXT: return
func.func @dead(%x: memref<4xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<4xf32> to tensor<4xf32>
  %1 = ambit.activation %0 kind(tanh) : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

// CHECK-LABEL: func.func @copy
// CHECK-SAME: %[[X:.*]]: memref<?x4xf32, strided<[16, 1]>>, %[[Y:.*]]: memref<?x4xf32>
// CHECK: scf.for %[[I:[a-z0-9]+]] =
// CHECK: scf.for %[[J:[a-z0-9]+]] =
// CHECK: %[[ELEMENT:.*]] = memref.load %[[X]][%[[I]], %[[J]]]
// CHECK: memref.store %[[ELEMENT]], %[[Y]][%[[I]], %[[J]]]
// CHECK-NOT: memref.copy
func.func @copy(%x: memref<?x4xf32, strided<[16, 1]>>, %y: memref<?x4xf32>) {
  memref.copy %x, %y : memref<?x4xf32, strided<[16, 1]>> to memref<?x4xf32>
  return
}
