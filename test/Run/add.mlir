// RUN: %numbers %s
// INPUT bf16: [[1, 2, 3], [4, 5, 6]]
// INPUT bf16: [[0.5, -2, 256], [4, -5.5, Infinity]]
// EXPECT bf16: [[1.5, 0, 259], [8, -0.5, Infinity]]

func.func @sum(%x: tensor<?x3xbf16>, %y: tensor<?x3xbf16>) -> tensor<?x3xbf16> {
  %0 = ambit.add %x, %y : (tensor<?x3xbf16>, tensor<?x3xbf16>) -> tensor<?x3xbf16>
  return %0 : tensor<?x3xbf16>
}
