// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-codegen-cpu-lower-tiles{vector-bits=512 registers=32 matrix-unit=true},canonicalize,cse))' | FileCheck %s

// Two by two blocks of sums go to scratch. The last 16 of the depth are added to
// them by vectors, the last 8 rows are by vectors only; then comes the bias.
// CHECK-LABEL: func.func @product
// CHECK: %[[SUMS:.*]] = memref.alloca() {alignment = 64 : i64} : memref<1280xf32>
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.tilezero.internal"
// CHECK: scf.for %{{.*}} -> (!llvm.x86_amx, !llvm.x86_amx, !llvm.x86_amx, !llvm.x86_amx)
// CHECK-COUNT-2: llvm.call_intrinsic "llvm.x86.tileloadd64.internal"
// CHECK: llvm.call_intrinsic "llvm.x86.tileloadd64.internal"
// CHECK-COUNT-2: llvm.call_intrinsic "llvm.x86.tdpbf16ps.internal"
// CHECK: llvm.call_intrinsic "llvm.x86.tileloadd64.internal"
// CHECK-COUNT-2: llvm.call_intrinsic "llvm.x86.tdpbf16ps.internal"
// CHECK: scf.yield
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.tilestored64.internal"
// CHECK: vector.load %[[SUMS]]
// CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"
// CHECK: vector.store %{{.*}}, %[[SUMS]]
// CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"
// CHECK: vector.store %{{.*}}, %[[SUMS]]
// CHECK: arith.addf
func.func @product(%x: memref<40x80xbf16>, %w: memref<80x32xbf16>, %b: memref<32xf32>, %y: memref<40x32xf32>) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %a = tile.load %x[%c0, %c0] : memref<40x80xbf16>, !tile.tile<40x80xbf16>
    %c = tile.load %w[%c0, %c0] : memref<80x32xbf16>, !tile.tile<80x32xbf16>
    %d = tile.load %b[%c0] : memref<32xf32>, !tile.tile<32xf32>
    %p = tile.contract %a, %c : !tile.tile<40x80xbf16>, !tile.tile<80x32xbf16> -> !tile.tile<40x32xf32>
    %q = tile.map %p [0, 1], %d [1] {
    ^bb0(%e: f32, %f: f32):
      %s = arith.addf %e, %f : f32
      tile.yield %s : f32
    } : (!tile.tile<40x32xf32>, !tile.tile<32xf32>) -> !tile.tile<40x32xf32>
    tile.store %q, %y[%c0, %c0] : !tile.tile<40x32xf32>, memref<40x32xf32>
  }
  return
}

// Lanes on rows: the values are the left blocks, with depth along their rows, so
// they are copied across.
// CHECK-LABEL: func.func @values
// CHECK: %[[VALUES:.*]] = memref.alloca() {alignment = 64 : i64} : memref<512xi32>
// CHECK: vector.store %{{.*}}, %[[VALUES]]
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.tdpbf16ps.internal"
func.func @values(%q: memref<32x32xbf16>, %k: memref<32x32xbf16>, %v: memref<32x32xbf16>, %y: memref<32x32xf32>) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %a = tile.load %q[%c0, %c0] : memref<32x32xbf16>, !tile.tile<32x32xf32>
    %b = tile.load %k[%c0, %c0] : memref<32x32xbf16>, !tile.tile<32x32xf32>
    %s = tile.contract %a, %b transposed : !tile.tile<32x32xf32>, !tile.tile<32x32xf32> -> !tile.tile<32x32xf32>
    %w = tile.map %s [0, 1] {
    ^bb0(%e: f32):
      %p = arith.truncf %e : f32 to bf16
      tile.yield %p : bf16
    } : (!tile.tile<32x32xf32>) -> !tile.tile<32x32xbf16>
    %c = tile.load %v[%c0, %c0] : memref<32x32xbf16>, !tile.tile<32x32xbf16>
    %o = tile.contract %w, %c : !tile.tile<32x32xbf16>, !tile.tile<32x32xbf16> -> !tile.tile<32x32xf32>
    tile.store %o, %y[%c0, %c0] : !tile.tile<32x32xf32>, memref<32x32xf32>
  }
  return
}
