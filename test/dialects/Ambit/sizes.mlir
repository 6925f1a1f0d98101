// RUN: ambit-opt %s --resolve-ranked-shaped-type-result-dims --canonicalize --cse --split-input-file | FileCheck %s

// Every op gives the sizes of its results from those of its operands.
// CHECK-LABEL: func.func @conv
// CHECK-SAME: %[[X:.*]]: tensor<?x?x4xf32>, %[[W:.*]]: tensor<3x4x?xf32>
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[B:.*]] = tensor.dim %[[X]], %[[C0]]
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[X]], %[[C1]]
// CHECK-DAG: %[[LAST:.*]] = arith.addi %[[N]], %[[C1]] : index
// CHECK-DAG: %[[STEPS:.*]] = arith.floordivsi %[[LAST]], %[[C2]]
// CHECK-DAG: %[[COUNT:.*]] = arith.addi %[[STEPS]], %[[C1]]
// CHECK-DAG: %[[LENGTH:.*]] = arith.maxsi %[[COUNT]], %[[C0]]
// CHECK-DAG: %[[O:.*]] = tensor.dim %[[W]], %[[C2]]
// CHECK: return %[[B]], %[[LENGTH]], %[[O]]
func.func @conv(%x: tensor<?x?x4xf32>, %w: tensor<3x4x?xf32>) -> (index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %0 = ambit.conv %x, %w padding([1, 3]) stride(2) : (tensor<?x?x4xf32>, tensor<3x4x?xf32>) -> tensor<?x?x?xf32>
  %b = tensor.dim %0, %c0 : tensor<?x?x?xf32>
  %n = tensor.dim %0, %c1 : tensor<?x?x?xf32>
  %o = tensor.dim %0, %c2 : tensor<?x?x?xf32>
  return %b, %n, %o : index, index, index
}

// -----

// CHECK-LABEL: func.func @causal_conv
// CHECK-SAME: %[[X:.*]]: tensor<?x4x?xf32>
// CHECK: %[[N:.*]] = tensor.dim %[[X]], %c2
// CHECK: return %[[N]]
func.func @causal_conv(%x: tensor<?x4x?xf32>, %w: tensor<3x4x?xf32>) -> index {
  %c2 = arith.constant 2 : index
  %0 = ambit.conv %x, %w padding(causal) layout(channels_first) dilation(7) : (tensor<?x4x?xf32>, tensor<3x4x?xf32>) -> tensor<?x?x?xf32>
  %n = tensor.dim %0, %c2 : tensor<?x?x?xf32>
  return %n : index
}

// -----

// CHECK-LABEL: func.func @attention
// CHECK-SAME: %[[Q:.*]]: tensor<?x4x?x8xf32>
// CHECK-DAG: %[[B:.*]] = tensor.dim %[[Q]], %c0
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[Q]], %c2
// CHECK: return %[[B]], %[[N]], %[[B]], %[[N]]
func.func @attention(%q: tensor<?x4x?x8xf32>, %k: tensor<?x2x?x8xf32>) -> (index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %0, %1 = ambit.attention %q, %k, %k : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x8xf32>) -> (tensor<?x4x?x8xf32>, tensor<?x4x?xf32>)
  %a = tensor.dim %0, %c0 : tensor<?x4x?x8xf32>
  %b = tensor.dim %0, %c2 : tensor<?x4x?x8xf32>
  %c = tensor.dim %1, %c0 : tensor<?x4x?xf32>
  %d = tensor.dim %1, %c2 : tensor<?x4x?xf32>
  return %a, %b, %c, %d : index, index, index, index
}

// -----

// CHECK-LABEL: func.func @chain
// CHECK-SAME: %[[IDS:.*]]: tensor<?x?xi32>
// CHECK-DAG: %[[B:.*]] = tensor.dim %[[IDS]], %c0
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[IDS]], %c1
// CHECK: return %[[B]], %[[N]]
func.func @chain(%ids: tensor<?x?xi32>, %t: tensor<100x8xf32>, %w: tensor<8x8xf32>, %g: tensor<8xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = ambit.embedding %ids, %t : (tensor<?x?xi32>, tensor<100x8xf32>) -> tensor<?x?x8xf32>
  %1 = ambit.layer_norm %0, %g : (tensor<?x?x8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
  %2 = ambit.rms_norm %1, %g : (tensor<?x?x8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
  %3 = ambit.linear %2, %w : (tensor<?x?x8xf32>, tensor<8x8xf32>) -> tensor<?x?x8xf32>
  %4 = ambit.split_heads %3 heads(2) : (tensor<?x?x8xf32>) -> tensor<?x2x?x4xf32>
  %5 = ambit.rope %4 : (tensor<?x2x?x4xf32>) -> tensor<?x2x?x4xf32>
  %6 = ambit.merge_heads %5 : (tensor<?x2x?x4xf32>) -> tensor<?x?x8xf32>
  %7 = ambit.activation %6 kind(silu) : (tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %8 = ambit.add %7, %3 : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %9 = ambit.mul %8, %3 : (tensor<?x?x8xf32>, tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %10:2 = ambit.split %9 : (tensor<?x?x8xf32>) -> (tensor<?x?x4xf32>, tensor<?x?x4xf32>)
  %b = tensor.dim %10#1, %c0 : tensor<?x?x4xf32>
  %n = tensor.dim %10#0, %c1 : tensor<?x?x4xf32>
  return %b, %n : index, index
}

// -----

// CHECK-LABEL: func.func @blocks
// CHECK-SAME: %[[X:.*]]: tensor<?x?x8xf32>
// CHECK-DAG: %[[B:.*]] = tensor.dim %[[X]], %c0
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[X]], %c1
// CHECK: return %[[B]], %[[N]]
func.func @blocks(%x: tensor<?x?x8xf32>, %w: tensor<8x8xf32>, %c: tensor<2x8x16xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = ambit.multi_head_attention %x, %w, %w, %w, %w heads(2) : (tensor<?x?x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<?x?x8xf32>
  %1 = ambit.feed_forward %0, %w, %w kind(relu) : (tensor<?x?x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<?x?x8xf32>
  %2, %3 = ambit.gated_conv %1, %c, %w, %w : (tensor<?x?x8xf32>, tensor<2x8x16xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> (tensor<?x?x8xf32>, tensor<?x?x8xf32>)
  %b = tensor.dim %2, %c0 : tensor<?x?x8xf32>
  %n = tensor.dim %3, %c1 : tensor<?x?x8xf32>
  return %b, %n : index, index
}
