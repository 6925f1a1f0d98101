// RUN: ambit-opt %s --ambit-normalize-inline-calls --split-input-file | FileCheck %s

// Two levels, each called twice; private functions go.
// CHECK-NOT: func.func private
// CHECK-LABEL: func.func @model
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>
// CHECK-NEXT: %[[A:.*]] = ambit.activation %[[X]] kind(relu)
// CHECK-NEXT: %[[B:.*]] = ambit.activation %[[A]] kind(relu)
// CHECK-NEXT: %[[C:.*]] = ambit.activation %[[B]] kind(relu)
// CHECK-NEXT: %[[D:.*]] = ambit.activation %[[C]] kind(relu)
// CHECK-NEXT: return %[[D]], %[[B]]
func.func @model(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = call @pair(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @pair(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1, %0 : tensor<4xf32>, tensor<4xf32>
}
func.func private @pair(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @layer(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @layer(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @layer(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ambit.activation %x kind(relu) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// A public function stays; a result may be an argument.
// CHECK-LABEL: func.func @swap
// CHECK-LABEL: func.func @twice
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[Y:.*]]: tensor<4xf32>
// CHECK-NEXT: return %[[X]], %[[Y]]
func.func @swap(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  return %y, %x : tensor<4xf32>, tensor<4xf32>
}
func.func @twice(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0:2 = call @swap(%x, %y) : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  %1:2 = call @swap(%0#0, %0#1) : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return %1#0, %1#1 : tensor<4xf32>, tensor<4xf32>
}
