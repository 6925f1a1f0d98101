// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// C1
func.func @activation_rank(%x: tensor<2x9xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same rank, but got 2 and 1}}
  %0 = ambit.activation %x kind(relu) : (tensor<2x9xf32>) -> tensor<9xf32>
  return
}

// -----

// C1
func.func @activation_shape(%x: tensor<2x9xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same dimension 1, but got 9 and 8}}
  %0 = ambit.activation %x kind(relu) : (tensor<2x9xf32>) -> tensor<2x8xf32>
  return
}

// -----

// The clause
func.func @activation_kind(%x: tensor<2x9xf32>) {
  // expected-error@+1 {{expected `kind` to be relu, gelu, gelu_tanh, tanh, silu or sigmoid, but got `swish`}}
  %0 = ambit.activation %x kind(swish) : (tensor<2x9xf32>) -> tensor<2x9xf32>
  return
}

// -----

// C1
func.func @add_rank(%l: tensor<2x9xf32>, %r: tensor<9xf32>) {
  // expected-error@+1 {{expected `left` and `right` to have the same rank, but got 2 and 1}}
  %0 = ambit.add %l, %r : (tensor<2x9xf32>, tensor<9xf32>) -> tensor<2x9xf32>
  return
}

// -----

// C1
func.func @add_shape(%l: tensor<2x9xf32>, %r: tensor<2x1xf32>) {
  // expected-error@+1 {{expected `left` and `right` to have the same dimension 1, but got 9 and 1}}
  %0 = ambit.add %l, %r : (tensor<2x9xf32>, tensor<2x1xf32>) -> tensor<2x9xf32>
  return
}

// -----

// C2
func.func @add_output_rank(%l: tensor<2x9xf32>, %r: tensor<2x9xf32>) {
  // expected-error@+1 {{expected `left` and `output` to have the same rank, but got 2 and 3}}
  %0 = ambit.add %l, %r : (tensor<2x9xf32>, tensor<2x9xf32>) -> tensor<1x2x9xf32>
  return
}

// -----

// C2
func.func @add_output(%l: tensor<2x9xf32>, %r: tensor<2x9xf32>) {
  // expected-error@+1 {{expected `left` and `output` to have the same dimension 0, but got 2 and 3}}
  %0 = ambit.add %l, %r : (tensor<2x9xf32>, tensor<2x9xf32>) -> tensor<3x9xf32>
  return
}

// -----

// C1
func.func @mul_shape(%l: tensor<2x9xf32>, %r: tensor<3x9xf32>) {
  // expected-error@+1 {{expected `left` and `right` to have the same dimension 0, but got 2 and 3}}
  %0 = ambit.mul %l, %r : (tensor<2x9xf32>, tensor<3x9xf32>) -> tensor<2x9xf32>
  return
}

// -----

// C2
func.func @mul_output(%l: tensor<2x9xf32>, %r: tensor<2x9xf32>) {
  // expected-error@+1 {{expected `left` and `output` to have the same dimension 0, but got 2 and 3}}
  %0 = ambit.mul %l, %r : (tensor<2x9xf32>, tensor<2x9xf32>) -> tensor<3x9xf32>
  return
}
