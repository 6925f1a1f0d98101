// Causal convolutions, channels last: 64 and 256 channels, two and three taps, each
// dense, at distance 8 and at distance 512. @conv_C_K_D names them.

!x64 = tensor<1x?x64xf32>
!x256 = tensor<1x?x256xf32>

ambit.global @weight_64_2 : tensor<2x64x64xf32>
ambit.global @weight_64_3 : tensor<3x64x64xf32>
ambit.global @weight_256_2 : tensor<2x256x256xf32>
ambit.global @weight_256_3 : tensor<3x256x256xf32>

func.func @conv_64_2_1(%x: !x64) -> !x64 {
  %w = ambit.get_global @weight_64_2 : tensor<2x64x64xf32>
  %y = ambit.conv %x, %w padding(causal) dilation(1)
      : (!x64, tensor<2x64x64xf32>) -> !x64
  return %y : !x64
}

func.func @conv_64_2_8(%x: !x64) -> !x64 {
  %w = ambit.get_global @weight_64_2 : tensor<2x64x64xf32>
  %y = ambit.conv %x, %w padding(causal) dilation(8)
      : (!x64, tensor<2x64x64xf32>) -> !x64
  return %y : !x64
}

func.func @conv_64_2_512(%x: !x64) -> !x64 {
  %w = ambit.get_global @weight_64_2 : tensor<2x64x64xf32>
  %y = ambit.conv %x, %w padding(causal) dilation(512)
      : (!x64, tensor<2x64x64xf32>) -> !x64
  return %y : !x64
}

func.func @conv_64_3_1(%x: !x64) -> !x64 {
  %w = ambit.get_global @weight_64_3 : tensor<3x64x64xf32>
  %y = ambit.conv %x, %w padding(causal) dilation(1)
      : (!x64, tensor<3x64x64xf32>) -> !x64
  return %y : !x64
}

func.func @conv_64_3_8(%x: !x64) -> !x64 {
  %w = ambit.get_global @weight_64_3 : tensor<3x64x64xf32>
  %y = ambit.conv %x, %w padding(causal) dilation(8)
      : (!x64, tensor<3x64x64xf32>) -> !x64
  return %y : !x64
}

func.func @conv_64_3_512(%x: !x64) -> !x64 {
  %w = ambit.get_global @weight_64_3 : tensor<3x64x64xf32>
  %y = ambit.conv %x, %w padding(causal) dilation(512)
      : (!x64, tensor<3x64x64xf32>) -> !x64
  return %y : !x64
}

func.func @conv_256_2_1(%x: !x256) -> !x256 {
  %w = ambit.get_global @weight_256_2 : tensor<2x256x256xf32>
  %y = ambit.conv %x, %w padding(causal) dilation(1)
      : (!x256, tensor<2x256x256xf32>) -> !x256
  return %y : !x256
}

func.func @conv_256_2_8(%x: !x256) -> !x256 {
  %w = ambit.get_global @weight_256_2 : tensor<2x256x256xf32>
  %y = ambit.conv %x, %w padding(causal) dilation(8)
      : (!x256, tensor<2x256x256xf32>) -> !x256
  return %y : !x256
}

func.func @conv_256_2_512(%x: !x256) -> !x256 {
  %w = ambit.get_global @weight_256_2 : tensor<2x256x256xf32>
  %y = ambit.conv %x, %w padding(causal) dilation(512)
      : (!x256, tensor<2x256x256xf32>) -> !x256
  return %y : !x256
}

func.func @conv_256_3_1(%x: !x256) -> !x256 {
  %w = ambit.get_global @weight_256_3 : tensor<3x256x256xf32>
  %y = ambit.conv %x, %w padding(causal) dilation(1)
      : (!x256, tensor<3x256x256xf32>) -> !x256
  return %y : !x256
}

func.func @conv_256_3_8(%x: !x256) -> !x256 {
  %w = ambit.get_global @weight_256_3 : tensor<3x256x256xf32>
  %y = ambit.conv %x, %w padding(causal) dilation(8)
      : (!x256, tensor<3x256x256xf32>) -> !x256
  return %y : !x256
}

func.func @conv_256_3_512(%x: !x256) -> !x256 {
  %w = ambit.get_global @weight_256_3 : tensor<3x256x256xf32>
  %y = ambit.conv %x, %w padding(causal) dilation(512)
      : (!x256, tensor<3x256x256xf32>) -> !x256
  return %y : !x256
}
