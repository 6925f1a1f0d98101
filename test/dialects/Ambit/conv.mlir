// RUN: ambit-opt %s | ambit-opt | FileCheck %s
// RUN: ambit-opt %s --mlir-print-op-generic | ambit-opt | FileCheck %s

// Words of the default are not printed; the order of words is one.
// CHECK-LABEL: func.func @paddings
// CHECK: ambit.conv %{{.*}}, %{{.*}} bias %{{.*}} padding(causal) dilation(512) : (tensor<1x?x64xf32>, tensor<2x64x128xf32>, tensor<128xf32>) -> tensor<1x?x128xf32>
// CHECK: ambit.conv %{{.*}}, %{{.*}} padding(same) : (
// CHECK: ambit.conv %{{.*}}, %{{.*}} padding([3, 4]) dilation(2) stride(3) {plan = #ambit.plan<taps, channel_tile = 32>} : (
// CHECK: ambit.conv %{{.*}}, %{{.*}} : (
func.func @paddings(%x: tensor<1x?x64xf32>, %w: tensor<2x64x128xf32>, %b: tensor<128xf32>) {
  %0 = ambit.conv %x, %w bias %b padding(causal) dilation(512) stride(1) : (tensor<1x?x64xf32>, tensor<2x64x128xf32>, tensor<128xf32>) -> tensor<1x?x128xf32>
  %1 = ambit.conv %x, %w padding(same) : (tensor<1x?x64xf32>, tensor<2x64x128xf32>) -> tensor<1x?x128xf32>
  %2 = ambit.conv %x, %w padding([3, 4]) stride(3) dilation(2) {plan = #ambit.plan<taps, channel_tile = 32>} : (tensor<1x?x64xf32>, tensor<2x64x128xf32>) -> tensor<1x?x128xf32>
  %3 = ambit.conv %x, %w padding([0, 0]) layout(channels_last) groups(1) : (tensor<1x?x64xf32>, tensor<2x64x128xf32>) -> tensor<1x?x128xf32>
  return
}

// CHECK-LABEL: func.func @depthwise
// CHECK: padding(causal) layout(channels_first) groups(64) : (
func.func @depthwise(%x: tensor<1x64x?xbf16>, %w: tensor<2x1x64xbf16>) -> tensor<1x64x?xbf16> {
  %0 = ambit.conv %x, %w padding(causal) groups(64) layout(channels_first) : (tensor<1x64x?xbf16>, tensor<2x1x64xbf16>) -> tensor<1x64x?xbf16>
  return %0 : tensor<1x64x?xbf16>
}

// 17 positions, kernel of extent 5, padding 3: (17 + 3 - 5) floordiv 2 + 1.
// CHECK-LABEL: func.func @static_lengths
// CHECK: tensor<1x8x4xf32>
// CHECK: tensor<1x17x4xf32>
// CHECK: tensor<1x9x4xf32>
// CHECK: tensor<1x0x4xf32>
// CHECK: padding(same) dilation(3) {{.*}} -> tensor<1x17x4xf32>
func.func @static_lengths(%x: tensor<1x17x4xf32>, %y: tensor<1x3x4xf32>, %w: tensor<3x4x4xf32>, %even: tensor<2x4x4xf32>) {
  %0 = ambit.conv %x, %w padding([1, 2]) dilation(2) stride(2) : (tensor<1x17x4xf32>, tensor<3x4x4xf32>) -> tensor<1x8x4xf32>
  %1 = ambit.conv %x, %w padding(same) dilation(3) : (tensor<1x17x4xf32>, tensor<3x4x4xf32>) -> tensor<1x17x4xf32>
  %2 = ambit.conv %x, %w padding(causal) stride(2) : (tensor<1x17x4xf32>, tensor<3x4x4xf32>) -> tensor<1x9x4xf32>
  %3 = ambit.conv %y, %w dilation(2) : (tensor<1x3x4xf32>, tensor<3x4x4xf32>) -> tensor<1x0x4xf32>
  %4 = ambit.conv %x, %even padding(same) dilation(3) : (tensor<1x17x4xf32>, tensor<2x4x4xf32>) -> tensor<1x17x4xf32>
  return
}
