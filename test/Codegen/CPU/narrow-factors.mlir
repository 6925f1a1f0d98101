// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-codegen-cpu-narrow-factors))' | FileCheck %s
// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-codegen-cpu-narrow-factors{only-blocks=true}))' | FileCheck %s --check-prefix=BLOCKS

// Both factors are loaded from bf16.
// CHECK-LABEL: func.func @product
// CHECK: %[[A:.*]] = tile.load %{{.*}} : memref<8x64xbf16>, <8x64xbf16>
// CHECK: %[[B:.*]] = tile.load %{{.*}} : memref<64x16xbf16>, <64x16xbf16>
// CHECK-NOT: tile.load
// CHECK: tile.contract %[[A]], %[[B]] : <8x64xbf16>, <64x16xbf16> -> <8x16xf32>
// BLOCKS-LABEL: func.func @product
// BLOCKS: tile.contract {{.*}} : <8x64xf32>, <64x16xf32> -> <8x16xf32>
func.func @product(%x: memref<8x64xbf16>, %w: memref<64x16xbf16>, %y: memref<8x16xbf16>) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %a = tile.load %x[%c0, %c0] : memref<8x64xbf16>, !tile.tile<8x64xf32>
    %b = tile.load %w[%c0, %c0] : memref<64x16xbf16>, !tile.tile<64x16xf32>
    %c = tile.contract %a, %b : !tile.tile<8x64xf32>, !tile.tile<64x16xf32> -> !tile.tile<8x16xf32>
    tile.store %c, %y[%c0, %c0] : !tile.tile<8x16xf32>, memref<8x16xbf16>
  }
  return
}

// Attention: the scale of the queries goes to the scores; the weights of the
// second product are rounded, their sum is of those that are not.
// CHECK-LABEL: func.func @attention
// CHECK: %[[Q:.*]] = tile.load {{.*}}, <16x64xbf16>
// CHECK: %[[K:.*]] = tile.load {{.*}}, <32x64xbf16>
// CHECK: %[[P:.*]] = tile.contract %[[Q]], %[[K]] transposed : {{.*}} -> <16x32xf32>
// CHECK: %[[S:.*]] = tile.map %[[P]] [0, 1] {
// CHECK: arith.mulf %{{.*}}, %{{.*}} : f32
// CHECK: %[[W:.*]] = tile.map %[[S]] [0, 1], %{{.*}} [0] {
// CHECK: tile.decay
// CHECK: %[[R:.*]] = tile.map %[[W]] [0, 1] {
// CHECK: arith.truncf %{{.*}} : f32 to bf16
// CHECK: tile.reduce sum %[[W]]
// CHECK: tile.contract %[[R]], %{{.*}} absorb %{{.*}} : <16x32xbf16>, <32x64xbf16> -> <16x64xf32>
// BLOCKS-LABEL: func.func @attention
// BLOCKS: tile.contract {{.*}} : <16x64xbf16>, <32x64xbf16> -> <16x32xf32>
// BLOCKS: tile.contract {{.*}} : <16x32xbf16>, <32x64xbf16> -> <16x64xf32>
func.func @attention(%x: memref<16x64xbf16>, %k: memref<32x64xbf16>, %y: memref<16x64xbf16>, %l: memref<16xf32>, %absorb: i1) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %scale = arith.constant 0.125 : f32
    %m = tile.load %l[%c0] : memref<16xf32>, !tile.tile<16xf32>
    %a = tile.load %x[%c0, %c0] : memref<16x64xbf16>, !tile.tile<16x64xf32>
    %q = tile.map %a [0, 1] {
    ^bb0(%e: f32):
      %p = arith.mulf %e, %scale : f32
      tile.yield %p : f32
    } : (!tile.tile<16x64xf32>) -> !tile.tile<16x64xf32>
    %b = tile.load %k[%c0, %c0] : memref<32x64xbf16>, !tile.tile<32x64xf32>
    %s = tile.contract %q, %b transposed : !tile.tile<16x64xf32>, !tile.tile<32x64xf32> -> !tile.tile<16x32xf32>
    %w = tile.map %s [0, 1], %m [0] {
    ^bb0(%e: f32, %f: f32):
      %d = arith.subf %e, %f : f32
      %p = tile.decay %d : f32
      tile.yield %p : f32
    } : (!tile.tile<16x32xf32>, !tile.tile<16xf32>) -> !tile.tile<16x32xf32>
    %z = tile.fill 0.0 : !tile.tile<16xf32>
    %t = tile.reduce sum %w into %z axis 1 : !tile.tile<16x32xf32>, !tile.tile<16xf32>
    %o = tile.contract %w, %b absorb %absorb : !tile.tile<16x32xf32>, !tile.tile<32x64xf32> -> !tile.tile<16x64xf32>
    tile.store %t, %l[%c0] : !tile.tile<16xf32>, memref<16xf32>
    tile.store %o, %y[%c0, %c0] : !tile.tile<16x64xf32>, memref<16x64xbf16>
  }
  return
}

// The product is the left factor of another, and an output: it is rounded once
// for its products.
// CHECK-LABEL: func.func @fused
// CHECK: %[[P:.*]] = tile.contract {{.*}} -> <8x16xf32>
// CHECK: %[[R:.*]] = tile.map %[[P]] [0, 1] {
// CHECK: arith.truncf %{{.*}} : f32 to bf16
// CHECK-NOT: tile.map
// CHECK: tile.contract %[[R]], %{{.*}} : <8x16xbf16>, <16x64xbf16> -> <8x64xf32>
// CHECK: tile.contract %[[R]], %{{.*}} : <8x16xbf16>, <16x64xbf16> -> <8x64xf32>
// CHECK: tile.store %[[P]]
func.func @fused(%x: memref<8x64xbf16>, %w: memref<64x16xbf16>, %v: memref<16x64xbf16>, %y: memref<8x16xbf16>, %z: memref<8x64xbf16>) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %a = tile.load %x[%c0, %c0] : memref<8x64xbf16>, !tile.tile<8x64xf32>
    %b = tile.load %w[%c0, %c0] : memref<64x16xbf16>, !tile.tile<64x16xf32>
    %c = tile.contract %a, %b : !tile.tile<8x64xf32>, !tile.tile<64x16xf32> -> !tile.tile<8x16xf32>
    %d = tile.load %v[%c0, %c0] : memref<16x64xbf16>, !tile.tile<16x64xf32>
    %0 = tile.contract %c, %d : !tile.tile<8x16xf32>, !tile.tile<16x64xf32> -> !tile.tile<8x64xf32>
    %1 = tile.contract %c, %d : !tile.tile<8x16xf32>, !tile.tile<16x64xf32> -> !tile.tile<8x64xf32>
    tile.store %c, %y[%c0, %c0] : !tile.tile<8x16xf32>, memref<8x16xbf16>
    tile.store %0, %z[%c0, %c0] : !tile.tile<8x64xf32>, memref<8x64xbf16>
    tile.store %1, %z[%c0, %c0] : !tile.tile<8x64xf32>, memref<8x64xbf16>
  }
  return
}

// A product with a factor of few rows or odd depth that was computed, one with a
// factor of another type, and one of few rows with the rows of its other factor
// stay as they are.
// CHECK-LABEL: func.func @others
// CHECK-NOT: , <{{.*}}xbf16>
// CHECK: return
func.func @others(%x: memref<8x15xbf16>, %f: memref<8x16xf32>, %w: memref<16x16xbf16>, %y: memref<8x16xf32>, %r: memref<2x16xbf16>) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %a = tile.load %x[%c0, %c0] : memref<8x15xbf16>, !tile.tile<8x15xf32>
    %b = tile.load %f[%c0, %c0] : memref<8x16xf32>, !tile.tile<8x16xf32>
    %c = tile.load %w[%c0, %c0] : memref<16x16xbf16>, !tile.tile<16x16xf32>
    %d = tile.load %r[%c0, %c0] : memref<2x16xbf16>, !tile.tile<2x16xf32>
    %e = tile.load %w[%c0, %c0] : memref<16x16xbf16>, !tile.tile<15x16xf32>
    %q = tile.map %a [0, 1] {
    ^bb0(%s: f32):
      %p = arith.addf %s, %s : f32
      tile.yield %p : f32
    } : (!tile.tile<8x15xf32>) -> !tile.tile<8x15xf32>
    %t = tile.map %d [0, 1] {
    ^bb0(%s: f32):
      %p = arith.addf %s, %s : f32
      tile.yield %p : f32
    } : (!tile.tile<2x16xf32>) -> !tile.tile<2x16xf32>
    %0 = tile.contract %q, %e : !tile.tile<8x15xf32>, !tile.tile<15x16xf32> -> !tile.tile<8x16xf32>
    %1 = tile.contract %b, %c : !tile.tile<8x16xf32>, !tile.tile<16x16xf32> -> !tile.tile<8x16xf32>
    %2 = tile.contract %d, %c transposed : !tile.tile<2x16xf32>, !tile.tile<16x16xf32> -> !tile.tile<2x16xf32>
    %3 = tile.contract %t, %c : !tile.tile<2x16xf32>, !tile.tile<16x16xf32> -> !tile.tile<2x16xf32>
    tile.store %0, %y[%c0, %c0] : !tile.tile<8x16xf32>, memref<8x16xf32>
    tile.store %1, %y[%c0, %c0] : !tile.tile<8x16xf32>, memref<8x16xf32>
    tile.store %2, %y[%c0, %c0] : !tile.tile<2x16xf32>, memref<8x16xf32>
    tile.store %3, %y[%c0, %c0] : !tile.tile<2x16xf32>, memref<8x16xf32>
  }
  return
}
