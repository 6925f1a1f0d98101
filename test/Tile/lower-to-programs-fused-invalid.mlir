// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-tile-lower-to-programs))' --split-input-file --verify-diagnostics

func.func @nobody_before(%x: memref<?x8xf32>, %y: memref<?x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?x8xf32> to tensor<?x8xf32>
  // expected-error@+1 {{expected an operand that an operation before it computes, but got none}}
  %1 = ambit.activation %0 kind(relu) {plan = #ambit.plan<fused>} : (tensor<?x8xf32>) -> tensor<?x8xf32>
  bufferization.materialize_in_destination %1 in restrict writable %y : (tensor<?x8xf32>, memref<?x8xf32>) -> ()
  return
}

// -----

func.func @not_a_member(%x: memref<?x8xf32>, %s: memref<8xf32>, %y: memref<?x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?x8xf32> to tensor<?x8xf32>
  %1 = bufferization.to_tensor %s restrict : memref<8xf32> to tensor<8xf32>
  // expected-error@+1 {{not supported yet: a plan of algorithm `fused`}}
  %2 = ambit.rms_norm %0, %1 {plan = #ambit.plan<fused>} : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
  bufferization.materialize_in_destination %2 in restrict writable %y : (tensor<?x8xf32>, memref<?x8xf32>) -> ()
  return
}

// -----

func.func @not_a_root(%x: memref<?xi32>, %s: memref<9x8xf32>, %t: memref<?x8xf32>, %y: memref<?x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?xi32> to tensor<?xi32>
  %1 = bufferization.to_tensor %s restrict : memref<9x8xf32> to tensor<9x8xf32>
  // expected-note@+1 {{with this one}}
  %2 = ambit.embedding %0, %1 {plan = #ambit.plan<row_blocks>} : (tensor<?xi32>, tensor<9x8xf32>) -> tensor<?x8xf32>
  bufferization.materialize_in_destination %2 in restrict writable %t : (tensor<?x8xf32>, memref<?x8xf32>) -> ()
  %3 = bufferization.to_tensor %t restrict : memref<?x8xf32> to tensor<?x8xf32>
  // expected-error@+1 {{not supported yet: fused with `embedding`}}
  %4 = ambit.activation %3 kind(relu) {plan = #ambit.plan<fused>} : (tensor<?x8xf32>) -> tensor<?x8xf32>
  bufferization.materialize_in_destination %4 in restrict writable %y : (tensor<?x8xf32>, memref<?x8xf32>) -> ()
  return
}

// -----

// A view of the result, but no part of its columns.
func.func @other_view(%x: memref<4x8xf32>, %w: memref<8x8xf32>, %t: memref<4x8xf32>, %y: memref<2x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<4x8xf32> to tensor<4x8xf32>
  %1 = bufferization.to_tensor %w restrict : memref<8x8xf32> to tensor<8x8xf32>
  // expected-note@+1 {{with this one}}
  %2 = ambit.linear %0, %1 {plan = #ambit.plan<blocked_product>} : (tensor<4x8xf32>, tensor<8x8xf32>) -> tensor<4x8xf32>
  bufferization.materialize_in_destination %2 in restrict writable %t : (tensor<4x8xf32>, memref<4x8xf32>) -> ()
  %v = memref.subview %t[1, 0] [2, 8] [1, 1] : memref<4x8xf32> to memref<2x8xf32, strided<[8, 1], offset: 8>>
  %3 = bufferization.to_tensor %v restrict : memref<2x8xf32, strided<[8, 1], offset: 8>> to tensor<2x8xf32>
  // expected-error@+1 {{not supported yet: fused with `linear`: it reads a view of `linear`}}
  %4 = ambit.activation %3 kind(relu) {plan = #ambit.plan<fused>} : (tensor<2x8xf32>) -> tensor<2x8xf32>
  bufferization.materialize_in_destination %4 in restrict writable %y : (tensor<2x8xf32>, memref<2x8xf32>) -> ()
  return
}

// -----

func.func @dynamic_channels(%x: memref<4x8xf32>, %v: memref<8x?xf32>, %t: memref<4x8xf32>, %y: memref<4x?xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<4x8xf32> to tensor<4x8xf32>
  %1 = bufferization.to_tensor %v restrict : memref<8x?xf32> to tensor<8x?xf32>
  %2 = ambit.activation %0 kind(relu) {plan = #ambit.plan<blocks>} : (tensor<4x8xf32>) -> tensor<4x8xf32>
  bufferization.materialize_in_destination %2 in restrict writable %t : (tensor<4x8xf32>, memref<4x8xf32>) -> ()
  %3 = bufferization.to_tensor %t restrict : memref<4x8xf32> to tensor<4x8xf32>
  // expected-error@+1 {{not supported yet: channels that are not static}}
  %4 = ambit.linear %3, %1 {plan = #ambit.plan<fused>} : (tensor<4x8xf32>, tensor<8x?xf32>) -> tensor<4x?xf32>
  bufferization.materialize_in_destination %4 in restrict writable %y : (tensor<4x?xf32>, memref<4x?xf32>) -> ()
  return
}
