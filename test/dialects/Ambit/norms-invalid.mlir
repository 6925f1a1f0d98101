// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// C1
func.func @scale(%x: tensor<2x9x4xf32>, %g: tensor<5xf32>) {
  // expected-error@+1 {{expected `input` and `scale` to have the same number of channels, but got 4 and 5}}
  %0 = ambit.layer_norm %x, %g : (tensor<2x9x4xf32>, tensor<5xf32>) -> tensor<2x9x4xf32>
  return
}

// -----

// C1
func.func @bias(%x: tensor<2x9x4xf32>, %g: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error@+1 {{expected `input` and `bias` to have the same number of channels, but got 4 and 3}}
  %0 = ambit.layer_norm %x, %g bias %b : (tensor<2x9x4xf32>, tensor<4xf32>, tensor<3xf32>) -> tensor<2x9x4xf32>
  return
}

// -----

// C2
func.func @dynamic_channels(%x: tensor<2x9x?xf32>, %g: tensor<4xf32>) {
  // expected-error@+1 {{not supported yet: `input` with a dynamic number of channels}}
  %0 = ambit.layer_norm %x, %g : (tensor<2x9x?xf32>, tensor<4xf32>) -> tensor<2x9x?xf32>
  return
}

// -----

// C2
func.func @no_channels(%x: tensor<2x9x0xf32>, %g: tensor<0xf32>) {
  // expected-error@+1 {{expected `input` to have at least 1 channel, but got 0}}
  %0 = ambit.layer_norm %x, %g : (tensor<2x9x0xf32>, tensor<0xf32>) -> tensor<2x9x0xf32>
  return
}

// -----

// C3
func.func @rank(%x: tensor<2x9x4xf32>, %g: tensor<4xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same rank, at least 1, but got 3 and 2}}
  %0 = ambit.layer_norm %x, %g : (tensor<2x9x4xf32>, tensor<4xf32>) -> tensor<9x4xf32>
  return
}

// -----

// C3
func.func @shape(%x: tensor<2x9x4xf32>, %g: tensor<4xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same dimension 0, but got 2 and 3}}
  %0 = ambit.layer_norm %x, %g : (tensor<2x9x4xf32>, tensor<4xf32>) -> tensor<3x9x4xf32>
  return
}

// -----

// C4
func.func @bias_type(%x: tensor<2x9x4xf32>, %g: tensor<4xf32>, %b: tensor<4xf16>) {
  // expected-error@+1 {{expected `input` and `bias` to have the same element type, but got 'f32' and 'f16'}}
  %0 = ambit.layer_norm %x, %g bias %b : (tensor<2x9x4xf32>, tensor<4xf32>, tensor<4xf16>) -> tensor<2x9x4xf32>
  return
}

// -----

// C5
func.func @epsilon(%x: tensor<2x9x4xf32>, %g: tensor<4xf32>) {
  // expected-error@+1 {{expected `epsilon` to be finite and not negative, but got -1.000000e+00}}
  %0 = ambit.layer_norm %x, %g epsilon(-1.0) : (tensor<2x9x4xf32>, tensor<4xf32>) -> tensor<2x9x4xf32>
  return
}

// -----

// C1
func.func @rms_scale(%x: tensor<2x9x4xf32>, %g: tensor<5xf32>) {
  // expected-error@+1 {{expected `input` and `scale` to have the same number of channels, but got 4 and 5}}
  %0 = ambit.rms_norm %x, %g : (tensor<2x9x4xf32>, tensor<5xf32>) -> tensor<2x9x4xf32>
  return
}

// -----

// C2
func.func @rms_dynamic_channels(%x: tensor<2x9x?xf32>, %g: tensor<4xf32>) {
  // expected-error@+1 {{not supported yet: `input` with a dynamic number of channels}}
  %0 = ambit.rms_norm %x, %g : (tensor<2x9x?xf32>, tensor<4xf32>) -> tensor<2x9x?xf32>
  return
}

// -----

// C3
func.func @rms_shape(%x: tensor<2x9x4xf32>, %g: tensor<4xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same dimension 1, but got 9 and 8}}
  %0 = ambit.rms_norm %x, %g : (tensor<2x9x4xf32>, tensor<4xf32>) -> tensor<2x8x4xf32>
  return
}

// -----

// C4
func.func @rms_epsilon(%x: tensor<2x9x4xf32>, %g: tensor<4xf32>) {
  // expected-error@+1 {{expected `epsilon` to be finite and not negative, but got nan}}
  %0 = ambit.rms_norm %x, %g epsilon(0x7FF8000000000000) : (tensor<2x9x4xf32>, tensor<4xf32>) -> tensor<2x9x4xf32>
  return
}
