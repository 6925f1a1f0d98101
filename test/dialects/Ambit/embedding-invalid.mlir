// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// The type constraints
func.func @ids(%i: tensor<2x9xi8>, %t: tensor<100x4xf32>) {
  // expected-error@+1 {{operand #0 must be ranked tensor of i32 or i64 values, but got 'tensor<2x9xi8>'}}
  %0 = ambit.embedding %i, %t : (tensor<2x9xi8>, tensor<100x4xf32>) -> tensor<2x9x4xf32>
  return
}

// -----

// C1
func.func @rank(%i: tensor<2x9xi32>, %t: tensor<100x4xf32>) {
  // expected-error@+1 {{expected the rank of `output` to be that of `ids` plus 1, but got 2 and 2}}
  %0 = ambit.embedding %i, %t : (tensor<2x9xi32>, tensor<100x4xf32>) -> tensor<2x9xf32>
  return
}

// -----

// C1
func.func @channels(%i: tensor<2x9xi32>, %t: tensor<100x4xf32>) {
  // expected-error@+1 {{expected `table` and `output` to have the same number of channels, but got 4 and 5}}
  %0 = ambit.embedding %i, %t : (tensor<2x9xi32>, tensor<100x4xf32>) -> tensor<2x9x5xf32>
  return
}

// -----

// C2
func.func @rows(%i: tensor<2x9xi32>, %t: tensor<100x4xf32>) {
  // expected-error@+1 {{expected `ids` and `output` to have the same dimension 1, but got 9 and 8}}
  %0 = ambit.embedding %i, %t : (tensor<2x9xi32>, tensor<100x4xf32>) -> tensor<2x8x4xf32>
  return
}
