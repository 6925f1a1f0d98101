// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-codegen-cpu-lower-tiles{vector-bits=512 registers=32},canonicalize,cse))' | FileCheck %s

// The right factor is copied into pairs of rows; the left one is read as it
// lies, two elements at a time. The last of an odd depth is loaded alone.
// CHECK-LABEL: func.func @product
// CHECK-SAME: %[[X:[a-z0-9]*]]: memref<48x7xbf16>
// CHECK: %[[PAIRS:.*]] = memref.alloca() {alignment = 64 : i64} : memref<128xi32>
// CHECK: %[[FLAT:.*]] = memref.reinterpret_cast %[[X]]
// CHECK: vector.interleave %{{.*}}, %{{.*}} : vector<16xbf16>
// CHECK: vector.interleave %{{.*}}, %{{.*}} : vector<16xbf16>
// CHECK: vector.load %[[PAIRS]]
// CHECK: vector.load %[[FLAT]]{{.*}} vector<2xbf16>
// CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"
// CHECK-SAME: (vector<16xf32>, vector<32xbf16>, vector<32xbf16>) -> vector<16xf32>
// CHECK: memref.load %[[FLAT]]
// CHECK: arith.extui %{{.*}} : i16 to i32
// CHECK: llvm.call_intrinsic
// CHECK: vector.store
func.func @product(%x: memref<48x7xbf16>, %w: memref<7x32xbf16>, %y: memref<48x32xf32>) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %a = tile.load %x[%c0, %c0] : memref<48x7xbf16>, !tile.tile<48x7xbf16>
    %b = tile.load %w[%c0, %c0] : memref<7x32xbf16>, !tile.tile<7x32xbf16>
    %p = tile.contract %a, %b : !tile.tile<48x7xbf16>, !tile.tile<7x32xbf16> -> !tile.tile<48x32xf32>
    tile.store %p, %y[%c0, %c0] : !tile.tile<48x32xf32>, memref<48x32xf32>
  }
  return
}

// Two rows of lanes are rounded into one row of pairs. Under `absorb`, an element
// whose weight is zero is dropped from its pair.
// CHECK-LABEL: func.func @weights
// CHECK: %[[WEIGHTS:.*]] = memref.alloca() {{.*}} : memref<128xi32>
// CHECK: %[[ROUNDED:.*]] = llvm.call_intrinsic "llvm.x86.avx512bf16.cvtne2ps2bf16.512"
// CHECK: vector.shuffle %[[ROUNDED]]
// CHECK: vector.store %{{.*}}, %[[WEIGHTS]]
// CHECK: scf.if
// CHECK: %[[BITS:.*]] = arith.andi %{{.*}} : vector<32xi16>
// CHECK: %[[ZERO:.*]] = arith.cmpi eq, %[[BITS]]
// CHECK: arith.select %[[ZERO]]
// CHECK: } else {
// CHECK-NOT: arith.select
// CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"
func.func @weights(%x: memref<16x16xf32>, %v: memref<16x16xbf16>, %y: memref<16x16xf32>, %absorb: i1) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %a = tile.load %x[%c0, %c0] : memref<16x16xf32>, !tile.tile<16x16xf32>
    %s = tile.contract %a, %a transposed : !tile.tile<16x16xf32>, !tile.tile<16x16xf32> -> !tile.tile<16x16xf32>
    %w = tile.map %s [0, 1] {
    ^bb0(%e: f32):
      %p = arith.truncf %e : f32 to bf16
      tile.yield %p : bf16
    } : (!tile.tile<16x16xf32>) -> !tile.tile<16x16xbf16>
    %b = tile.load %v[%c0, %c0] : memref<16x16xbf16>, !tile.tile<16x16xbf16>
    %o = tile.contract %w, %b absorb %absorb : !tile.tile<16x16xbf16>, !tile.tile<16x16xbf16> -> !tile.tile<16x16xf32>
    tile.store %o, %y[%c0, %c0] : !tile.tile<16x16xf32>, memref<16x16xf32>
  }
  return
}

// A factor with lanes along its depth is rounded as it comes, and read in pairs.
// CHECK-LABEL: func.func @fused
// CHECK: %[[FACTOR:.*]] = memref.alloca() {{.*}} : memref<128xi32>
// CHECK: %[[ROUNDED:.*]] = llvm.call_intrinsic "llvm.x86.avx512bf16.cvtneps2bf16.512"
// CHECK: %[[PAIRS:.*]] = vector.bitcast %[[ROUNDED]] : vector<16xbf16> to vector<8xi32>
// CHECK: vector.store %[[PAIRS]], %[[FACTOR]]
// CHECK: memref.load %[[FACTOR]]
// CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"
func.func @fused(%x: memref<8x16xf32>, %w: memref<16x16xbf16>, %y: memref<8x16xf32>) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %a = tile.load %x[%c0, %c0] : memref<8x16xf32>, !tile.tile<8x16xf32>
    %r = tile.map %a [0, 1] {
    ^bb0(%e: f32):
      %p = arith.truncf %e : f32 to bf16
      tile.yield %p : bf16
    } : (!tile.tile<8x16xf32>) -> !tile.tile<8x16xbf16>
    %b = tile.load %w[%c0, %c0] : memref<16x16xbf16>, !tile.tile<16x16xbf16>
    %p = tile.contract %r, %b : !tile.tile<8x16xbf16>, !tile.tile<16x16xbf16> -> !tile.tile<8x16xf32>
    tile.store %p, %y[%c0, %c0] : !tile.tile<8x16xf32>, memref<8x16xf32>
  }
  return
}
