// RUN: ambit-opt %s --canonicalize --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @heads_back_and_forth
// CHECK-SAME: %[[X:.*]]: tensor<?x?x8xf32>
// CHECK-NEXT: return %[[X]]
func.func @heads_back_and_forth(%x: tensor<?x?x8xf32>) -> tensor<?x?x8xf32> {
  %0 = ambit.split_heads %x heads(2) : (tensor<?x?x8xf32>) -> tensor<?x2x?x4xf32>
  %1 = ambit.merge_heads %0 : (tensor<?x2x?x4xf32>) -> tensor<?x?x8xf32>
  %2 = ambit.split_heads %1 heads(4) : (tensor<?x?x8xf32>) -> tensor<?x4x?x2xf32>
  %3 = ambit.merge_heads %2 : (tensor<?x4x?x2xf32>) -> tensor<?x?x8xf32>
  return %3 : tensor<?x?x8xf32>
}

// CHECK-LABEL: func.func @other_heads
// CHECK: ambit.merge_heads
// CHECK: ambit.split_heads
func.func @other_heads(%x: tensor<?x4x?x2xf32>) -> tensor<?x2x?x4xf32> {
  %0 = ambit.merge_heads %x : (tensor<?x4x?x2xf32>) -> tensor<?x?x8xf32>
  %1 = ambit.split_heads %0 heads(2) : (tensor<?x?x8xf32>) -> tensor<?x2x?x4xf32>
  return %1 : tensor<?x2x?x4xf32>
}

// CHECK-LABEL: func.func @one_part
// CHECK-SAME: %[[X:.*]]: tensor<?x8xf32>
// CHECK-NEXT: return %[[X]]
func.func @one_part(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %0 = ambit.split %x : (tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// CHECK-LABEL: func.func @relu_twice
// CHECK-COUNT-1: ambit.activation
// CHECK-NOT: ambit.activation
func.func @relu_twice(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = ambit.activation %x kind(relu) : (tensor<?xf32>) -> tensor<?xf32>
  %1 = ambit.activation %0 kind(relu) : (tensor<?xf32>) -> tensor<?xf32>
  return %1 : tensor<?xf32>
}

// CHECK-LABEL: func.func @tanh_twice
// CHECK-COUNT-2: ambit.activation
func.func @tanh_twice(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = ambit.activation %x kind(tanh) : (tensor<?xf32>) -> tensor<?xf32>
  %1 = ambit.activation %0 kind(tanh) : (tensor<?xf32>) -> tensor<?xf32>
  return %1 : tensor<?xf32>
}

// An op without a reader goes.
// CHECK-LABEL: func.func @dead
// CHECK-NEXT: return
func.func @dead(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>) {
  %0 = ambit.linear %x, %w : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>
  return
}
