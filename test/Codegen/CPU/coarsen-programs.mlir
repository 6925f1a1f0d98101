// RUN: ambit-opt %s --pass-pipeline='builtin.module(ambit-codegen-cpu-coarsen-programs)' | FileCheck %s

// Blocks of rows share the weight of their columns: it is loaded before them.
// CHECK-LABEL: func.func @product
// CHECK: call @ambit_get_threads()
// CHECK: %[[COUNT:.*]] = arith.ceildivui %[[SOME:.*]], %{{.*}}
// CHECK: %[[EACH:.*]] = arith.ceildivui %[[SOME]], %[[COUNT]]
// CHECK: %[[GROUPS:.*]] = arith.ceildivui %arg3, %[[EACH]]
// CHECK: tile.program grid(%[[G:.*]], %[[N:.*]]) = (%[[GROUPS]], %{{.*}})
// CHECK: %[[FIRST:.*]] = arith.muli %[[G]], %[[EACH]]
// CHECK: tile.load %arg1
// CHECK: scf.for %{{.*}} = %[[FIRST]]
// CHECK: tile.load %arg0
// CHECK-NOT: tile.load
// CHECK: tile.store
func.func @product(%x: memref<?x64xf32>, %w: memref<64x?xf32>, %y: memref<?x?xf32>, %rows: index, %columns: index) {
  tile.program grid(%i, %j) = (%rows, %columns) {
    %c0 = arith.constant 0 : index
    %c16 = arith.constant 16 : index
    %row = arith.muli %i, %c16 : index
    %column = arith.muli %j, %c16 : index
    %a = tile.load %x[%row, %c0] : memref<?x64xf32>, !tile.tile<16x64xf32>
    %b = tile.load %w[%c0, %column] : memref<64x?xf32>, !tile.tile<64x16xf32>
    %p = tile.contract %a, %b : !tile.tile<16x64xf32>, !tile.tile<64x16xf32> -> !tile.tile<16x16xf32>
    tile.store %p, %y[%row, %column] : !tile.tile<16x16xf32>, memref<?x?xf32>
  }
  return
}

// What the program writes may change between two points.
// CHECK-LABEL: func.func @overwritten
// CHECK: tile.program grid(%{{.*}}, %{{.*}}) = (%arg2, %arg3)
// CHECK-NOT: scf.for
func.func @overwritten(%x: memref<?x64xf32>, %w: memref<64x?xf32>, %rows: index, %columns: index) {
  tile.program grid(%i, %j) = (%rows, %columns) {
    %c0 = arith.constant 0 : index
    %c16 = arith.constant 16 : index
    %row = arith.muli %i, %c16 : index
    %column = arith.muli %j, %c16 : index
    %a = tile.load %x[%row, %c0] : memref<?x64xf32>, !tile.tile<16x64xf32>
    %b = tile.load %w[%c0, %column] : memref<64x?xf32>, !tile.tile<64x16xf32>
    %p = tile.contract %a, %b : !tile.tile<16x64xf32>, !tile.tile<64x16xf32> -> !tile.tile<16x16xf32>
    tile.store %p, %w[%row, %column] : !tile.tile<16x16xf32>, memref<64x?xf32>
  }
  return
}

// A load moves in front of the loop that repeats it.
// CHECK-LABEL: func.func @repeated
// CHECK: tile.program
// CHECK: tile.load %arg1
// CHECK: scf.for
// CHECK: tile.load %arg0
func.func @repeated(%x: memref<?x64xf32>, %w: memref<64x16xf32>, %y: memref<?x16xf32>, %rows: index) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %c16 = arith.constant 16 : index
    scf.for %row = %c0 to %rows step %c16 {
      %a = tile.load %x[%row, %c0] : memref<?x64xf32>, !tile.tile<16x64xf32>
      %b = tile.load %w[%c0, %c0] : memref<64x16xf32>, !tile.tile<64x16xf32>
      %p = tile.contract %a, %b : !tile.tile<16x64xf32>, !tile.tile<64x16xf32> -> !tile.tile<16x16xf32>
      tile.store %p, %y[%row, %c0] : !tile.tile<16x16xf32>, memref<?x16xf32>
    }
  }
  return
}
