// RUN: ambit-opt --ambit-bufferize-bufferize-model %s | FileCheck %s

// CHECK-LABEL: func.func @chain
// CHECK-SAME: (%[[X:.*]]: memref<?x4xf32> {ambit.name = "x"}, %[[OUT:.*]]: memref<?x4xf32> {ambit.name = "output", ambit.role = "output"}) -> i32
// CHECK: %[[N:.*]] = memref.dim %[[X]], %c0
// CHECK: %[[BUFFER:.*]] = memref.alloc(%[[N]]) : memref<?x4xf32>
// CHECK: %[[A:.*]] = bufferization.to_tensor %[[X]] restrict : memref<?x4xf32> to tensor<?x4xf32>
// CHECK: %[[B:.*]] = ambit.activation %[[A]]
// CHECK: bufferization.materialize_in_destination %[[B]] in restrict writable %[[BUFFER]]
// CHECK: %[[C:.*]] = bufferization.to_tensor %[[BUFFER]] restrict
// CHECK: %[[D:.*]] = ambit.activation %[[C]]
// CHECK: bufferization.materialize_in_destination %[[D]] in restrict writable %[[OUT]]
// CHECK: return %c0_i32
func.func @chain(%x: tensor<?x4xf32> {ambit.name = "x"}) -> tensor<?x4xf32> {
  %0 = ambit.activation %x kind(relu) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %1 = ambit.activation %0 kind(tanh) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// What is returned twice, or not computed, is copied.
// CHECK-LABEL: func.func @copies
// CHECK-SAME: (%[[X:.*]]: memref<4xf32>, %[[A:.*]]: memref<4xf32> {ambit.name = "first", ambit.role = "output"}, %[[B:.*]]: memref<4xf32> {ambit.name = "output1", ambit.role = "output"}, %[[C:.*]]: memref<4xf32> {{.*}}) -> i32
// CHECK-NOT: memref.alloc
// CHECK: materialize_in_destination %{{.*}} in restrict writable %[[A]]
// CHECK: memref.copy %[[A]], %[[B]]
// CHECK: memref.copy %[[X]], %[[C]]
func.func @copies(%x: tensor<4xf32>) -> (tensor<4xf32> {ambit.name = "first"}, tensor<4xf32>, tensor<4xf32>) {
  %0 = ambit.activation %x kind(relu) : (tensor<4xf32>) -> tensor<4xf32>
  return %0, %0, %x : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// What is returned can be read on the way.
// CHECK-LABEL: func.func @returned_and_read
// CHECK-SAME: (%{{.*}}: memref<4xf32>, %[[A:.*]]: memref<4xf32> {{.*}}, %[[B:.*]]: memref<4xf32> {{.*}})
// CHECK-NOT: memref.alloc
// CHECK: materialize_in_destination %{{.*}} in restrict writable %[[A]]
// CHECK: %[[READ:.*]] = bufferization.to_tensor %[[A]] restrict
// CHECK: %[[SUM:.*]] = ambit.add %[[READ]], %[[READ]]
// CHECK: materialize_in_destination %[[SUM]] in restrict writable %[[B]]
// CHECK-NOT: memref.copy
func.func @returned_and_read(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = ambit.activation %x kind(relu) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = ambit.add %0, %0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// Both results of one op have a buffer; a result without use has one too.
// CHECK-LABEL: func.func @two_results
// CHECK-SAME: (%{{.*}}: memref<1x2x16x8xf32>, %[[OUT:.*]]: memref<1x2x16x8xf32> {
// CHECK: %[[LSE:.*]] = memref.alloc() : memref<1x2x16xf32>
// CHECK: %[[O:.*]], %[[L:.*]] = ambit.attention
// CHECK-DAG: materialize_in_destination %[[O]] in restrict writable %[[OUT]]
// CHECK-DAG: materialize_in_destination %[[L]] in restrict writable %[[LSE]]
func.func @two_results(%q: tensor<1x2x16x8xf32>) -> tensor<1x2x16x8xf32> {
  %0, %1 = ambit.attention %q, %q, %q : (tensor<1x2x16x8xf32>, tensor<1x2x16x8xf32>, tensor<1x2x16x8xf32>) -> (tensor<1x2x16x8xf32>, tensor<1x2x16xf32>)
  return %0 : tensor<1x2x16x8xf32>
}

// A shape function reads memrefs.
// CHECK-LABEL: func.func @shapes_only
// CHECK-SAME: (%[[X:.*]]: memref<?xf32>) -> index
// CHECK: memref.dim %[[X]], %c0
func.func @shapes_only(%x: tensor<?xf32>) -> index attributes {ambit.checks = []} {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  return %n : index
}
