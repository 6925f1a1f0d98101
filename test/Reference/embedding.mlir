// RUN: ambit-opt %s --ambit-reference-lower-to-loops | FileCheck %s

// An id outside the table is not read from it.
// CHECK-LABEL: func.func @embedding
// CHECK-SAME: %[[IDS:.*]]: memref<?xi32>, %[[TABLE:.*]]: memref<10x4xf32>, %[[Y:.*]]: memref<?x4xf32>
// CHECK: scf.for %[[I:[a-z0-9]+]] =
// CHECK: %[[ID:.*]] = memref.load %[[IDS]][%[[I]]]
// CHECK: %[[ROW:.*]] = arith.index_cast %[[ID]] : i32 to index
// CHECK: %[[KNOWN:.*]] = arith.andi
// CHECK: scf.for %[[E:[a-z0-9]+]] =
// CHECK: %[[VALUE:.*]] = scf.if %[[KNOWN]] -> (f64)
// CHECK: memref.load %[[TABLE]][%[[ROW]], %[[E]]]
// CHECK: } else {
// CHECK: arith.truncf %[[VALUE]] : f64 to f32
// CHECK: memref.store %{{.*}}, %[[Y]][%[[I]], %[[E]]]
func.func @embedding(%ids: memref<?xi32>, %t: memref<10x4xf32>, %y: memref<?x4xf32>) {
  %0 = bufferization.to_tensor %ids restrict : memref<?xi32> to tensor<?xi32>
  %1 = bufferization.to_tensor %t restrict : memref<10x4xf32> to tensor<10x4xf32>
  %2 = ambit.embedding %0, %1 : (tensor<?xi32>, tensor<10x4xf32>) -> tensor<?x4xf32>
  bufferization.materialize_in_destination %2 in restrict writable %y : (tensor<?x4xf32>, memref<?x4xf32>) -> ()
  return
}

// Both elements of a pair are read before one is written.
// CHECK-LABEL: func.func @rope
// CHECK-SAME: %[[X:.*]]: memref<1x2x?x8xf32>, %[[Y:.*]]: memref<1x2x?x8xf32>
// CHECK: math.powf
// CHECK: %[[COS:.*]] = math.cos
// CHECK: %[[SIN:.*]] = math.sin
// CHECK: memref.load %[[X]]
// CHECK: memref.load %[[X]]
// CHECK: memref.store %{{.*}}, %[[Y]]
// CHECK: memref.store %{{.*}}, %[[Y]]
func.func @rope(%x: memref<1x2x?x8xf32>, %y: memref<1x2x?x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<1x2x?x8xf32> to tensor<1x2x?x8xf32>
  %1 = ambit.rope %0 offset(3) : (tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  bufferization.materialize_in_destination %1 in restrict writable %y : (tensor<1x2x?x8xf32>, memref<1x2x?x8xf32>) -> ()
  return
}
