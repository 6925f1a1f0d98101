// RUN: %numbers %s
// INPUT i64: [[0, 2, 3], [1, -1, 9223372036854775807]]
// INPUT f32: [[1, 2], [3, 4], [5, 6]]
// EXPECT f32: [[[1, 2], [5, 6], [NaN, NaN]], [[3, 4], [NaN, NaN], [NaN, NaN]]]

func.func @rows(%ids: tensor<?x?xi64>, %table: tensor<3x2xf32>) -> tensor<?x?x2xf32> {
  %0 = ambit.embedding %ids, %table : (tensor<?x?xi64>, tensor<3x2xf32>) -> tensor<?x?x2xf32>
  return %0 : tensor<?x?x2xf32>
}
