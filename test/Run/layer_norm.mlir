// RUN: %numbers %s
// INPUT f64: [[1, 3], [2, 2]]
// INPUT f64: [1, 10]
// INPUT f64: [0.5, 0]
// EXPECT f64: [[-0.39442719099991586, 8.94427190999916], [0.5, 0]]

func.func @norm(%x: tensor<?x2xf64>, %g: tensor<2xf64>, %b: tensor<2xf64>) -> tensor<?x2xf64> {
  %0 = ambit.layer_norm %x, %g bias %b epsilon(0.25) : (tensor<?x2xf64>, tensor<2xf64>, tensor<2xf64>) -> tensor<?x2xf64>
  return %0 : tensor<?x2xf64>
}
