// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-tile-lower-to-programs))' --split-input-file --verify-diagnostics

func.func @no_plan(%x: memref<?x8xf32>, %y: memref<?x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?x8xf32> to tensor<?x8xf32>
  // expected-error@+1 {{expected an attribute `plan`, but got none}}
  %1 = ambit.activation %0 kind(relu) : (tensor<?x8xf32>) -> tensor<?x8xf32>
  bufferization.materialize_in_destination %1 in restrict writable %y : (tensor<?x8xf32>, memref<?x8xf32>) -> ()
  return
}

// -----

func.func @no_buffer(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // expected-error@+1 {{expected operands that are views of buffers, but got a tensor from elsewhere}}
  %1 = ambit.activation %x kind(relu) {plan = #ambit.plan<blocks>} : (tensor<?x8xf32>) -> tensor<?x8xf32>
  return %1 : tensor<?x8xf32>
}

// -----

func.func @dynamic_channels(%x: memref<4x?xf32>, %s: memref<?x?xf32>, %y: memref<4x?xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<4x?xf32> to tensor<4x?xf32>
  %1 = bufferization.to_tensor %s restrict : memref<?x?xf32> to tensor<?x?xf32>
  // expected-error@+1 {{not supported yet: channels that are not static}}
  %2 = ambit.linear %0, %1 {plan = #ambit.plan<blocked_product>} : (tensor<4x?xf32>, tensor<?x?xf32>) -> tensor<4x?xf32>
  bufferization.materialize_in_destination %2 in restrict writable %y : (tensor<4x?xf32>, memref<4x?xf32>) -> ()
  return
}

// -----

func.func @other_algorithm(%x: memref<?x8xf32>, %y: memref<?x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?x8xf32> to tensor<?x8xf32>
  // expected-error@+1 {{expected a plan of algorithm `blocks`, but got `rows`}}
  %1 = ambit.activation %0 kind(relu) {plan = #ambit.plan<rows>} : (tensor<?x8xf32>) -> tensor<?x8xf32>
  bufferization.materialize_in_destination %1 in restrict writable %y : (tensor<?x8xf32>, memref<?x8xf32>) -> ()
  return
}

// -----

func.func @unknown_setting(%x: memref<?x8xf32>, %y: memref<?x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?x8xf32> to tensor<?x8xf32>
  // expected-error@+1 {{expected a plan with the settings row_tile, column_tile, but got `tile`}}
  %1 = ambit.activation %0 kind(relu) {plan = #ambit.plan<blocks, tile = 3>} : (tensor<?x8xf32>) -> tensor<?x8xf32>
  bufferization.materialize_in_destination %1 in restrict writable %y : (tensor<?x8xf32>, memref<?x8xf32>) -> ()
  return
}

// -----

func.func @setting_out_of_range(%x: memref<?x8xf32>, %y: memref<?x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<?x8xf32> to tensor<?x8xf32>
  // expected-error@+1 {{expected setting `row_tile` of the plan from 1 to 4096, but got 0}}
  %1 = ambit.activation %0 kind(relu) {plan = #ambit.plan<blocks, row_tile = 0>} : (tensor<?x8xf32>) -> tensor<?x8xf32>
  bufferization.materialize_in_destination %1 in restrict writable %y : (tensor<?x8xf32>, memref<?x8xf32>) -> ()
  return
}

// -----

func.func @comparison_that_is_not_solved(%q: memref<1x2x?x16xf32>, %o: memref<1x2x?x16xf32>) {
  %0 = bufferization.to_tensor %q restrict : memref<1x2x?x16xf32> to tensor<1x2x?x16xf32>
  // expected-remark@+1 {{mask: bounds a comparison on each tile instead of solving it}}
  %1 = ambit.attention %0, %0, %0 mask(#ambit.mask<set("i + j <= n")>) {plan = #ambit.plan<online_softmax>} : (tensor<1x2x?x16xf32>, tensor<1x2x?x16xf32>, tensor<1x2x?x16xf32>) -> tensor<1x2x?x16xf32>
  bufferization.materialize_in_destination %1 in restrict writable %o : (tensor<1x2x?x16xf32>, memref<1x2x?x16xf32>) -> ()
  return
}

// -----

func.func @no_channels(%x: memref<4x0xf32>, %w: memref<0x8xf32>, %y: memref<4x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<4x0xf32> to tensor<4x0xf32>
  %1 = bufferization.to_tensor %w restrict : memref<0x8xf32> to tensor<0x8xf32>
  // expected-error@+1 {{not supported yet: 0 channels or taps; at least 1 and at most 1048576}}
  %2 = ambit.linear %0, %1 {plan = #ambit.plan<blocked_product>} : (tensor<4x0xf32>, tensor<0x8xf32>) -> tensor<4x8xf32>
  bufferization.materialize_in_destination %2 in restrict writable %y : (tensor<4x8xf32>, memref<4x8xf32>) -> ()
  return
}

// -----

func.func @grain_that_does_not_divide(%q: memref<1x2x?x16xf32>, %o: memref<1x2x?x16xf32>) {
  %0 = bufferization.to_tensor %q restrict : memref<1x2x?x16xf32> to tensor<1x2x?x16xf32>
  // expected-error@+1 {{expected `key_tile` to be a multiple of `key_grain`, but got 96 and 36}}
  %1 = ambit.attention %0, %0, %0 {plan = #ambit.plan<online_softmax, key_grain = 36>} : (tensor<1x2x?x16xf32>, tensor<1x2x?x16xf32>, tensor<1x2x?x16xf32>) -> tensor<1x2x?x16xf32>
  bufferization.materialize_in_destination %1 in restrict writable %o : (tensor<1x2x?x16xf32>, memref<1x2x?x16xf32>) -> ()
  return
}
