// RUN: ambit-opt --ambit-stage-bufferize --split-input-file --verify-diagnostics %s | FileCheck %s

ambit.global @w : tensor<8x4xf32>

// CHECK-LABEL: func.func @project(
// CHECK-SAME: %{{.*}}: memref<?x8xf32> {ambit.name = "input0", ambit.role = "input"},
// CHECK-SAME: %{{.*}}: memref<8x4xf32> {ambit.name = "w", ambit.role = "global"},
// CHECK-SAME: %{{.*}}: memref<?x4xf32> {ambit.name = "output", ambit.role = "output"}) -> i32
// CHECK-LABEL: func.func @project_shapes(
// CHECK-SAME: %{{.*}}: memref<?x8xf32> {ambit.name = "input0", ambit.role = "input"},
// CHECK-SAME: %{{.*}}: memref<8x4xf32> {ambit.name = "w", ambit.role = "global"})
// CHECK-SAME: -> (i32, index, index, index, index)
func.func @project(%x: tensor<?x8xf32>) -> tensor<?x4xf32> {
  %w = ambit.get_global @w : tensor<8x4xf32>
  %0 = ambit.linear %x, %w : (tensor<?x8xf32>, tensor<8x4xf32>) -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// -----

// Only public functions are models; the stage before leaves no others.
// expected-error @+1 {{'func.func' op is not supported yet: it is left after stage `bufferize`, which guarantees: every tensor names its buffer}}
func.func private @left(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// -----

func.func @result_used_twice(%x: memref<4xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<4xf32> to tensor<4xf32>
  // expected-error @+1 {{'ambit.activation' op is not supported yet: it is left after stage `bufferize`}}
  %1 = ambit.activation %0 kind(relu) : (tensor<4xf32>) -> tensor<4xf32>
  %2 = ambit.activation %1 kind(relu) : (tensor<4xf32>) -> tensor<4xf32>
  return
}
