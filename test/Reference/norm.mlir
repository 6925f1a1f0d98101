// RUN: ambit-opt %s --ambit-reference-lower-to-loops | FileCheck %s

// Mean, then variance, then the row.
// CHECK-LABEL: func.func @layer_norm
// CHECK-SAME: %[[X:.*]]: memref<?x8xf32>, %[[G:.*]]: memref<8xf32>, %[[BIAS:.*]]: memref<8xf32>, %[[Y:.*]]: memref<?x8xf32>
// CHECK: scf.for %[[ROW:[a-z0-9]+]] =
// CHECK: %[[SUM:.*]] = scf.for
// CHECK: %[[MEAN:.*]] = arith.divf %[[SUM]]
// CHECK: scf.for
// CHECK: arith.subf %{{.*}}, %[[MEAN]]
// CHECK: %[[DEVIATION:.*]] = math.sqrt
// CHECK: scf.for %[[E:[a-z0-9]+]] =
// CHECK: memref.load %[[X]][%[[ROW]], %[[E]]]
// CHECK: %[[CENTRED:.*]] = arith.subf %{{.*}}, %[[MEAN]]
// CHECK: arith.divf %[[CENTRED]], %[[DEVIATION]]
// CHECK: memref.load %[[G]][%[[E]]]
// CHECK: memref.load %[[BIAS]][%[[E]]]
// CHECK: memref.store %{{.*}}, %[[Y]][%[[ROW]], %[[E]]]
func.func @layer_norm(%x: memref<?x8xf32>, %g: memref<8xf32>, %b: memref<8xf32>, %y: memref<?x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?x8xf32> to tensor<?x8xf32>
  %1 = bufferization.to_tensor %g restrict : memref<8xf32> to tensor<8xf32>
  %2 = bufferization.to_tensor %b restrict : memref<8xf32> to tensor<8xf32>
  %3 = ambit.layer_norm %0, %1 bias %2 : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  bufferization.materialize_in_destination %3 in restrict writable %y : (tensor<?x8xf32>, memref<?x8xf32>) -> ()
  return
}

// CHECK-LABEL: func.func @rms_norm
// CHECK: scf.for
// CHECK: scf.for
// CHECK: %[[SQUARE:.*]] = arith.mulf %[[VALUE:.*]], %[[VALUE]]
// CHECK: math.sqrt
// CHECK: arith.divf
// CHECK-NOT: arith.subf
// CHECK: return
func.func @rms_norm(%x: memref<?x8xf32>, %g: memref<8xf32>, %y: memref<?x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?x8xf32> to tensor<?x8xf32>
  %1 = bufferization.to_tensor %g restrict : memref<8xf32> to tensor<8xf32>
  %2 = ambit.rms_norm %0, %1 epsilon(0.5) : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  bufferization.materialize_in_destination %2 in restrict writable %y : (tensor<?x8xf32>, memref<?x8xf32>) -> ()
  return
}
