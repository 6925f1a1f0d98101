// RUN: ambit-opt --ambit-bufferize-expand-copies %s | FileCheck %s

// CHECK-LABEL: func.func @strided
// CHECK-SAME: (%[[X:.*]]: memref<?x8xf32, strided<[1, 4]>>, %[[Y:.*]]: memref<?x8xf32>)
// CHECK: %[[N:.*]] = memref.dim %[[Y]], %c0
// CHECK: scf.for %[[I:.*]] = %c0{{.*}} to %[[N]] step
// CHECK: scf.for %[[J:.*]] = %c0{{.*}} to %c8 step
// CHECK: %[[E:.*]] = memref.load %[[X]][%[[I]], %[[J]]]
// CHECK: memref.store %[[E]], %[[Y]][%[[I]], %[[J]]]
// CHECK-NOT: memref.copy
func.func @strided(%x: memref<?x8xf32, strided<[1, 4]>>, %y: memref<?x8xf32>) {
  memref.copy %x, %y : memref<?x8xf32, strided<[1, 4]>> to memref<?x8xf32>
  return
}

// CHECK-LABEL: func.func @contiguous
// CHECK: memref.copy
func.func @contiguous(%x: memref<?x8xf32>, %y: memref<?x8xf32>) {
  memref.copy %x, %y : memref<?x8xf32> to memref<?x8xf32>
  return
}
