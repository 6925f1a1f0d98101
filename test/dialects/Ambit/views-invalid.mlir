// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// C1
func.func @split_heads_multiple(%x: tensor<2x9x9xf32>) {
  // expected-error@+1 {{expected the number of channels of `input` to be a multiple of `heads`, but got 9 and 4}}
  %0 = ambit.split_heads %x heads(4) : (tensor<2x9x9xf32>) -> tensor<2x4x9x2xf32>
  return
}

// -----

// C1
func.func @split_heads_dynamic(%x: tensor<2x9x?xf32>) {
  // expected-error@+1 {{not supported yet: `input` with a dynamic number of channels}}
  %0 = ambit.split_heads %x heads(4) : (tensor<2x9x?xf32>) -> tensor<2x4x9x2xf32>
  return
}

// -----

// C2
func.func @split_heads_heads(%x: tensor<2x9x8xf32>) {
  // expected-error@+1 {{expected `output` to have `heads` heads, but got 4 and 2}}
  %0 = ambit.split_heads %x heads(2) : (tensor<2x9x8xf32>) -> tensor<2x4x9x2xf32>
  return
}

// -----

// C2
func.func @split_heads_size(%x: tensor<2x9x8xf32>) {
  // expected-error@+1 {{expected the head size of `output` to be the number of channels over `heads`, but got 3 and 2}}
  %0 = ambit.split_heads %x heads(4) : (tensor<2x9x8xf32>) -> tensor<2x4x9x3xf32>
  return
}

// -----

// C2
func.func @split_heads_batch(%x: tensor<2x9x8xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same batch size, but got 2 and 3}}
  %0 = ambit.split_heads %x heads(4) : (tensor<2x9x8xf32>) -> tensor<3x4x9x2xf32>
  return
}

// -----

// C2
func.func @split_heads_length(%x: tensor<2x9x8xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same length, but got 9 and 8}}
  %0 = ambit.split_heads %x heads(4) : (tensor<2x9x8xf32>) -> tensor<2x4x8x2xf32>
  return
}

// -----

// C1
func.func @merge_heads_dynamic(%x: tensor<2x?x9x2xf32>) {
  // expected-error@+1 {{not supported yet: `input` with a dynamic number of heads or a dynamic head size}}
  %0 = ambit.merge_heads %x : (tensor<2x?x9x2xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C2
func.func @merge_heads_channels(%x: tensor<2x4x9x2xf32>) {
  // expected-error@+1 {{expected the number of channels of `output` to be the heads of `input` times their size, but got 9 and 8}}
  %0 = ambit.merge_heads %x : (tensor<2x4x9x2xf32>) -> tensor<2x9x9xf32>
  return
}

// -----

// C2
func.func @merge_heads_length(%x: tensor<2x4x9x2xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same length, but got 9 and 8}}
  %0 = ambit.merge_heads %x : (tensor<2x4x9x2xf32>) -> tensor<2x8x8xf32>
  return
}

// -----

// C2
func.func @merge_heads_overflow(%x: tensor<2x4294967296x9x4294967296xf32>) {
  // expected-error@+1 {{expected the number of channels of `output` to be the heads of `input` times their size, but got 0 and more than 2^63}}
  %0 = ambit.merge_heads %x : (tensor<2x4294967296x9x4294967296xf32>) -> tensor<2x9x0xf32>
  return
}

// -----

// C1
func.func @split_multiple(%x: tensor<2x9x9xf32>) {
  // expected-error@+1 {{expected the number of channels of `input` to be a multiple of the number of results, but got 9 and 2}}
  %0:2 = ambit.split %x : (tensor<2x9x9xf32>) -> (tensor<2x9x4xf32>, tensor<2x9x4xf32>)
  return
}

// -----

// C1
func.func @split_dynamic(%x: tensor<2x9x?xf32>) {
  // expected-error@+1 {{not supported yet: `input` with a dynamic number of channels}}
  %0:2 = ambit.split %x : (tensor<2x9x?xf32>) -> (tensor<2x9x4xf32>, tensor<2x9x4xf32>)
  return
}

// -----

// C2
func.func @split_rank(%x: tensor<2x9x8xf32>) {
  // expected-error@+1 {{expected `input` and `outputs[1]` to have the same rank, but got 3 and 2}}
  %0:2 = ambit.split %x : (tensor<2x9x8xf32>) -> (tensor<2x9x4xf32>, tensor<9x4xf32>)
  return
}

// -----

// C2
func.func @split_type(%x: tensor<2x9x8xf32>) {
  // expected-error@+1 {{expected `input` and `outputs[0]` to have the same element type, but got 'f32' and 'f16'}}
  %0:2 = ambit.split %x : (tensor<2x9x8xf32>) -> (tensor<2x9x4xf16>, tensor<2x9x4xf32>)
  return
}

// -----

// C2
func.func @split_channels(%x: tensor<2x9x8xf32>) {
  // expected-error@+1 {{expected the number of channels of `outputs[1]` to be that of `input` over the number of results, but got 5 and 4}}
  %0:2 = ambit.split %x : (tensor<2x9x8xf32>) -> (tensor<2x9x4xf32>, tensor<2x9x5xf32>)
  return
}

// -----

// C2
func.func @split_rows(%x: tensor<2x9x8xf32>) {
  // expected-error@+1 {{expected `input` and `outputs[1]` to have the same dimension 1, but got 9 and 8}}
  %0:2 = ambit.split %x : (tensor<2x9x8xf32>) -> (tensor<2x9x4xf32>, tensor<2x8x4xf32>)
  return
}

// -----

// C1
func.func @split_nothing(%x: tensor<2x9x8xf32>) {
  // expected-error@+1 {{expected at least 1 result and an `input` of rank 1 or more, but got 0 and rank 3}}
  "ambit.split"(%x) : (tensor<2x9x8xf32>) -> ()
  return
}
