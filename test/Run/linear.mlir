// RUN: %numbers %s
// INPUT f32: [[[1, 2], [3, 4], [-1, 0.5]]]
// INPUT f32: [[1, 0, 2], [0, 1, -1]]
// INPUT f32: [10, 20, 30]
// EXPECT f32: [[[11, 22, 30], [13, 24, 32], [9, 20.5, 27.5]]]

func.func @map(%x: tensor<?x?x2xf32>, %w: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<?x?x3xf32> {
  %0 = ambit.linear %x, %w bias %b : (tensor<?x?x2xf32>, tensor<2x3xf32>, tensor<3xf32>) -> tensor<?x?x3xf32>
  return %0 : tensor<?x?x3xf32>
}
