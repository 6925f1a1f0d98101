// A plain convolutional network on a sequence of 16 channels: a stem that halves
// the length twice, two residual layers, and one depthwise-separable layer.
//
//   ambit run examples/cnn.mlir --random 1 --size 1001 --check

!in = tensor<1x?x16xf32>
!x = tensor<1x?x64xf32>
!kernel = tensor<3x64x64xf32>
!row = tensor<64xf32>

ambit.global @stem : tensor<5x16x64xf32>
ambit.global @stem_bias : !row
ambit.global @down : !kernel
ambit.global @conv1 : !kernel
ambit.global @conv2 : !kernel
ambit.global @depthwise : tensor<7x1x64xf32>
ambit.global @pointwise : tensor<64x64xf32>
ambit.global @scale : !row
ambit.global @shift : !row

func.func @cnn(%signal: !in) -> !x {
  %stem = ambit.get_global @stem : tensor<5x16x64xf32>
  %stem_bias = ambit.get_global @stem_bias : !row
  %down = ambit.get_global @down : !kernel
  %a0 = ambit.conv %signal, %stem bias %stem_bias padding(same) stride(2)
      : (!in, tensor<5x16x64xf32>, !row) -> !x
  %a1 = ambit.activation %a0 kind(relu) : (!x) -> !x
  %a2 = ambit.conv %a1, %down padding([1, 1]) stride(2) : (!x, !kernel) -> !x
  %a3 = ambit.activation %a2 kind(relu) : (!x) -> !x

  %conv1 = ambit.get_global @conv1 : !kernel
  %b0 = ambit.conv %a3, %conv1 padding(same) : (!x, !kernel) -> !x
  %b1 = ambit.activation %b0 kind(relu) : (!x) -> !x
  %b2 = ambit.add %a3, %b1 : (!x, !x) -> !x
  %conv2 = ambit.get_global @conv2 : !kernel
  %c0 = ambit.conv %b2, %conv2 padding(same) dilation(2) : (!x, !kernel) -> !x
  %c1 = ambit.activation %c0 kind(relu) : (!x) -> !x
  %c2 = ambit.add %b2, %c1 : (!x, !x) -> !x

  %depthwise = ambit.get_global @depthwise : tensor<7x1x64xf32>
  %pointwise = ambit.get_global @pointwise : tensor<64x64xf32>
  %scale = ambit.get_global @scale : !row
  %shift = ambit.get_global @shift : !row
  %d0 = ambit.conv %c2, %depthwise padding(same) groups(64)
      : (!x, tensor<7x1x64xf32>) -> !x
  %d1 = ambit.layer_norm %d0, %scale bias %shift : (!x, !row, !row) -> !x
  %d2 = ambit.linear %d1, %pointwise : (!x, tensor<64x64xf32>) -> !x
  %out = ambit.add %c2, %d2 : (!x, !x) -> !x
  return %out : !x
}
