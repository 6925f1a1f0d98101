// RUN: %numbers %s
// Row 1 has the scores 0 and ln 3, so the weights 1/4 and 3/4; row 0 reads the
// first key only, or with the opposite mask the second.
// INPUT f32: [[[[1], [1]]]]
// INPUT f32: [[[[0], [1.0986123]]]]
// INPUT f32: [[[[4, 8], [8, -8]]]]
// EXPECT f32: [[[[4, 8], [7, -4]]]]
// EXPECT f32: [[[0, 1.3862944]]]
// EXPECT f32: [[[[8, -8], [0, 0]]]]
// EXPECT f32: [[[1.0986123, -Infinity]]]

func.func @attend(%q: tensor<?x1x?x1xf32>, %k: tensor<?x1x?x1xf32>, %v: tensor<?x1x?x2xf32>) -> (tensor<?x1x?x2xf32>, tensor<?x1x?xf32>, tensor<?x1x?x2xf32>, tensor<?x1x?xf32>) {
  %0, %1 = ambit.attention %q, %k, %v mask(#ambit.mask<causal>) : (tensor<?x1x?x1xf32>, tensor<?x1x?x1xf32>, tensor<?x1x?x2xf32>) -> (tensor<?x1x?x2xf32>, tensor<?x1x?xf32>)
  %2, %3 = ambit.attention %q, %k, %v mask(#ambit.mask<!causal>) : (tensor<?x1x?x1xf32>, tensor<?x1x?x1xf32>, tensor<?x1x?x2xf32>) -> (tensor<?x1x?x2xf32>, tensor<?x1x?xf32>)
  return %0, %1, %2, %3 : tensor<?x1x?x2xf32>, tensor<?x1x?xf32>, tensor<?x1x?x2xf32>, tensor<?x1x?xf32>
}
