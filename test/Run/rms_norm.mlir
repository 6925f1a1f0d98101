// RUN: %numbers %s
// INPUT f64: [[1, 3], [0, 0]]
// INPUT f64: [1, 10]
// EXPECT f64: [[0.4472135954999579, 13.416407864998739], [0, 0]]

func.func @norm(%x: tensor<?x2xf64>, %g: tensor<2xf64>) -> tensor<?x2xf64> {
  %0 = ambit.rms_norm %x, %g epsilon(1.0e-300) : (tensor<?x2xf64>, tensor<2xf64>) -> tensor<?x2xf64>
  return %0 : tensor<?x2xf64>
}
