// RUN: ambit-opt %s --ambit-normalize-expand-blocks --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @self_attention
// CHECK-SAME: %[[X:.*]]: tensor<?x?x64xf32>, %[[QW:.*]]: tensor<64x64xf32>, %[[KW:.*]]: tensor<64x32xf32>, %[[OW:.*]]: tensor<64x48xf32>
// CHECK-DAG: %[[Q0:.*]] = ambit.linear %[[X]], %[[QW]] : {{.*}} -> tensor<?x?x64xf32>
// CHECK-DAG: %[[Q1:.*]] = ambit.split_heads %[[Q0]] heads(4) : {{.*}} -> tensor<?x4x?x16xf32>
// CHECK-DAG: %[[Q2:.*]] = ambit.rope %[[Q1]] base(5.000000e+05) interleaved
// CHECK-DAG: %[[K0:.*]] = ambit.linear %[[X]], %[[KW]] : {{.*}} -> tensor<?x?x32xf32>
// CHECK-DAG: %[[K1:.*]] = ambit.split_heads %[[K0]] heads(2) : {{.*}} -> tensor<?x2x?x16xf32>
// CHECK-DAG: %[[K2:.*]] = ambit.rope %[[K1]] base(5.000000e+05) interleaved
// CHECK-DAG: %[[V0:.*]] = ambit.linear %[[X]], %[[KW]] : {{.*}} -> tensor<?x?x32xf32>
// CHECK-DAG: %[[V1:.*]] = ambit.split_heads %[[V0]] heads(2)
// CHECK: %[[A:.*]] = ambit.attention %[[Q2]], %[[K2]], %[[V1]] scale(5.000000e-01) mask(#ambit.mask<causal>)
// CHECK: %[[M:.*]] = ambit.merge_heads %[[A]] : {{.*}} -> tensor<?x?x64xf32>
// CHECK: %[[O:.*]] = ambit.linear %[[M]], %[[OW]] : {{.*}} -> tensor<?x?x48xf32>
// CHECK: return %[[O]]
func.func @self_attention(%x: tensor<?x?x64xf32>, %q: tensor<64x64xf32>, %k: tensor<64x32xf32>, %o: tensor<64x48xf32>) -> tensor<?x?x48xf32> {
  %0 = ambit.multi_head_attention %x, %q, %k, %k, %o heads(4) key_heads(2) scale(0.5) mask(#ambit.mask<causal>) rope(500000.0) interleaved
      : (tensor<?x?x64xf32>, tensor<64x64xf32>, tensor<64x32xf32>, tensor<64x32xf32>, tensor<64x48xf32>) -> tensor<?x?x48xf32>
  return %0 : tensor<?x?x48xf32>
}

// -----

// The value size differs from the head size.
// CHECK-LABEL: func.func @cross_attention
// CHECK-SAME: %[[X:.*]]: tensor<2x8x64xf32>, %[[C:.*]]: tensor<2x12x24xf32>,
// CHECK-SAME: %[[B:[a-z0-9]+]]: tensor<64xf32>, %[[VB:[a-z0-9]+]]: tensor<32xf32>
// CHECK: ambit.linear %[[X]], %{{.*}} bias %[[B]]
// CHECK: ambit.linear %[[C]], %{{.*}} bias %[[B]]
// CHECK: ambit.linear %[[C]], %{{.*}} bias %[[VB]]
// CHECK-NOT: rope
// CHECK: ambit.attention %{{.*}}, %{{.*}}, %{{.*}} : (tensor<2x4x8x16xf32>, tensor<2x4x12x16xf32>, tensor<2x4x12x8xf32>) -> tensor<2x4x8x8xf32>
// CHECK: ambit.merge_heads {{.*}} -> tensor<2x8x32xf32>
// CHECK: ambit.linear %{{.*}}, %{{.*}} bias %[[B]]
func.func @cross_attention(%x: tensor<2x8x64xf32>, %c: tensor<2x12x24xf32>, %q: tensor<64x64xf32>, %k: tensor<24x64xf32>, %v: tensor<24x32xf32>, %o: tensor<32x64xf32>, %b: tensor<64xf32>, %vb: tensor<32xf32>) -> tensor<2x8x64xf32> {
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o memory %c biases(%b, %b, %vb, %b) heads(4)
      : (tensor<2x8x64xf32>, tensor<64x64xf32>, tensor<24x64xf32>, tensor<24x32xf32>, tensor<32x64xf32>, tensor<2x12x24xf32>, tensor<64xf32>, tensor<64xf32>, tensor<32xf32>, tensor<64xf32>) -> tensor<2x8x64xf32>
  return %0 : tensor<2x8x64xf32>
}

// -----

// CHECK-LABEL: func.func @feed_forward
// CHECK-SAME: %[[X:.*]]: tensor<?x64xf32>, %[[U:.*]]: tensor<64x256xf32>, %[[D:.*]]: tensor<256x32xf32>, %[[HB:.*]]: tensor<256xf32>, %[[OB:.*]]: tensor<32xf32>
// CHECK: %[[H:.*]] = ambit.linear %[[X]], %[[U]] bias %[[HB]] : {{.*}} -> tensor<?x256xf32>
// CHECK: %[[A:.*]] = ambit.activation %[[H]] kind(gelu_tanh)
// CHECK: ambit.linear %[[A]], %[[D]] bias %[[OB]] : {{.*}} -> tensor<?x32xf32>
func.func @feed_forward(%x: tensor<?x64xf32>, %u: tensor<64x256xf32>, %d: tensor<256x32xf32>, %hb: tensor<256xf32>, %ob: tensor<32xf32>) -> tensor<?x32xf32> {
  %0 = ambit.feed_forward %x, %u, %d hidden_bias %hb output_bias %ob kind(gelu_tanh)
      : (tensor<?x64xf32>, tensor<64x256xf32>, tensor<256x32xf32>, tensor<256xf32>, tensor<32xf32>) -> tensor<?x32xf32>
  return %0 : tensor<?x32xf32>
}

// -----

// CHECK-LABEL: func.func @gated_conv
// CHECK-SAME: %[[X:.*]]: tensor<1x?x64xf32>, %[[W:.*]]: tensor<2x64x96xf32>, %[[R:.*]]: tensor<48x64xf32>, %[[S:.*]]: tensor<48x32xf32>, %[[B:.*]]: tensor<96xf32>
// CHECK: %[[C:.*]] = ambit.conv %[[X]], %[[W]] bias %[[B]] padding(causal) dilation(16) : {{.*}} -> tensor<1x?x96xf32>
// CHECK: %[[P:.*]]:2 = ambit.split %[[C]] : {{.*}} -> (tensor<1x?x48xf32>, tensor<1x?x48xf32>)
// CHECK: %[[T:.*]] = ambit.activation %[[P]]#0 kind(tanh)
// CHECK: %[[G:.*]] = ambit.activation %[[P]]#1 kind(sigmoid)
// CHECK: %[[Z:.*]] = ambit.mul %[[T]], %[[G]]
// CHECK: %[[L:.*]] = ambit.linear %[[Z]], %[[R]] : {{.*}} -> tensor<1x?x64xf32>
// CHECK: %[[RESIDUAL:.*]] = ambit.add %[[L]], %[[X]]
// CHECK: %[[SKIP:.*]] = ambit.linear %[[Z]], %[[S]] : {{.*}} -> tensor<1x?x32xf32>
// CHECK: return %[[RESIDUAL]], %[[SKIP]]
func.func @gated_conv(%x: tensor<1x?x64xf32>, %w: tensor<2x64x96xf32>, %r: tensor<48x64xf32>, %s: tensor<48x32xf32>, %b: tensor<96xf32>) -> (tensor<1x?x64xf32>, tensor<1x?x32xf32>) {
  %0, %1 = ambit.gated_conv %x, %w, %r, %s bias %b dilation(16)
      : (tensor<1x?x64xf32>, tensor<2x64x96xf32>, tensor<48x64xf32>, tensor<48x32xf32>, tensor<96xf32>) -> (tensor<1x?x64xf32>, tensor<1x?x32xf32>)
  return %0, %1 : tensor<1x?x64xf32>, tensor<1x?x32xf32>
}
