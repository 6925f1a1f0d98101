// RUN: ambit-opt %s --ambit-tile-count-bytes | FileCheck %s

// Extents, or the shape of the tile, times the bytes of an element.
// CHECK-LABEL: func.func @extents
// CHECK-SAME: %[[X:.*]]: memref<?x64xbf16>, %[[Y:.*]]: memref<?x64xf32>, %[[N:.*]]: index)
// CHECK: tile.program
// CHECK: %[[ELEMENT:.*]] = arith.constant 2 : index
// CHECK: %[[ROWS:.*]] = arith.muli %[[ELEMENT]], %[[N]]
// CHECK: %[[ALL:.*]] = arith.muli %[[ROWS]], %c64
// CHECK: %[[READ:.*]] = arith.index_cast %[[ALL]] : index to i64
// CHECK: call @ambit_count_bytes(%[[READ]], %{{.*}})
// CHECK: tile.load %[[X]]
// CHECK: arith.constant 4 : index
// CHECK: arith.constant 16 : index
// CHECK: arith.constant 64 : index
// CHECK: call @ambit_count_bytes(%{{.*}}, %{{.*}})
// CHECK: tile.store
func.func @extents(%x: memref<?x64xbf16>, %y: memref<?x64xf32>, %n: index) {
  tile.program grid() = () {
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %t = tile.load %x[%c0, %c0] extents [%n, %c64] : memref<?x64xbf16>, !tile.tile<16x64xf32>
    tile.store %t, %y[%c0, %c0] : !tile.tile<16x64xf32>, memref<?x64xf32>
  }
  return
}

// A copy reads and writes.
// CHECK-LABEL: func.func @copy
// CHECK: %[[SIZE:.*]] = memref.dim
// CHECK: %[[BYTES:.*]] = arith.index_cast
// CHECK: call @ambit_count_bytes(%[[BYTES]], %[[BYTES]])
// CHECK: memref.copy
// CHECK: func.func private @ambit_count_bytes(i64, i64)
func.func @copy(%x: memref<?xf32>, %y: memref<?xf32>) {
  memref.copy %x, %y : memref<?xf32> to memref<?xf32>
  return
}
