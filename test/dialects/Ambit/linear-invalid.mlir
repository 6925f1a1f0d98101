// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// C1
func.func @inputs(%x: tensor<2x9x5xf32>, %w: tensor<4x6xf32>) {
  // expected-error@+1 {{expected `input` and `weight` to have the same number of input channels, but got 5 and 4}}
  %0 = ambit.linear %x, %w : (tensor<2x9x5xf32>, tensor<4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// C2
func.func @outputs(%x: tensor<2x9x4xf32>, %w: tensor<4x6xf32>) {
  // expected-error@+1 {{expected `weight` and `output` to have the same number of output channels, but got 6 and 5}}
  %0 = ambit.linear %x, %w : (tensor<2x9x4xf32>, tensor<4x6xf32>) -> tensor<2x9x5xf32>
  return
}

// -----

// C3
func.func @bias_size(%x: tensor<2x9x4xf32>, %w: tensor<4x6xf32>, %b: tensor<1xf32>) {
  // expected-error@+1 {{expected `bias` and `weight` to have the same number of output channels, but got 1 and 6}}
  %0 = ambit.linear %x, %w bias %b : (tensor<2x9x4xf32>, tensor<4x6xf32>, tensor<1xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// C3
func.func @bias_type(%x: tensor<2x9x4xf32>, %w: tensor<4x6xf32>, %b: tensor<6xbf16>) {
  // expected-error@+1 {{expected `input` and `bias` to have the same element type, but got 'f32' and 'bf16'}}
  %0 = ambit.linear %x, %w bias %b : (tensor<2x9x4xf32>, tensor<4x6xf32>, tensor<6xbf16>) -> tensor<2x9x6xf32>
  return
}

// -----

// C4
func.func @rank(%x: tensor<2x9x4xf32>, %w: tensor<4x6xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same rank, at least 1, but got 3 and 2}}
  %0 = ambit.linear %x, %w : (tensor<2x9x4xf32>, tensor<4x6xf32>) -> tensor<9x6xf32>
  return
}

// -----

// C4
func.func @scalar(%x: tensor<f32>, %w: tensor<4x6xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same rank, at least 1, but got 0 and 0}}
  %0 = ambit.linear %x, %w : (tensor<f32>, tensor<4x6xf32>) -> tensor<f32>
  return
}

// -----

// C4
func.func @rows(%x: tensor<2x9x4xf32>, %w: tensor<4x6xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same dimension 1, but got 9 and 8}}
  %0 = ambit.linear %x, %w : (tensor<2x9x4xf32>, tensor<4x6xf32>) -> tensor<2x8x6xf32>
  return
}
