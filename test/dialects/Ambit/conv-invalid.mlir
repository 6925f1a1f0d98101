// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// C1
func.func @channels(%x: tensor<2x9x5xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{expected `input` and `weight` to have the same number of input channels, but got 5 and 4}}
  %0 = ambit.conv %x, %w padding(causal) : (tensor<2x9x5xf32>, tensor<3x4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// C1
func.func @group_channels(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{expected the number of channels of `input` to be `groups` times the inputs of `weight`, but got 4 and 2 times 4}}
  %0 = ambit.conv %x, %w padding(causal) groups(2) : (tensor<2x9x4xf32>, tensor<3x4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// C2
func.func @outputs(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{expected `weight` and `output` to have the same number of output channels, but got 6 and 5}}
  %0 = ambit.conv %x, %w padding(causal) : (tensor<2x9x4xf32>, tensor<3x4x6xf32>) -> tensor<2x9x5xf32>
  return
}

// -----

// C3
func.func @bias_size(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>, %b: tensor<5xf32>) {
  // expected-error@+1 {{expected `bias` and `weight` to have the same number of output channels, but got 5 and 6}}
  %0 = ambit.conv %x, %w bias %b padding(causal) : (tensor<2x9x4xf32>, tensor<3x4x6xf32>, tensor<5xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// C3
func.func @bias_type(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>, %b: tensor<6xf64>) {
  // expected-error@+1 {{expected `input` and `bias` to have the same element type, but got 'f32' and 'f64'}}
  %0 = ambit.conv %x, %w bias %b padding(causal) : (tensor<2x9x4xf32>, tensor<3x4x6xf32>, tensor<6xf64>) -> tensor<2x9x6xf32>
  return
}

// -----

// C4
func.func @group_outputs(%x: tensor<2x9x4xf32>, %w: tensor<3x2x5xf32>) {
  // expected-error@+1 {{expected the number of output channels to be a multiple of `groups`, but got 5 and 2}}
  %0 = ambit.conv %x, %w padding(causal) groups(2) : (tensor<2x9x4xf32>, tensor<3x2x5xf32>) -> tensor<2x9x5xf32>
  return
}

// -----

// C5
func.func @dynamic_kernel(%x: tensor<2x9x4xf32>, %w: tensor<?x4x6xf32>) {
  // expected-error@+1 {{not supported yet: a dynamic kernel size}}
  %0 = ambit.conv %x, %w padding(causal) : (tensor<2x9x4xf32>, tensor<?x4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// C5
func.func @empty_kernel(%x: tensor<2x9x4xf32>, %w: tensor<0x4x6xf32>) {
  // expected-error@+1 {{expected the kernel size to be in 1..2147483647, but got 0}}
  %0 = ambit.conv %x, %w padding(causal) : (tensor<2x9x4xf32>, tensor<0x4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// C5
func.func @dynamic_groups(%x: tensor<2x9x?xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{not supported yet: a dynamic number of channels in several groups}}
  %0 = ambit.conv %x, %w padding(causal) groups(2) : (tensor<2x9x?xf32>, tensor<3x4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// C6
func.func @batch(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same batch size, but got 2 and 3}}
  %0 = ambit.conv %x, %w padding(causal) : (tensor<2x9x4xf32>, tensor<3x4x6xf32>) -> tensor<3x9x6xf32>
  return
}

// -----

// C7
func.func @length(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same length, but got 9 and 8}}
  %0 = ambit.conv %x, %w padding(causal) : (tensor<2x9x4xf32>, tensor<3x4x6xf32>) -> tensor<2x8x6xf32>
  return
}

// -----

// C7
func.func @strided_length(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{expected `output` to have the length that follows from `input`, but got 9 and 5}}
  %0 = ambit.conv %x, %w padding(causal) stride(2) : (tensor<2x9x4xf32>, tensor<3x4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// C7
func.func @unpadded_length(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{expected `output` to have the length that follows from `input`, but got 9 and 7}}
  %0 = ambit.conv %x, %w : (tensor<2x9x4xf32>, tensor<3x4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// C7
func.func @short_input(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{expected `output` to have the length that follows from `input`, but got 9 and 0}}
  %0 = ambit.conv %x, %w dilation(2147483647) : (tensor<2x9x4xf32>, tensor<3x4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// C7
func.func @static_length_of_dynamic(%x: tensor<2x?x4xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{not supported yet: an `output` of static length 9 for an `input` of dynamic length}}
  %0 = ambit.conv %x, %w : (tensor<2x?x4xf32>, tensor<3x4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// C8
func.func @negative_padding(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{expected `padding` to be two numbers in 0..2147483647, but got [-1, 3]}}
  %0 = ambit.conv %x, %w padding([-1, 3]) : (tensor<2x9x4xf32>, tensor<3x4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// The clause
func.func @one_padding(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{expected `padding` to have 2 numbers, but got 1}}
  %0 = ambit.conv %x, %w padding([1]) : (tensor<2x9x4xf32>, tensor<3x4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// The constraint of the attribute
func.func @dilation(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{attribute 'dilation' failed to satisfy constraint: 64-bit signless integer attribute whose minimum value is 1 whose maximum value is 2147483647}}
  %0 = ambit.conv %x, %w padding(causal) dilation(0) : (tensor<2x9x4xf32>, tensor<3x4x6xf32>) -> tensor<2x9x6xf32>
  return
}

// -----

// The clause
func.func @layout(%x: tensor<2x9x4xf32>, %w: tensor<3x4x6xf32>) {
  // expected-error@+1 {{expected `layout` to be channels_last or channels_first, but got `channels_middle`}}
  %0 = ambit.conv %x, %w layout(channels_middle) : (tensor<2x9x4xf32>, tensor<3x4x6xf32>) -> tensor<2x9x6xf32>
  return
}
