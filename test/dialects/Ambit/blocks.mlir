// RUN: ambit-opt %s | ambit-opt | FileCheck %s
// RUN: ambit-opt %s --mlir-print-op-generic | ambit-opt | FileCheck %s

// CHECK-LABEL: func.func @multi_head_attention
// CHECK: ambit.multi_head_attention %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} heads(4) : (
// CHECK: ambit.multi_head_attention %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} memory %{{.*}} biases(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) heads(4) key_heads(4) scale(5.000000e-01) mask(#ambit.mask<causal(m - n)>) rope(1.000000e+04) interleaved : (
func.func @multi_head_attention(%x: tensor<?x?x8xf32>, %c: tensor<?x?x8xf32>, %w: tensor<8x8xf32>, %b: tensor<8xf32>) {
  %0 = ambit.multi_head_attention %x, %w, %w, %w, %w heads(4) : (tensor<?x?x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<?x?x8xf32>
  %1 = ambit.multi_head_attention %x, %w, %w, %w, %w memory %c biases(%b, %b, %b, %b) heads(4) key_heads(4) scale(0.5) mask(#ambit.mask<causal(m - n)>) rope(10000.0) interleaved : (tensor<?x?x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<?x?x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x?x8xf32>
  return
}

// CHECK-LABEL: func.func @feed_forward
// CHECK: ambit.feed_forward %{{.*}}, %{{.*}}, %{{.*}} kind(relu) : (
// CHECK: ambit.feed_forward %{{.*}}, %{{.*}}, %{{.*}} hidden_bias %{{.*}} output_bias %{{.*}} kind(silu) : (
func.func @feed_forward(%x: tensor<?x8xf32>, %u: tensor<8x32xf32>, %d: tensor<32x8xf32>, %h: tensor<32xf32>, %b: tensor<8xf32>) {
  %0 = ambit.feed_forward %x, %u, %d kind(relu) : (tensor<?x8xf32>, tensor<8x32xf32>, tensor<32x8xf32>) -> tensor<?x8xf32>
  %1 = ambit.feed_forward %x, %u, %d hidden_bias %h output_bias %b kind(silu) : (tensor<?x8xf32>, tensor<8x32xf32>, tensor<32x8xf32>, tensor<32xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  return
}

// CHECK-LABEL: func.func @gated_conv
// CHECK: ambit.gated_conv %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : (
// CHECK: ambit.gated_conv %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} bias %{{.*}} dilation(16) : (
func.func @gated_conv(%x: tensor<?x?x8xf32>, %w: tensor<2x8x16xf32>, %r: tensor<8x8xf32>, %b: tensor<16xf32>) {
  %0, %1 = ambit.gated_conv %x, %w, %r, %r : (tensor<?x?x8xf32>, tensor<2x8x16xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> (tensor<?x?x8xf32>, tensor<?x?x8xf32>)
  %2, %3 = ambit.gated_conv %x, %w, %r, %r bias %b dilation(16) : (tensor<?x?x8xf32>, tensor<2x8x16xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<16xf32>) -> (tensor<?x?x8xf32>, tensor<?x?x8xf32>)
  return
}
