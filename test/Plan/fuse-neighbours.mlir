// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-plan-fuse-neighbours{report=true}))' --verify-diagnostics | FileCheck %s

!x = tensor<1x?x64xf32>
!wide = tensor<1x?x128xf32>
!square = tensor<64x64xf32>

// The bias is the linear map's own; its root keeps a plan of its own.
// CHECK-LABEL: func.func @activation
// CHECK: ambit.linear %{{.*}} bias %{{.*}} : (
// CHECK: ambit.activation %{{.*}} kind(gelu) {plan = #ambit.plan<fused>}
// CHECK: ambit.add %{{.*}} {plan = #ambit.plan<fused>}
func.func @activation(%x: !x, %w: !square, %b: tensor<64xf32>) -> !x {
  %0 = ambit.linear %x, %w bias %b : (!x, !square, tensor<64xf32>) -> !x
  %1 = ambit.activation %0 kind(gelu) : (!x) -> !x
  %2 = ambit.add %1, %x : (!x, !x) -> !x
  return %2 : !x
}

// Both halves of a convolution, and the products of what comes out.
// CHECK-LABEL: func.func @gate
// CHECK: ambit.conv %{{.*}} padding(causal) : (
// CHECK: kind(tanh) {plan = #ambit.plan<fused>}
// CHECK: kind(sigmoid) {plan = #ambit.plan<fused>}
// CHECK: ambit.mul %{{.*}} {plan = #ambit.plan<fused>}
// CHECK: ambit.linear %{{.*}} {plan = #ambit.plan<fused>}
func.func @gate(%x: !x, %k: tensor<2x64x128xf32>, %w: !square) -> !x {
  %0 = ambit.conv %x, %k padding(causal) : (!x, tensor<2x64x128xf32>) -> !wide
  %1:2 = ambit.split %0 : (!wide) -> (!x, !x)
  %2 = ambit.activation %1#0 kind(tanh) : (!x) -> !x
  %3 = ambit.activation %1#1 kind(sigmoid) : (!x) -> !x
  %4 = ambit.mul %2, %3 : (!x, !x) -> !x
  %5 = ambit.linear %4, %w : (!x, !square) -> !x
  return %5 : !x
}

// The sum joins the later product; the earlier one is in memory by then.
// CHECK-LABEL: func.func @two_products
// CHECK: ambit.linear %{{.*}} : (
// CHECK: ambit.linear %{{.*}} : (
// CHECK: ambit.add %{{.*}} {plan = #ambit.plan<fused>}
func.func @two_products(%x: !x, %v: !square, %w: !square) -> !x {
  %0 = ambit.linear %x, %v : (!x, !square) -> !x
  %1 = ambit.linear %x, %w : (!x, !square) -> !x
  %2 = ambit.add %0, %1 : (!x, !x) -> !x
  return %2 : !x
}

// Rows are normalised once for all products that read them, if they are whole.
// CHECK-LABEL: func.func @norm
// CHECK: ambit.rms_norm %{{.*}} : (
// CHECK: ambit.linear %{{.*}} {plan = #ambit.plan<fused>}
// CHECK: ambit.linear %{{.*}} {plan = #ambit.plan<fused>}
// CHECK: kind(silu) {plan = #ambit.plan<fused>}
func.func @norm(%x: !x, %s: tensor<64xf32>, %v: !square, %w: tensor<64x512xf32>) -> (!x, tensor<1x?x512xf32>) {
  %0 = ambit.rms_norm %x, %s : (!x, tensor<64xf32>) -> !x
  %1 = ambit.linear %0, %v : (!x, !square) -> !x
  %2 = ambit.linear %0, %w : (!x, tensor<64x512xf32>) -> tensor<1x?x512xf32>
  %3 = ambit.activation %2 kind(silu) : (tensor<1x?x512xf32>) -> tensor<1x?x512xf32>
  return %1, %3 : !x, tensor<1x?x512xf32>
}

// CHECK-LABEL: func.func @weights
// CHECK: ambit.activation %{{.*}} {plan = #ambit.plan<fused>}
// CHECK: ambit.linear %{{.*}} {plan = #ambit.plan<fused>}
ambit.global @w : !square
func.func @weights(%x: !x) -> !x {
  %v = ambit.get_global @w : !square
  %0 = ambit.linear %x, %v : (!x, !square) -> !x
  %1 = ambit.activation %0 kind(relu) : (!x) -> !x
  // A weight is there before everything.
  %w = ambit.get_global @w : !square
  %2 = ambit.linear %1, %w : (!x, !square) -> !x
  return %2 : !x
}

// CHECK-LABEL: func.func @later
// CHECK: ambit.add %{{[0-9]*}}, %{{[0-9]*}} : (
func.func @later(%x: !x, %k: tensor<1x64x64xf32>, %w: !square) -> !x {
  %0 = ambit.linear %x, %w : (!x, !square) -> !x
  %1 = ambit.split_heads %0 heads(4) : (!x) -> tensor<1x4x?x16xf32>
  %2 = ambit.rope %1 : (tensor<1x4x?x16xf32>) -> tensor<1x4x?x16xf32>
  %3 = ambit.merge_heads %2 : (tensor<1x4x?x16xf32>) -> !x
  // expected-remark@+1 {{not fused: `merge_heads` is computed after `linear`}}
  %4 = ambit.add %0, %3 : (!x, !x) -> !x
  return %4 : !x
}

// CHECK-LABEL: func.func @wide_rows
// CHECK: ambit.linear %{{.*}} : (tensor<1x?x256xf32>
func.func @wide_rows(%x: !x, %v: tensor<64x256xf32>, %w: tensor<256x64xf32>) -> !x {
  %0 = ambit.linear %x, %v : (!x, tensor<64x256xf32>) -> tensor<1x?x256xf32>
  %1 = ambit.activation %0 kind(relu) : (tensor<1x?x256xf32>) -> tensor<1x?x256xf32>
  // expected-remark@+1 {{not fused: its input has rows of more than 128 numbers}}
  %2 = ambit.linear %1, %w : (tensor<1x?x256xf32>, tensor<256x64xf32>) -> !x
  return %2 : !x
}

// CHECK-LABEL: func.func @computed_weight
func.func @computed_weight(%x: tensor<64x64xf32>, %v: !square) -> !square {
  %0 = ambit.linear %x, %v : (!square, !square) -> !square
  // expected-remark@+1 {{not fused: its weight is computed}}
  %1 = ambit.linear %x, %0 : (!square, !square) -> !square
  return %1 : !square
}

// Who reads the whole and who reads a part need different loops over columns.
// CHECK-LABEL: func.func @whole_and_part
// CHECK: kind(relu) {plan = #ambit.plan<fused>}
// CHECK: ambit.activation %{{.*}} kind(tanh) : (
func.func @whole_and_part(%x: !x, %w: tensor<64x128xf32>) -> (!wide, !x) {
  %0 = ambit.linear %x, %w : (!x, tensor<64x128xf32>) -> !wide
  %1:2 = ambit.split %0 : (!wide) -> (!x, !x)
  %2 = ambit.activation %0 kind(relu) : (!wide) -> !wide
  // expected-remark@+1 {{not fused: another reads `linear` in other parts}}
  %3 = ambit.activation %1#0 kind(tanh) : (!x) -> !x
  return %2, %3 : !wide, !x
}

// CHECK-LABEL: func.func @part_of_sum
func.func @part_of_sum(%x: !x, %w: tensor<64x128xf32>, %y: !wide) -> !x {
  %0 = ambit.linear %x, %w : (!x, tensor<64x128xf32>) -> !wide
  %1 = ambit.add %0, %y : (!wide, !wide) -> !wide
  %2:2 = ambit.split %1 : (!wide) -> (!x, !x)
  // expected-remark@+1 {{not fused: it reads a part of `add`}}
  %3 = ambit.activation %2#0 kind(tanh) : (!x) -> !x
  return %3 : !x
}

// Tiles of one group of channels, or with channels on rows, have no halves.
// CHECK-LABEL: func.func @channels_first
// CHECK: kind(tanh) : (
// CHECK: kind(relu) {plan = #ambit.plan<fused>}
func.func @channels_first(%x: tensor<1x8x64xf32>, %k: tensor<1x8x8xf32>) -> (tensor<1x8x32xf32>, tensor<1x8x64xf32>) {
  %0 = ambit.conv %x, %k layout(channels_first) : (tensor<1x8x64xf32>, tensor<1x8x8xf32>) -> tensor<1x8x64xf32>
  %1:2 = ambit.split %0 : (tensor<1x8x64xf32>) -> (tensor<1x8x32xf32>, tensor<1x8x32xf32>)
  // expected-remark@+1 {{not fused: it reads a part of the tiles of `conv`}}
  %2 = ambit.activation %1#0 kind(tanh) : (tensor<1x8x32xf32>) -> tensor<1x8x32xf32>
  %3 = ambit.activation %0 kind(relu) : (tensor<1x8x64xf32>) -> tensor<1x8x64xf32>
  return %2, %3 : tensor<1x8x32xf32>, tensor<1x8x64xf32>
}

// A plan that was written by hand is kept: one that starts a group, and one
// that must not join.
// CHECK-LABEL: func.func @by_hand
// CHECK: kind(relu) {plan = #ambit.plan<blocks>}
// CHECK: kind(tanh) {plan = #ambit.plan<fused>}
func.func @by_hand(%x: !x, %w: !square) -> !x {
  %0 = ambit.linear %x, %w : (!x, !square) -> !x
  %1 = ambit.activation %0 kind(relu) {plan = #ambit.plan<blocks>} : (!x) -> !x
  %2 = ambit.activation %1 kind(tanh) : (!x) -> !x
  return %2 : !x
}
