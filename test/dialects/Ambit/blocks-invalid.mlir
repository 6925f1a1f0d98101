// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// C1
func.func @feed_forward_channels(%x: tensor<2x7xf32>, %u: tensor<8x16xf32>, %d: tensor<16x8xf32>) {
  // expected-error@+1 {{expected `input` and `hidden_weight` to have the same number of channels, but got 7 and 8}}
  %0 = ambit.feed_forward %x, %u, %d kind(relu) : (tensor<2x7xf32>, tensor<8x16xf32>, tensor<16x8xf32>) -> tensor<2x8xf32>
  return
}

// -----

// C2
func.func @feed_forward_hidden(%x: tensor<2x8xf32>, %u: tensor<8x16xf32>, %d: tensor<15x8xf32>) {
  // expected-error@+1 {{expected `hidden_weight` and `output_weight` to have the same number of hidden channels, but got 16 and 15}}
  %0 = ambit.feed_forward %x, %u, %d kind(relu) : (tensor<2x8xf32>, tensor<8x16xf32>, tensor<15x8xf32>) -> tensor<2x8xf32>
  return
}

// -----

// C3
func.func @feed_forward_hidden_bias(%x: tensor<2x8xf32>, %u: tensor<8x16xf32>, %d: tensor<16x8xf32>, %h: tensor<15xf32>) {
  // expected-error@+1 {{expected `hidden_bias` and `hidden_weight` to have the same number of hidden channels, but got 15 and 16}}
  %0 = ambit.feed_forward %x, %u, %d hidden_bias %h kind(relu) : (tensor<2x8xf32>, tensor<8x16xf32>, tensor<16x8xf32>, tensor<15xf32>) -> tensor<2x8xf32>
  return
}

// -----

// C3
func.func @feed_forward_output_bias(%x: tensor<2x8xf32>, %u: tensor<8x16xf32>, %d: tensor<16x8xf32>, %b: tensor<7xf32>) {
  // expected-error@+1 {{expected `output_bias` and `output_weight` to have the same number of output channels, but got 7 and 8}}
  %0 = ambit.feed_forward %x, %u, %d output_bias %b kind(relu) : (tensor<2x8xf32>, tensor<8x16xf32>, tensor<16x8xf32>, tensor<7xf32>) -> tensor<2x8xf32>
  return
}

// -----

// C3
func.func @feed_forward_bias_type(%x: tensor<2x8xf32>, %u: tensor<8x16xf32>, %d: tensor<16x8xf32>, %b: tensor<8xf16>) {
  // expected-error@+1 {{expected `input` and `output_bias` to have the same element type, but got 'f32' and 'f16'}}
  %0 = ambit.feed_forward %x, %u, %d output_bias %b kind(relu) : (tensor<2x8xf32>, tensor<8x16xf32>, tensor<16x8xf32>, tensor<8xf16>) -> tensor<2x8xf32>
  return
}

// -----

// C4
func.func @feed_forward_rank(%x: tensor<2x8xf32>, %u: tensor<8x16xf32>, %d: tensor<16x8xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same rank, at least 1, but got 2 and 1}}
  %0 = ambit.feed_forward %x, %u, %d kind(relu) : (tensor<2x8xf32>, tensor<8x16xf32>, tensor<16x8xf32>) -> tensor<8xf32>
  return
}

// -----

// C4
func.func @feed_forward_output(%x: tensor<2x8xf32>, %u: tensor<8x16xf32>, %d: tensor<16x8xf32>) {
  // expected-error@+1 {{expected `output_weight` and `output` to have the same number of output channels, but got 8 and 7}}
  %0 = ambit.feed_forward %x, %u, %d kind(relu) : (tensor<2x8xf32>, tensor<8x16xf32>, tensor<16x8xf32>) -> tensor<2x7xf32>
  return
}

// -----

// C1
func.func @gated_conv_channels(%x: tensor<2x9x8xf32>, %w: tensor<2x7x12xf32>, %r: tensor<6x8xf32>, %s: tensor<6x4xf32>) {
  // expected-error@+1 {{expected `input` and `weight` to have the same number of input channels, but got 8 and 7}}
  %0, %1 = ambit.gated_conv %x, %w, %r, %s : (tensor<2x9x8xf32>, tensor<2x7x12xf32>, tensor<6x8xf32>, tensor<6x4xf32>) -> (tensor<2x9x8xf32>, tensor<2x9x4xf32>)
  return
}

// -----

// C2
func.func @gated_conv_odd(%x: tensor<2x9x8xf32>, %w: tensor<2x8x13xf32>, %r: tensor<6x8xf32>, %s: tensor<6x4xf32>) {
  // expected-error@+1 {{expected the number of outputs of `weight` to be even, but got 13}}
  %0, %1 = ambit.gated_conv %x, %w, %r, %s : (tensor<2x9x8xf32>, tensor<2x8x13xf32>, tensor<6x8xf32>, tensor<6x4xf32>) -> (tensor<2x9x8xf32>, tensor<2x9x4xf32>)
  return
}

// -----

// C2
func.func @gated_conv_dynamic(%x: tensor<2x9x8xf32>, %w: tensor<?x8x12xf32>, %r: tensor<6x8xf32>, %s: tensor<6x4xf32>) {
  // expected-error@+1 {{not supported yet: a dynamic kernel size or a dynamic number of gated channels}}
  %0, %1 = ambit.gated_conv %x, %w, %r, %s : (tensor<2x9x8xf32>, tensor<?x8x12xf32>, tensor<6x8xf32>, tensor<6x4xf32>) -> (tensor<2x9x8xf32>, tensor<2x9x4xf32>)
  return
}

// -----

// C2
func.func @gated_conv_residual_rows(%x: tensor<2x9x8xf32>, %w: tensor<2x8x12xf32>, %r: tensor<5x8xf32>, %s: tensor<6x4xf32>) {
  // expected-error@+1 {{expected `residual_weight` and `weight` to have the same number of gated channels, but got 5 and 6}}
  %0, %1 = ambit.gated_conv %x, %w, %r, %s : (tensor<2x9x8xf32>, tensor<2x8x12xf32>, tensor<5x8xf32>, tensor<6x4xf32>) -> (tensor<2x9x8xf32>, tensor<2x9x4xf32>)
  return
}

// -----

// C2
func.func @gated_conv_skip_rows(%x: tensor<2x9x8xf32>, %w: tensor<2x8x12xf32>, %r: tensor<6x8xf32>, %s: tensor<5x4xf32>) {
  // expected-error@+1 {{expected `skip_weight` and `weight` to have the same number of gated channels, but got 5 and 6}}
  %0, %1 = ambit.gated_conv %x, %w, %r, %s : (tensor<2x9x8xf32>, tensor<2x8x12xf32>, tensor<6x8xf32>, tensor<5x4xf32>) -> (tensor<2x9x8xf32>, tensor<2x9x4xf32>)
  return
}

// -----

// C3
func.func @gated_conv_bias(%x: tensor<2x9x8xf32>, %w: tensor<2x8x12xf32>, %r: tensor<6x8xf32>, %s: tensor<6x4xf32>, %b: tensor<6xf32>) {
  // expected-error@+1 {{expected `bias` and `weight` to have the same number of output channels, but got 6 and 12}}
  %0, %1 = ambit.gated_conv %x, %w, %r, %s bias %b : (tensor<2x9x8xf32>, tensor<2x8x12xf32>, tensor<6x8xf32>, tensor<6x4xf32>, tensor<6xf32>) -> (tensor<2x9x8xf32>, tensor<2x9x4xf32>)
  return
}

// -----

// C4
func.func @gated_conv_residual_columns(%x: tensor<2x9x8xf32>, %w: tensor<2x8x12xf32>, %r: tensor<6x7xf32>, %s: tensor<6x4xf32>) {
  // expected-error@+1 {{expected `input` and `residual_weight` to have the same number of channels, but got 8 and 7}}
  %0, %1 = ambit.gated_conv %x, %w, %r, %s : (tensor<2x9x8xf32>, tensor<2x8x12xf32>, tensor<6x7xf32>, tensor<6x4xf32>) -> (tensor<2x9x8xf32>, tensor<2x9x4xf32>)
  return
}

// -----

// C5
func.func @gated_conv_residual(%x: tensor<2x9x8xf32>, %w: tensor<2x8x12xf32>, %r: tensor<6x8xf32>, %s: tensor<6x4xf32>) {
  // expected-error@+1 {{expected `input` and `residual` to have the same dimension 1, but got 9 and 8}}
  %0, %1 = ambit.gated_conv %x, %w, %r, %s : (tensor<2x9x8xf32>, tensor<2x8x12xf32>, tensor<6x8xf32>, tensor<6x4xf32>) -> (tensor<2x8x8xf32>, tensor<2x9x4xf32>)
  return
}

// -----

// C5
func.func @gated_conv_skip(%x: tensor<2x9x8xf32>, %w: tensor<2x8x12xf32>, %r: tensor<6x8xf32>, %s: tensor<6x4xf32>) {
  // expected-error@+1 {{expected `skip_weight` and `skip` to have the same number of skip channels, but got 4 and 5}}
  %0, %1 = ambit.gated_conv %x, %w, %r, %s : (tensor<2x9x8xf32>, tensor<2x8x12xf32>, tensor<6x8xf32>, tensor<6x4xf32>) -> (tensor<2x9x8xf32>, tensor<2x9x5xf32>)
  return
}
