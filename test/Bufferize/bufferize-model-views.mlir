// RUN: ambit-opt --ambit-bufferize-bufferize-model %s | FileCheck %s

// Heads are strided views on both sides of attention: nothing is copied.
// CHECK-LABEL: func.func @heads
// CHECK-SAME: (%[[X:.*]]: memref<?x?x64xf32>, %[[OUT:.*]]: memref<?x?x64xf32>
// CHECK-NOT: memref.alloc
// CHECK: %[[OUT4:.*]] = memref.expand_shape %[[OUT]] {{\[\[0\], \[1\], \[2, 3\]\]}} output_shape [%{{.*}}, %{{.*}}, 4, 16]
// CHECK: %[[OUT_HEADS:.*]] = memref.transpose %[[OUT4]] (d0, d1, d2, d3) -> (d0, d2, d1, d3) : memref<?x?x4x16xf32> to memref<?x4x?x16xf32, strided<[?, 16, 64, 1]>>
// CHECK: %[[X4:.*]] = memref.expand_shape %[[X]]
// CHECK: %[[X_HEADS:.*]] = memref.transpose %[[X4]]
// CHECK: %[[Q:.*]] = bufferization.to_tensor %[[X_HEADS]] restrict : memref<?x4x?x16xf32, strided<[?, 16, 64, 1]>> to tensor<?x4x?x16xf32>
// CHECK: %[[O:.*]] = ambit.attention %[[Q]], %[[Q]], %[[Q]]
// CHECK: materialize_in_destination %[[O]] in restrict writable %[[OUT_HEADS]]
// CHECK-NOT: memref.copy
func.func @heads(%x: tensor<?x?x64xf32>) -> tensor<?x?x64xf32> {
  %q = ambit.split_heads %x heads(4) : (tensor<?x?x64xf32>) -> tensor<?x4x?x16xf32>
  %o = ambit.attention %q, %q, %q : (tensor<?x4x?x16xf32>, tensor<?x4x?x16xf32>, tensor<?x4x?x16xf32>) -> tensor<?x4x?x16xf32>
  %m = ambit.merge_heads %o : (tensor<?x4x?x16xf32>) -> tensor<?x?x64xf32>
  return %m : tensor<?x?x64xf32>
}

// CHECK-LABEL: func.func @merged_into_a_buffer
// CHECK: %[[BUFFER:.*]] = memref.alloc(%{{.*}}) : memref<1x?x64xf32>
// CHECK: %[[EXPANDED:.*]] = memref.expand_shape %[[BUFFER]]
// CHECK: %[[HEADS:.*]] = memref.transpose %[[EXPANDED]]
// CHECK: materialize_in_destination %{{.*}} in restrict writable %[[HEADS]]
// CHECK: bufferization.to_tensor %[[BUFFER]] restrict
func.func @merged_into_a_buffer(%x: tensor<1x4x?x16xf32>, %w: tensor<64x8xf32>) -> tensor<1x?x8xf32> {
  %0 = ambit.rope %x : (tensor<1x4x?x16xf32>) -> tensor<1x4x?x16xf32>
  %1 = ambit.merge_heads %0 : (tensor<1x4x?x16xf32>) -> tensor<1x?x64xf32>
  %2 = ambit.linear %1, %w : (tensor<1x?x64xf32>, tensor<64x8xf32>) -> tensor<1x?x8xf32>
  return %2 : tensor<1x?x8xf32>
}

// A value that is returned as it is and merged is written once, copied once.
// CHECK-LABEL: func.func @merged_and_returned
// CHECK-SAME: (%{{.*}}: memref<1x4x?x16xf32>, %[[A:.*]]: memref<1x4x?x16xf32> {{.*}}, %[[B:.*]]: memref<1x?x64xf32> {{.*}})
// CHECK-NOT: memref.alloc
// CHECK: materialize_in_destination %{{.*}} in restrict writable %[[A]]
// CHECK: memref.copy %[[A]], %{{.*}} : memref<1x4x?x16xf32> to memref<1x4x?x16xf32, strided<[?, 16, 64, 1]>>
// CHECK-NOT: memref.copy
func.func @merged_and_returned(%x: tensor<1x4x?x16xf32>) -> (tensor<1x4x?x16xf32>, tensor<1x?x64xf32>) {
  %0 = ambit.rope %x : (tensor<1x4x?x16xf32>) -> tensor<1x4x?x16xf32>
  %1 = ambit.merge_heads %0 : (tensor<1x4x?x16xf32>) -> tensor<1x?x64xf32>
  return %0, %1 : tensor<1x4x?x16xf32>, tensor<1x?x64xf32>
}

// CHECK-LABEL: func.func @merged_argument
// CHECK-SAME: (%[[X:.*]]: memref<1x2x3x4xf32>,
// CHECK: memref.copy %[[X]], %{{.*}} : memref<1x2x3x4xf32> to memref<1x2x3x4xf32, strided<[24, 4, 8, 1]>>
func.func @merged_argument(%x: tensor<1x2x3x4xf32>) -> tensor<1x3x8xf32> {
  %0 = ambit.merge_heads %x : (tensor<1x2x3x4xf32>) -> tensor<1x3x8xf32>
  return %0 : tensor<1x3x8xf32>
}

// CHECK-LABEL: func.func @returned_view
// CHECK-SAME: (%{{.*}}: memref<1x3x8xf32>, %[[OUT:.*]]: memref<1x2x3x4xf32> {{.*}})
// CHECK: %[[BUFFER:.*]] = memref.alloc() : memref<1x3x8xf32>
// CHECK: memref.copy %{{.*}}, %[[OUT]] : memref<1x2x3x4xf32, strided<[24, 4, 8, 1]>> to memref<1x2x3x4xf32>
func.func @returned_view(%x: tensor<1x3x8xf32>) -> tensor<1x2x3x4xf32> {
  %0 = ambit.activation %x kind(relu) : (tensor<1x3x8xf32>) -> tensor<1x3x8xf32>
  %1 = ambit.split_heads %0 heads(2) : (tensor<1x3x8xf32>) -> tensor<1x2x3x4xf32>
  return %1 : tensor<1x2x3x4xf32>
}

// CHECK-LABEL: func.func @gate
// CHECK: %[[BUFFER:.*]] = memref.alloc(%{{.*}}) : memref<?x8xf32>
// CHECK: %[[A:.*]] = memref.subview %[[BUFFER]][0, 0] [%{{.*}}, 4] [1, 1] : memref<?x8xf32> to memref<?x4xf32, strided<[8, 1]>>
// CHECK: %[[B:.*]] = memref.subview %[[BUFFER]][0, 4] [%{{.*}}, 4] [1, 1] : memref<?x8xf32> to memref<?x4xf32, strided<[8, 1], offset: 4>>
// CHECK: %[[TA:.*]] = bufferization.to_tensor %[[A]] restrict
// CHECK: %[[TB:.*]] = bufferization.to_tensor %[[B]] restrict
// CHECK: ambit.mul %[[TA]], %[[TB]]
func.func @gate(%x: tensor<?x8xf32>) -> tensor<?x4xf32> {
  %0 = ambit.activation %x kind(tanh) : (tensor<?x8xf32>) -> tensor<?x8xf32>
  %1:2 = ambit.split %0 : (tensor<?x8xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>)
  %2 = ambit.mul %1#0, %1#1 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return %2 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @casts
// CHECK-SAME: (%[[X:.*]]: memref<?x4xf32>, %[[OUT:.*]]: memref<?x4xf32> {{.*}})
// CHECK-NOT: memref.alloc
// CHECK: %[[OUT8:.*]] = memref.cast %[[OUT]] : memref<?x4xf32> to memref<8x4xf32>
// CHECK: %[[X8:.*]] = memref.cast %[[X]] : memref<?x4xf32> to memref<8x4xf32>
// CHECK: bufferization.to_tensor %[[X8]]
// CHECK: materialize_in_destination %{{.*}} in restrict writable %[[OUT8]]
// CHECK-NOT: memref.copy
func.func @casts(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %0 = tensor.cast %x : tensor<?x4xf32> to tensor<8x4xf32>
  %1 = ambit.activation %0 kind(relu) : (tensor<8x4xf32>) -> tensor<8x4xf32>
  %2 = tensor.cast %1 : tensor<8x4xf32> to tensor<?x4xf32>
  return %2 : tensor<?x4xf32>
}
