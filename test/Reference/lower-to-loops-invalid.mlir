// RUN: ambit-opt %s --split-input-file --verify-diagnostics --ambit-reference-lower-to-loops

func.func @operand_is_no_buffer(%x: tensor<4xf32>, %y: memref<4xf32>) {
  // expected-error@+1 {{expected operand 0 to be read from a buffer by `bufferization.to_tensor`}}
  %0 = ambit.activation %x kind(relu) : (tensor<4xf32>) -> tensor<4xf32>
  bufferization.materialize_in_destination %0 in restrict writable %y : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

func.func @result_is_used_twice(%x: memref<4xf32>, %y: memref<4xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<4xf32> to tensor<4xf32>
  // expected-error@+1 {{expected result 0 to go to one buffer by `bufferization.materialize_in_destination`}}
  %1 = ambit.activation %0 kind(relu) : (tensor<4xf32>) -> tensor<4xf32>
  %2 = ambit.activation %1 kind(relu) : (tensor<4xf32>) -> tensor<4xf32>
  bufferization.materialize_in_destination %1 in restrict writable %y : (tensor<4xf32>, memref<4xf32>) -> ()
  bufferization.materialize_in_destination %2 in restrict writable %y : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

func.func @block(%x: memref<1x4x8xf32>, %w: memref<8x8xf32>, %y: memref<1x4x8xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<1x4x8xf32> to tensor<1x4x8xf32>
  %1 = bufferization.to_tensor %w restrict : memref<8x8xf32> to tensor<8x8xf32>
  // expected-error@+1 {{is not supported yet by the reference}}
  %2 = ambit.feed_forward %0, %1, %1 kind(relu) : (tensor<1x4x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<1x4x8xf32>
  bufferization.materialize_in_destination %2 in restrict writable %y : (tensor<1x4x8xf32>, memref<1x4x8xf32>) -> ()
  return
}

// -----

func.func @value_size(%q: memref<1x1x1x1xf32>, %v: memref<1x1x1x65537xf32>) {
  %0 = bufferization.to_tensor %q restrict : memref<1x1x1x1xf32> to tensor<1x1x1x1xf32>
  %1 = bufferization.to_tensor %v restrict : memref<1x1x1x65537xf32> to tensor<1x1x1x65537xf32>
  // expected-error@+1 {{expected a value size of at most 65536 in the reference (more is not supported yet), but got 65537}}
  %2 = ambit.attention %0, %0, %1 : (tensor<1x1x1x1xf32>, tensor<1x1x1x1xf32>, tensor<1x1x1x65537xf32>) -> tensor<1x1x1x65537xf32>
  bufferization.materialize_in_destination %2 in restrict writable %v : (tensor<1x1x1x65537xf32>, memref<1x1x1x65537xf32>) -> ()
  return
}
