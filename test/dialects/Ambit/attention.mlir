// RUN: ambit-opt %s | ambit-opt | FileCheck %s
// RUN: ambit-opt %s --mlir-print-op-generic | ambit-opt | FileCheck %s

#local = #ambit.mask<causal & window(256)>

// CHECK-LABEL: func.func @plain
// CHECK: ambit.attention %{{.*}}, %{{.*}}, %{{.*}} : (tensor<2x8x16x64xf32>, tensor<2x2x24x64xf32>, tensor<2x2x24x32xf32>) -> tensor<2x8x16x32xf32>
func.func @plain(%q: tensor<2x8x16x64xf32>, %k: tensor<2x2x24x64xf32>, %v: tensor<2x2x24x32xf32>) -> tensor<2x8x16x32xf32> {
  %0 = ambit.attention %q, %k, %v : (tensor<2x8x16x64xf32>, tensor<2x2x24x64xf32>, tensor<2x2x24x32xf32>) -> tensor<2x8x16x32xf32>
  return %0 : tensor<2x8x16x32xf32>
}

// CHECK-LABEL: func.func @everything
// CHECK: ambit.attention %{{.*}}, %{{.*}}, %{{.*}} bias %{{.*}} scale(1.250000e-01) mask(#ambit.mask<causal & window(256)>) score {
// CHECK-NEXT: ^bb0(%[[S:.*]]: f32, %{{.*}}: index, %{{.*}}: index, %{{.*}}: index, %{{.*}}: index):
// CHECK: ambit.yield %{{.*}} : f32
// CHECK: } {plan = #ambit.plan<online_softmax, key_tile = 32, query_tile = 64>} :
// CHECK-SAME: -> (tensor<?x8x?x64xbf16>, tensor<?x8x?xf32>)
func.func @everything(%q: tensor<?x8x?x64xbf16>, %b: tensor<1x8x?x?xbf16>) -> (tensor<?x8x?x64xbf16>, tensor<?x8x?xf32>) {
  %0, %1 = ambit.attention %q, %q, %q bias %b scale(0.125) mask(#local) score {
  ^bb0(%s: f32, %batch: index, %h: index, %i: index, %j: index):
    %d = arith.subi %i, %j : index
    %di = arith.index_cast %d : index to i32
    %f = arith.sitofp %di : i32 to f32
    %r = arith.subf %s, %f : f32
    ambit.yield %r : f32
  } {plan = #ambit.plan<online_softmax, query_tile = 64, key_tile = 32>} : (tensor<?x8x?x64xbf16>, tensor<?x8x?x64xbf16>, tensor<?x8x?x64xbf16>, tensor<1x8x?x?xbf16>) -> (tensor<?x8x?x64xbf16>, tensor<?x8x?xf32>)
  return %0, %1 : tensor<?x8x?x64xbf16>, tensor<?x8x?xf32>
}

// CHECK-LABEL: func.func @mask_per_head
// CHECK: mask([#ambit.mask<causal(m - n)>, #ambit.mask<strided(4)>])
func.func @mask_per_head(%q: tensor<1x2x16x64xf64>, %k: tensor<1x1x?x64xf64>) -> tensor<1x2x16x64xf64> {
  %0 = ambit.attention %q, %k, %k mask([#ambit.mask<causal(m - n)>, #ambit.mask<strided(4)>]) : (tensor<1x2x16x64xf64>, tensor<1x1x?x64xf64>, tensor<1x1x?x64xf64>) -> tensor<1x2x16x64xf64>
  return %0 : tensor<1x2x16x64xf64>
}

// The scale may also be written in the dictionary of attributes.
// CHECK-LABEL: func.func @dictionary
// CHECK: scale(5.000000e-01) :
func.func @dictionary(%q: tensor<1x2x16x64xf16>) -> tensor<1x2x16x64xf16> {
  %0 = ambit.attention %q, %q, %q {scale = 0.5 : f64} : (tensor<1x2x16x64xf16>, tensor<1x2x16x64xf16>, tensor<1x2x16x64xf16>) -> tensor<1x2x16x64xf16>
  return %0 : tensor<1x2x16x64xf16>
}
