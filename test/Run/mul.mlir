// RUN: %numbers %s
// INPUT f16: [[1, 2, 3], [4, 5, 6]]
// INPUT f16: [[0.5, -2, 256], [NaN, -5.5, Infinity]]
// EXPECT f16: [[0.5, -4, 768], [NaN, -27.5, Infinity]]

func.func @product(%x: tensor<2x?xf16>, %y: tensor<2x?xf16>) -> tensor<2x?xf16> {
  %0 = ambit.mul %x, %y : (tensor<2x?xf16>, tensor<2x?xf16>) -> tensor<2x?xf16>
  return %0 : tensor<2x?xf16>
}
