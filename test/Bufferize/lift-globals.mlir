// RUN: ambit-opt --ambit-bufferize-lift-globals %s | FileCheck %s

// CHECK-NOT: ambit.global
ambit.global @second : tensor<8xf32>
ambit.global @unused : tensor<8xf32>
ambit.global @first : tensor<8xf32>

// The order is that of the module, and a global that is read twice comes once.
// CHECK-LABEL: func.func @reads
// CHECK-SAME: (%[[X:.*]]: tensor<8xf32> {ambit.name = "x", ambit.role = "input"},
// CHECK-SAME: %{{.*}}: tensor<?xf32> {ambit.name = "input1", ambit.role = "input"},
// CHECK-SAME: %[[SECOND:.*]]: tensor<8xf32> {ambit.name = "second", ambit.role = "global"},
// CHECK-SAME: %[[FIRST:.*]]: tensor<8xf32> {ambit.name = "first", ambit.role = "global"})
// CHECK: %[[SUM:.*]] = ambit.add %[[FIRST]], %[[SECOND]]
// CHECK: ambit.add %[[SUM]], %[[FIRST]]
func.func @reads(%x: tensor<8xf32> {ambit.name = "x"}, %y: tensor<?xf32>) -> tensor<8xf32> {
  %0 = ambit.get_global @first : tensor<8xf32>
  %1 = ambit.get_global @second : tensor<8xf32>
  %2 = ambit.add %0, %1 : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  %3 = ambit.get_global @first : tensor<8xf32>
  %4 = ambit.add %2, %3 : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return %4 : tensor<8xf32>
}

// CHECK-LABEL: func.func @other
// CHECK-SAME: (%{{.*}}: tensor<8xf32> {ambit.name = "first", ambit.role = "global"})
func.func @other() -> tensor<8xf32> {
  %0 = ambit.get_global @first : tensor<8xf32>
  return %0 : tensor<8xf32>
}

// What works on buffers already stays.
// CHECK-LABEL: func.func @on_buffers(%{{.*}}: memref<?xf32>)
func.func @on_buffers(%x: memref<?xf32>) {
  return
}
