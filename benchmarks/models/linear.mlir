// A linear map from 512 to 2048 channels, alone and with what follows it in a
// feed-forward layer.

!x = tensor<?x512xf32>
!y = tensor<?x2048xf32>

ambit.global @weight : tensor<512x2048xf32>
ambit.global @bias : tensor<2048xf32>

func.func @linear(%x: !x) -> !y {
  %w = ambit.get_global @weight : tensor<512x2048xf32>
  %y = ambit.linear %x, %w : (!x, tensor<512x2048xf32>) -> !y
  return %y : !y
}

func.func @linear_bias_gelu(%x: !x) -> !y {
  %w = ambit.get_global @weight : tensor<512x2048xf32>
  %b = ambit.get_global @bias : tensor<2048xf32>
  %h = ambit.linear %x, %w bias %b : (!x, tensor<512x2048xf32>, tensor<2048xf32>) -> !y
  %y = ambit.activation %h kind(gelu) : (!y) -> !y
  return %y : !y
}
