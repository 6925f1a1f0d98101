// The stack of a WaveNet: 12 gated convolutions of kernel size 2 whose dilation doubles
// from 1 to 2048, and the sum of what they skip.

!x = tensor<1x?x64xf32>
!kernel = tensor<2x64x128xf32>
!bias = tensor<128xf32>
!square = tensor<64x64xf32>

ambit.global @kernel0 : !kernel
ambit.global @bias0 : !bias
ambit.global @residual0 : !square
ambit.global @skip0 : !square
ambit.global @kernel1 : !kernel
ambit.global @bias1 : !bias
ambit.global @residual1 : !square
ambit.global @skip1 : !square
ambit.global @kernel2 : !kernel
ambit.global @bias2 : !bias
ambit.global @residual2 : !square
ambit.global @skip2 : !square
ambit.global @kernel3 : !kernel
ambit.global @bias3 : !bias
ambit.global @residual3 : !square
ambit.global @skip3 : !square
ambit.global @kernel4 : !kernel
ambit.global @bias4 : !bias
ambit.global @residual4 : !square
ambit.global @skip4 : !square
ambit.global @kernel5 : !kernel
ambit.global @bias5 : !bias
ambit.global @residual5 : !square
ambit.global @skip5 : !square
ambit.global @kernel6 : !kernel
ambit.global @bias6 : !bias
ambit.global @residual6 : !square
ambit.global @skip6 : !square
ambit.global @kernel7 : !kernel
ambit.global @bias7 : !bias
ambit.global @residual7 : !square
ambit.global @skip7 : !square
ambit.global @kernel8 : !kernel
ambit.global @bias8 : !bias
ambit.global @residual8 : !square
ambit.global @skip8 : !square
ambit.global @kernel9 : !kernel
ambit.global @bias9 : !bias
ambit.global @residual9 : !square
ambit.global @skip9 : !square
ambit.global @kernel10 : !kernel
ambit.global @bias10 : !bias
ambit.global @residual10 : !square
ambit.global @skip10 : !square
ambit.global @kernel11 : !kernel
ambit.global @bias11 : !bias
ambit.global @residual11 : !square
ambit.global @skip11 : !square

func.func @wavenet(%x0: !x) -> !x {
  %k0 = ambit.get_global @kernel0 : !kernel
  %b0 = ambit.get_global @bias0 : !bias
  %r0 = ambit.get_global @residual0 : !square
  %s0 = ambit.get_global @skip0 : !square
  %x1, %sum0 = ambit.gated_conv %x0, %k0, %r0, %s0 bias %b0 dilation(1)
      : (!x, !kernel, !square, !square, !bias) -> (!x, !x)

  %k1 = ambit.get_global @kernel1 : !kernel
  %b1 = ambit.get_global @bias1 : !bias
  %r1 = ambit.get_global @residual1 : !square
  %s1 = ambit.get_global @skip1 : !square
  %x2, %skip1 = ambit.gated_conv %x1, %k1, %r1, %s1 bias %b1 dilation(2)
      : (!x, !kernel, !square, !square, !bias) -> (!x, !x)
  %sum1 = ambit.add %sum0, %skip1 : (!x, !x) -> !x

  %k2 = ambit.get_global @kernel2 : !kernel
  %b2 = ambit.get_global @bias2 : !bias
  %r2 = ambit.get_global @residual2 : !square
  %s2 = ambit.get_global @skip2 : !square
  %x3, %skip2 = ambit.gated_conv %x2, %k2, %r2, %s2 bias %b2 dilation(4)
      : (!x, !kernel, !square, !square, !bias) -> (!x, !x)
  %sum2 = ambit.add %sum1, %skip2 : (!x, !x) -> !x

  %k3 = ambit.get_global @kernel3 : !kernel
  %b3 = ambit.get_global @bias3 : !bias
  %r3 = ambit.get_global @residual3 : !square
  %s3 = ambit.get_global @skip3 : !square
  %x4, %skip3 = ambit.gated_conv %x3, %k3, %r3, %s3 bias %b3 dilation(8)
      : (!x, !kernel, !square, !square, !bias) -> (!x, !x)
  %sum3 = ambit.add %sum2, %skip3 : (!x, !x) -> !x

  %k4 = ambit.get_global @kernel4 : !kernel
  %b4 = ambit.get_global @bias4 : !bias
  %r4 = ambit.get_global @residual4 : !square
  %s4 = ambit.get_global @skip4 : !square
  %x5, %skip4 = ambit.gated_conv %x4, %k4, %r4, %s4 bias %b4 dilation(16)
      : (!x, !kernel, !square, !square, !bias) -> (!x, !x)
  %sum4 = ambit.add %sum3, %skip4 : (!x, !x) -> !x

  %k5 = ambit.get_global @kernel5 : !kernel
  %b5 = ambit.get_global @bias5 : !bias
  %r5 = ambit.get_global @residual5 : !square
  %s5 = ambit.get_global @skip5 : !square
  %x6, %skip5 = ambit.gated_conv %x5, %k5, %r5, %s5 bias %b5 dilation(32)
      : (!x, !kernel, !square, !square, !bias) -> (!x, !x)
  %sum5 = ambit.add %sum4, %skip5 : (!x, !x) -> !x

  %k6 = ambit.get_global @kernel6 : !kernel
  %b6 = ambit.get_global @bias6 : !bias
  %r6 = ambit.get_global @residual6 : !square
  %s6 = ambit.get_global @skip6 : !square
  %x7, %skip6 = ambit.gated_conv %x6, %k6, %r6, %s6 bias %b6 dilation(64)
      : (!x, !kernel, !square, !square, !bias) -> (!x, !x)
  %sum6 = ambit.add %sum5, %skip6 : (!x, !x) -> !x

  %k7 = ambit.get_global @kernel7 : !kernel
  %b7 = ambit.get_global @bias7 : !bias
  %r7 = ambit.get_global @residual7 : !square
  %s7 = ambit.get_global @skip7 : !square
  %x8, %skip7 = ambit.gated_conv %x7, %k7, %r7, %s7 bias %b7 dilation(128)
      : (!x, !kernel, !square, !square, !bias) -> (!x, !x)
  %sum7 = ambit.add %sum6, %skip7 : (!x, !x) -> !x

  %k8 = ambit.get_global @kernel8 : !kernel
  %b8 = ambit.get_global @bias8 : !bias
  %r8 = ambit.get_global @residual8 : !square
  %s8 = ambit.get_global @skip8 : !square
  %x9, %skip8 = ambit.gated_conv %x8, %k8, %r8, %s8 bias %b8 dilation(256)
      : (!x, !kernel, !square, !square, !bias) -> (!x, !x)
  %sum8 = ambit.add %sum7, %skip8 : (!x, !x) -> !x

  %k9 = ambit.get_global @kernel9 : !kernel
  %b9 = ambit.get_global @bias9 : !bias
  %r9 = ambit.get_global @residual9 : !square
  %s9 = ambit.get_global @skip9 : !square
  %x10, %skip9 = ambit.gated_conv %x9, %k9, %r9, %s9 bias %b9 dilation(512)
      : (!x, !kernel, !square, !square, !bias) -> (!x, !x)
  %sum9 = ambit.add %sum8, %skip9 : (!x, !x) -> !x

  %k10 = ambit.get_global @kernel10 : !kernel
  %b10 = ambit.get_global @bias10 : !bias
  %r10 = ambit.get_global @residual10 : !square
  %s10 = ambit.get_global @skip10 : !square
  %x11, %skip10 = ambit.gated_conv %x10, %k10, %r10, %s10 bias %b10 dilation(1024)
      : (!x, !kernel, !square, !square, !bias) -> (!x, !x)
  %sum10 = ambit.add %sum9, %skip10 : (!x, !x) -> !x

  %k11 = ambit.get_global @kernel11 : !kernel
  %b11 = ambit.get_global @bias11 : !bias
  %r11 = ambit.get_global @residual11 : !square
  %s11 = ambit.get_global @skip11 : !square
  %x12, %skip11 = ambit.gated_conv %x11, %k11, %r11, %s11 bias %b11 dilation(2048)
      : (!x, !kernel, !square, !square, !bias) -> (!x, !x)
  %sum11 = ambit.add %sum10, %skip11 : (!x, !x) -> !x
  return %sum11 : !x
}
