// RUN: %numbers %s
// Angles of the rows: 0, 1 for the first pair and 0, 0.1 for the second.
// INPUT f32: [[[[1, 2, 3, 4], [1, 2, 3, 4]]]]
// EXPECT f32: [[[[1, 2, 3, 4], [-1.98411065, 1.59067499, 2.46237790, 4.17968409]]]]
// EXPECT f32: [[[[1, 2, 3, 4], [-1.14263966, 1.92207548, 2.58567883, 4.27951]]]]

func.func @rotate(%x: tensor<?x1x?x4xf32>) -> (tensor<?x1x?x4xf32>, tensor<?x1x?x4xf32>) {
  %0 = ambit.rope %x base(100.0) : (tensor<?x1x?x4xf32>) -> tensor<?x1x?x4xf32>
  %1 = ambit.rope %x base(100.0) interleaved : (tensor<?x1x?x4xf32>) -> tensor<?x1x?x4xf32>
  return %0, %1 : tensor<?x1x?x4xf32>, tensor<?x1x?x4xf32>
}
