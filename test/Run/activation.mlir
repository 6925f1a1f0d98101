// RUN: %numbers %s
// INPUT f32: [-2, -0.5, 0, 1, 3]
// EXPECT f32: [0, 0, 0, 1, 3]
// EXPECT f32: [-0.04550026, -0.15426877, 0, 0.84134475, 2.99595031]
// EXPECT f32: [-0.04540231, -0.15428599, 0, 0.84119199, 2.99636261]
// EXPECT f32: [-0.96402758, -0.46211716, 0, 0.76159416, 0.99505475]
// EXPECT f32: [-0.23840584, -0.18877033, 0, 0.73105858, 2.85772238]
// EXPECT f32: [0.11920292, 0.37754067, 0.5, 0.73105858, 0.95257413]

func.func @activations(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %0 = ambit.activation %x kind(relu) : (tensor<?xf32>) -> tensor<?xf32>
  %1 = ambit.activation %x kind(gelu) : (tensor<?xf32>) -> tensor<?xf32>
  %2 = ambit.activation %x kind(gelu_tanh) : (tensor<?xf32>) -> tensor<?xf32>
  %3 = ambit.activation %x kind(tanh) : (tensor<?xf32>) -> tensor<?xf32>
  %4 = ambit.activation %x kind(silu) : (tensor<?xf32>) -> tensor<?xf32>
  %5 = ambit.activation %x kind(sigmoid) : (tensor<?xf32>) -> tensor<?xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}
