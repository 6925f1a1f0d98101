// RUN: ambit-opt --ambit-bufferize-add-shape-functions --split-input-file %s | FileCheck %s

// CHECK-LABEL: func.func @equal_lengths(
// CHECK-LABEL: func.func @equal_lengths_shapes(
// CHECK-SAME: %[[X:.*]]: tensor<?x4xf32> {ambit.name = "x"}, %[[Y:.*]]: tensor<?x4xf32>)
// CHECK-SAME: -> (i32, index, index, index, index)
// CHECK-SAME: ambit.checks = ["expected dimension 0 of `x` to be at most {1}, but got {0}",
// CHECK-SAME: "expected dimension 0 of argument 1 to be at most {1}, but got {0}",
// CHECK-SAME: "add-shape-functions.mlir:[[# @LINE + 17]]: ambit.add: expected `{{.*}}` and `{{.*}}` to have the same dimension 0, but got {0} and {1}"]
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[X]], %c0
// CHECK-DAG: %[[M:.*]] = tensor.dim %[[Y]], %c0
// CHECK: %[[DIFFER:.*]] = arith.cmpi ne, %[[N]], %[[M]]
// CHECK: %[[STATUS3:.*]] = arith.select %[[DIFFER]], %c3_i32, %c0_i32
// CHECK: arith.select %[[DIFFER]], %[[N]], %c0
// CHECK: arith.select %[[DIFFER]], %[[M]], %c0
// CHECK: %[[LONG:.*]] = arith.cmpi sgt, %[[M]], %c2147483647
// CHECK: %[[STATUS2:.*]] = arith.select %[[LONG]], %c2_i32, %[[STATUS3]]
// CHECK: arith.cmpi sgt, %[[N]], %c2147483647
// CHECK: %[[STATUS:.*]] = arith.select %{{.*}}, %c1_i32, %[[STATUS2]]
// CHECK: %[[GOT0:.*]] = arith.select
// CHECK: %[[GOT1:.*]] = arith.select
// CHECK-NOT: ambit.add
// CHECK: return %[[STATUS]], %[[N]], %c4, %[[GOT0]], %[[GOT1]]
func.func @equal_lengths(%x: tensor<?x4xf32> {ambit.name = "x"}, %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // The third op asks for nothing that the first two have not ensured.
  %0 = ambit.add %x, %y : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  %1 = ambit.add %0, %0 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  %2 = ambit.mul %1, %y : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return %2 : tensor<?x4xf32>
}

// -----

// CHECK-LABEL: func.func @static_shapes_shapes
// CHECK-SAME: ambit.checks = []
// CHECK: return %c0_i32, %c3, %c4, %c0, %c0
func.func @static_shapes(%x: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %0 = ambit.activation %x kind(relu) : (tensor<3x4xf32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// -----

// The length behind a strided convolution is a formula of that of the input.
// CHECK-LABEL: func.func @computed_length_shapes
// CHECK-SAME: %[[X:.*]]: tensor<1x?x8xf32>
// CHECK-SAME: "{{.*}}: ambit.conv: expected dimension 1 of its result to be at most {1}, but got {0}"
// CHECK: %[[N:.*]] = tensor.dim %[[X]], %c1
// CHECK: %[[LAST:.*]] = arith.addi %[[N]],
// CHECK: %[[STEPS:.*]] = arith.floordivsi %[[LAST]], %c2
// CHECK: %[[COUNT:.*]] = arith.addi %[[STEPS]], %c1
// CHECK: %[[LENGTH:.*]] = arith.maxsi %[[COUNT]], %c0
// CHECK: return %{{.*}}, %c1, %[[LENGTH]], %c16, %c1, %[[LENGTH]], %c16, %{{.*}}, %{{.*}} : i32,
func.func @computed_length(%x: tensor<1x?x8xf32>, %w: tensor<3x8x16xf32>) -> (tensor<1x?x16xf32>, tensor<1x?x16xf32>) {
  %0 = ambit.conv %x, %w padding(causal) stride(2) : (tensor<1x?x8xf32>, tensor<3x8x16xf32>) -> tensor<1x?x16xf32>
  %1 = ambit.activation %0 kind(relu) : (tensor<1x?x16xf32>) -> tensor<1x?x16xf32>
  return %0, %1 : tensor<1x?x16xf32>, tensor<1x?x16xf32>
}

// -----

// CHECK-LABEL: func.func @cast_shapes
// CHECK-SAME: "{{.*}}: tensor.cast: expected dimension 0 to be {1}, but got {0}"
// CHECK: %[[N:.*]] = tensor.dim
// CHECK: arith.cmpi ne, %[[N]], %c8
// CHECK: return %{{.*}}, %c8, %{{.*}}, %{{.*}} : i32, index, index, index
func.func @cast(%x: tensor<?xf32>) -> tensor<8xf32> {
  %0 = tensor.cast %x : tensor<?xf32> to tensor<8xf32>
  return %0 : tensor<8xf32>
}
