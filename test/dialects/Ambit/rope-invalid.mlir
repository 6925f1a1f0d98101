// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// C1
func.func @odd(%x: tensor<2x4x9x7xf32>) {
  // expected-error@+1 {{expected the head size of `input` to be positive and even, but got 7}}
  %0 = ambit.rope %x : (tensor<2x4x9x7xf32>) -> tensor<2x4x9x7xf32>
  return
}

// -----

// C1
func.func @empty(%x: tensor<2x4x9x0xf32>) {
  // expected-error@+1 {{expected the head size of `input` to be positive and even, but got 0}}
  %0 = ambit.rope %x : (tensor<2x4x9x0xf32>) -> tensor<2x4x9x0xf32>
  return
}

// -----

// C1
func.func @dynamic(%x: tensor<2x4x9x?xf32>) {
  // expected-error@+1 {{not supported yet: `input` with a dynamic head size}}
  %0 = ambit.rope %x : (tensor<2x4x9x?xf32>) -> tensor<2x4x9x?xf32>
  return
}

// -----

// C2
func.func @shape(%x: tensor<2x4x9x8xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same dimension 2, but got 9 and 8}}
  %0 = ambit.rope %x : (tensor<2x4x9x8xf32>) -> tensor<2x4x8x8xf32>
  return
}

// -----

// C3
func.func @base(%x: tensor<2x4x9x8xf32>) {
  // expected-error@+1 {{expected `base` to be finite and positive, but got 0.000000e+00}}
  %0 = ambit.rope %x base(0.0) : (tensor<2x4x9x8xf32>) -> tensor<2x4x9x8xf32>
  return
}
