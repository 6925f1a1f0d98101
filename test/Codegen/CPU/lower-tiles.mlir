// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-codegen-cpu-lower-tiles,canonicalize,cse))' | FileCheck %s
// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-codegen-cpu-lower-tiles{vector-bits=512 registers=32},canonicalize,cse))' | FileCheck %s --check-prefix=WIDE

// A product keeps 4x3 accumulators in registers: prologue, loop and epilogue,
// no memory of its own, the bias added before the one store.
// CHECK-LABEL: func.func @product
// CHECK: tile.program
// CHECK-NOT: memref.alloca
// CHECK: %[[SUM:.*]]:12 = scf.for
// CHECK-COUNT-3: vector.load {{.*}} vector<8xf32>
// CHECK-COUNT-12: vector.fma
// CHECK: scf.yield
// CHECK: arith.addf %[[SUM]]#0
// CHECK: vector.store
// WIDE-LABEL: func.func @product
// WIDE: vector.fma {{.*}} : vector<16xf32>
func.func @product(%x: memref<48x64xf32>, %w: memref<64x24xf32>,
                   %b: memref<24xf32>, %y: memref<48x24xf32>) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %a = tile.load %x[%c0, %c0] : memref<48x64xf32>, !tile.tile<48x64xf32>
    %c = tile.load %w[%c0, %c0] : memref<64x24xf32>, !tile.tile<64x24xf32>
    %d = tile.load %b[%c0] : memref<24xf32>, !tile.tile<24xf32>
    %p = tile.contract %a, %c : !tile.tile<48x64xf32>, !tile.tile<64x24xf32> -> !tile.tile<48x24xf32>
    %q = tile.map %p [0, 1], %d [1] {
    ^bb0(%e: f32, %f: f32):
      %s = arith.addf %e, %f : f32
      tile.yield %s : f32
    } : (!tile.tile<48x24xf32>, !tile.tile<24xf32>) -> !tile.tile<48x24xf32>
    tile.store %q, %y[%c0, %c0] : !tile.tile<48x24xf32>, memref<48x24xf32>
  }
  return
}

// A ragged edge is a trip count; only the ragged vector of lanes has a mask.
// CHECK-LABEL: func.func @ragged
// CHECK-SAME: %[[N:[a-z0-9]*]]: index)
// CHECK: vector.load
// CHECK: vector.store
// CHECK: vector.create_mask
// CHECK: vector.maskedload
// CHECK: vector.maskedstore
func.func @ragged(%x: memref<?x?xf32>, %y: memref<?x?xf32>, %n: index) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %a = tile.load %x[%c0, %c0] extents [%n, %n] : memref<?x?xf32>, !tile.tile<16x64xf32>
    %q = tile.map %a [0, 1] {
    ^bb0(%e: f32):
      %s = arith.mulf %e, %e : f32
      tile.yield %s : f32
    } : (!tile.tile<16x64xf32>) -> !tile.tile<16x64xf32>
    tile.store %q, %y[%c0, %c0] extents [%n, %n] : !tile.tile<16x64xf32>, memref<?x?xf32>
  }
  return
}

// A conditional map makes two versions of its pass: no test in the second.
// CHECK-LABEL: func.func @conditional
// CHECK-SAME: %[[WHEN:[a-z0-9]*]]: i1)
// CHECK: scf.if %[[WHEN]] {
// CHECK: vector.fma
// CHECK: arith.cmpi
// CHECK: } else {
// CHECK: vector.fma
// CHECK-NOT: arith.cmpi sge
// CHECK: return
func.func @conditional(%x: memref<48x64xf32>, %y: memref<48x48xf32>, %when: i1) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %a = tile.load %x[%c0, %c0] : memref<48x64xf32>, !tile.tile<48x64xf32>
    %p = tile.contract %a, %a transposed : !tile.tile<48x64xf32>, !tile.tile<48x64xf32> -> !tile.tile<48x48xf32>
    %q = tile.map %p [0, 1] positions(%c0, %c0) when %when {
    ^bb0(%e: f32, %i: index, %j: index):
      %in = arith.cmpi sge, %i, %j : index
      %s = arith.select %in, %e, %zero : f32
      tile.yield %s : f32
    } : (!tile.tile<48x48xf32>) -> !tile.tile<48x48xf32>
    tile.store %q, %y[%c0, %c0] : !tile.tile<48x48xf32>, memref<48x48xf32>
  }
  return
}

// One row by the rows of a transposed operand: a sum per lane, each over vectors
// along the depth.
// CHECK-LABEL: func.func @one_row
// CHECK: scf.for
// CHECK: %[[ROW:.*]] = vector.load
// CHECK-COUNT-8: vector.fma %[[ROW]]
// CHECK-NOT: vector.fma
// CHECK-COUNT-14: vector.shuffle
// CHECK: vector.store
func.func @one_row(%x: memref<1x64xf32>, %w: memref<16x64xf32>, %y: memref<1x16xf32>) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %a = tile.load %x[%c0, %c0] : memref<1x64xf32>, !tile.tile<1x64xf32>
    %b = tile.load %w[%c0, %c0] : memref<16x64xf32>, !tile.tile<16x64xf32>
    %p = tile.contract %a, %b transposed : !tile.tile<1x64xf32>, !tile.tile<16x64xf32> -> !tile.tile<1x16xf32>
    tile.store %p, %y[%c0, %c0] : !tile.tile<1x16xf32>, memref<1x16xf32>
  }
  return
}

// A load between operations of one group does not end it: what is computed on a
// product stays in registers, and needs no scratch.
// CHECK-LABEL: func.func @epilogue
// CHECK-NOT: memref.alloca
// CHECK: vector.fma
// CHECK-NOT: memref.alloca
// CHECK: return
func.func @epilogue(%x: memref<12x32xf32>, %w: memref<32x16xf32>, %b: memref<16xf32>, %y: memref<12x16xf32>) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %l = tile.load %x[%c0, %c0] : memref<12x32xf32>, !tile.tile<12x32xf32>
    %r = tile.load %w[%c0, %c0] : memref<32x16xf32>, !tile.tile<32x16xf32>
    %p = tile.contract %l, %r : !tile.tile<12x32xf32>, !tile.tile<32x16xf32> -> !tile.tile<12x16xf32>
    %bias = tile.load %b[%c0] : memref<16xf32>, !tile.tile<16xf32>
    %s = tile.map %p [0, 1], %bias [1] {
    ^bb0(%e: f32, %f: f32):
      %0 = arith.addf %e, %f : f32
      tile.yield %0 : f32
    } : (!tile.tile<12x16xf32>, !tile.tile<16xf32>) -> !tile.tile<12x16xf32>
    tile.store %s, %y[%c0, %c0] : !tile.tile<12x16xf32>, memref<12x16xf32>
  }
  return
}

// After a store it does: the load may read what was stored.
// CHECK-LABEL: func.func @load_after_store
// CHECK: %[[Y:.*]] = memref.reinterpret_cast %arg1
// CHECK: vector.store %{{.*}}, %[[Y]][
// CHECK: vector.load %[[Y]][
func.func @load_after_store(%x: memref<1x8xf32>, %y: memref<1x8xf32>) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %l = tile.load %x[%c0, %c0] : memref<1x8xf32>, !tile.tile<1x8xf32>
    tile.store %l, %y[%c0, %c0] : !tile.tile<1x8xf32>, memref<1x8xf32>
    %m = tile.load %y[%c0, %c0] : memref<1x8xf32>, !tile.tile<1x8xf32>
    %s = tile.map %m [0, 1] {
    ^bb0(%e: f32):
      %0 = arith.addf %e, %e : f32
      tile.yield %0 : f32
    } : (!tile.tile<1x8xf32>) -> !tile.tile<1x8xf32>
    tile.store %s, %x[%c0, %c0] : !tile.tile<1x8xf32>, memref<1x8xf32>
  }
  return
}
