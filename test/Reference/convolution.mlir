// RUN: ambit-opt %s --ambit-reference-lower-to-loops | FileCheck %s

// CHECK-LABEL: func.func @channels_last
// CHECK-SAME: %[[X:.*]]: memref<?x?x6xf32>, %[[W:.*]]: memref<3x2x9xf32>, %[[BIAS:.*]]: memref<9xf32>, %[[Y:.*]]: memref<?x?x9xf32>
// CHECK-DAG: %[[LOW:.*]] = arith.constant 8 : index
// CHECK-DAG: %[[DILATION:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[STRIDE:.*]] = arith.constant 5 : index
// CHECK: scf.for %[[B:[a-z0-9]+]] =
// CHECK: scf.for %[[T:[a-z0-9]+]] =
// CHECK: scf.for %[[F:[a-z0-9]+]] =
// CHECK: memref.load %[[BIAS]][%[[F]]]
// CHECK: scf.for %[[K:[a-z0-9]+]] = {{.*}} iter_args
// CHECK: %[[A:.*]] = arith.muli %[[T]], %[[STRIDE]]
// CHECK: %[[D:.*]] = arith.muli %[[K]], %[[DILATION]]
// CHECK: %[[SUM:.*]] = arith.addi %[[A]], %[[D]]
// CHECK: %[[AT:.*]] = arith.subi %[[SUM]], %[[LOW]]
// CHECK: scf.if
// CHECK: scf.for %[[E:[a-z0-9]+]] =
// CHECK: memref.load %[[X]][%[[B]], %[[AT]], %{{.*}}]
// CHECK: memref.load %[[W]][%[[K]], %[[E]], %[[F]]]
// CHECK: memref.store %{{.*}}, %[[Y]][%[[B]], %[[T]], %[[F]]]
func.func @channels_last(%x: memref<?x?x6xf32>, %w: memref<3x2x9xf32>, %b: memref<9xf32>, %y: memref<?x?x9xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?x?x6xf32> to tensor<?x?x6xf32>
  %1 = bufferization.to_tensor %w restrict : memref<3x2x9xf32> to tensor<3x2x9xf32>
  %2 = bufferization.to_tensor %b restrict : memref<9xf32> to tensor<9xf32>
  %3 = ambit.conv %0, %1 bias %2 padding(causal) dilation(4) stride(5) groups(3) : (tensor<?x?x6xf32>, tensor<3x2x9xf32>, tensor<9xf32>) -> tensor<?x?x9xf32>
  bufferization.materialize_in_destination %3 in restrict writable %y : (tensor<?x?x9xf32>, memref<?x?x9xf32>) -> ()
  return
}

// CHECK-LABEL: func.func @channels_first
// CHECK-SAME: %[[X:.*]]: memref<?x6x?xf32>, %[[W:.*]]: memref<3x6x9xf32>, %[[Y:.*]]: memref<?x9x?xf32>
// CHECK: scf.for %[[B:[a-z0-9]+]] =
// CHECK: scf.for %[[F:[a-z0-9]+]] =
// CHECK: scf.for %[[T:[a-z0-9]+]] =
// CHECK: %[[AT:.*]] = arith.subi
// CHECK: memref.load %[[X]][%[[B]], %{{.*}}, %[[AT]]]
// CHECK: memref.load %[[W]][%{{.*}}, %{{.*}}, %[[F]]]
// CHECK: memref.store %{{.*}}, %[[Y]][%[[B]], %[[F]], %[[T]]]
func.func @channels_first(%x: memref<?x6x?xf32>, %w: memref<3x6x9xf32>, %y: memref<?x9x?xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?x6x?xf32> to tensor<?x6x?xf32>
  %1 = bufferization.to_tensor %w restrict : memref<3x6x9xf32> to tensor<3x6x9xf32>
  %2 = ambit.conv %0, %1 padding(same) layout(channels_first) : (tensor<?x6x?xf32>, tensor<3x6x9xf32>) -> tensor<?x9x?xf32>
  bufferization.materialize_in_destination %2 in restrict writable %y : (tensor<?x9x?xf32>, memref<?x9x?xf32>) -> ()
  return
}
