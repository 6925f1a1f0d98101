// RUN: %numbers %s
// Taps 2 apart, two groups: channel 0 doubles the past and adds the present,
// channel 1 subtracts the past.
// INPUT f32: [[[1, 10], [2, 20], [3, 30], [4, 40]]]
// INPUT f32: [[[2, -1]], [[1, 1]]]
// INPUT f32: [100, 0]
// EXPECT f32: [[[101, 10], [102, 20], [105, 20], [108, 20]]]
// EXPECT f32: [[[5, 20]]]

func.func @taps(%x: tensor<?x?x2xf32>, %w: tensor<2x1x2xf32>, %b: tensor<2xf32>) -> (tensor<?x?x2xf32>, tensor<?x?x2xf32>) {
  %0 = ambit.conv %x, %w bias %b padding(causal) dilation(2) groups(2) : (tensor<?x?x2xf32>, tensor<2x1x2xf32>, tensor<2xf32>) -> tensor<?x?x2xf32>
  %1 = ambit.conv %x, %w dilation(2) stride(3) groups(2) : (tensor<?x?x2xf32>, tensor<2x1x2xf32>) -> tensor<?x?x2xf32>
  return %0, %1 : tensor<?x?x2xf32>, tensor<?x?x2xf32>
}
