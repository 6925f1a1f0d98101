// RUN: ambit-opt %s --ambit-pipeline=stop-after=tile | FileCheck %s

// No tensor between operations that are fused is written: there is one program,
// its stores go to outputs, and nothing is allocated.

!x = tensor<1x?x64xf32>
!square = tensor<64x64xf32>
!wide = tensor<1x?x128xf32>

// CHECK-LABEL: func.func @feed_forward(
// CHECK-SAME: memref<1x?x64xf32> {ambit.name = "output", ambit.role = "output"}
// CHECK-NOT: ambit_allocate
// CHECK: tile.program
// CHECK: %[[HIDDEN:.*]] = tile.contract
// CHECK: %[[BIASED:.*]] = tile.map %[[HIDDEN]]
// CHECK-NOT: tile.store
// CHECK: %[[ACTIVE:.*]] = tile.map %[[BIASED]] [0, 1] {
// CHECK: arith.divf
// CHECK-NOT: tile.store
// CHECK: %[[OUT:.*]] = tile.contract %[[ACTIVE]],
// CHECK: tile.store %[[OUT]], %arg{{.*}}[
// CHECK-NOT: tile.store
// CHECK-NOT: tile.program
// CHECK: return
func.func @feed_forward(%x: !x, %u: tensor<64x128xf32>, %d: tensor<128x64xf32>, %b: tensor<128xf32>) -> !x {
  %0 = ambit.feed_forward %x, %u, %d hidden_bias %b kind(gelu) : (!x, tensor<64x128xf32>, tensor<128x64xf32>, tensor<128xf32>) -> !x
  return %0 : !x
}

// CHECK-LABEL: func.func @gated_conv(
// CHECK-NOT: ambit_allocate
// CHECK: tile.program
// CHECK: tile.contract
// CHECK-NOT: tile.store
// CHECK: math.tanh
// CHECK-NOT: tile.store
// CHECK: tile.contract
// CHECK-NOT: tile.store
// CHECK: math.exp
// CHECK-NOT: tile.store
// CHECK: %[[GATED:.*]] = tile.map
// CHECK: arith.mulf
// CHECK: %[[CHANGE:.*]] = tile.contract %[[GATED]],
// CHECK: %[[OLD:.*]] = tile.load %arg0
// CHECK: %[[RESIDUAL:.*]] = tile.map %[[CHANGE]] [0, 1], %[[OLD]] [0, 1]
// CHECK: tile.store %[[RESIDUAL]], %arg4
// CHECK: %[[SKIP:.*]] = tile.contract %[[GATED]],
// CHECK: tile.store %[[SKIP]], %arg5
// CHECK-NOT: tile.program
// CHECK: return
func.func @gated_conv(%x: !x, %k: tensor<2x64x128xf32>, %r: !square, %s: !square) -> (!x, !x) {
  %0, %1 = ambit.gated_conv %x, %k, %r, %s dilation(4) : (!x, tensor<2x64x128xf32>, !square, !square) -> (!x, !x)
  return %0, %1 : !x, !x
}

// The projection back takes the residual; queries, keys and values are tensors
// of their own.
// CHECK-LABEL: func.func @attention(
// CHECK-COUNT-4: tile.program
// CHECK: tile.program
// CHECK: %[[MIXED:.*]] = tile.contract
// CHECK: %[[BACK:.*]] = tile.load %arg0
// CHECK: %[[SUM:.*]] = tile.map %[[MIXED]] [0, 1], %[[BACK]] [0, 1]
// CHECK: tile.store %[[SUM]], %arg5
// CHECK-NOT: tile.program
// CHECK: return
func.func @attention(%x: !x, %q: !square, %k: !square, %v: !square, %o: !square) -> !x {
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) : (!x, !square, !square, !square, !square) -> !x
  %1 = ambit.add %0, %x : (!x, !x) -> !x
  return %1 : !x
}

// What somebody else reads is stored beside, part by part.
// CHECK-LABEL: func.func @read_outside(
// CHECK: tile.program
// CHECK: %[[FIRST:.*]] = tile.contract
// CHECK: tile.store %[[FIRST]], %arg3[
// CHECK: %[[A:.*]] = tile.map %[[FIRST]]
// CHECK: tile.store %[[A]], %arg2[
// CHECK: %[[SECOND:.*]] = tile.contract
// CHECK: tile.store %[[SECOND]], %arg3[
// CHECK-NOT: tile.program
// CHECK: return
func.func @read_outside(%x: !x, %w: tensor<64x128xf32>) -> (!x, !wide) {
  %0 = ambit.linear %x, %w : (!x, tensor<64x128xf32>) -> !wide
  %1:2 = ambit.split %0 : (!wide) -> (!x, !x)
  %2 = ambit.activation %1#0 kind(relu) : (!x) -> !x
  return %2, %0 : !x, !wide
}

// CHECK-LABEL: func.func @norm(
// CHECK-NOT: ambit_allocate
// CHECK: tile.program
// CHECK: math.sqrt
// CHECK: %[[NORMAL:.*]] = tile.map %{{.*}} [0, 1], %{{.*}} [0], %{{.*}} [1] {
// CHECK-NOT: tile.store
// CHECK: %[[FIRST:.*]] = tile.contract %[[NORMAL]],
// CHECK: tile.store %[[FIRST]], %arg4[
// CHECK: scf.for
// CHECK: %[[SECOND:.*]] = tile.contract %[[NORMAL]],
// CHECK: tile.store %[[SECOND]], %arg5[
// CHECK-NOT: tile.program
// CHECK: return
func.func @norm(%x: !x, %s: tensor<64xf32>, %v: !square, %w: tensor<64x512xf32>) -> (!x, tensor<1x?x512xf32>) {
  %0 = ambit.rms_norm %x, %s : (!x, tensor<64xf32>) -> !x
  %1 = ambit.linear %0, %v : (!x, !square) -> !x
  %2 = ambit.linear %0, %w : (!x, tensor<64x512xf32>) -> tensor<1x?x512xf32>
  return %1, %2 : !x, tensor<1x?x512xf32>
}
