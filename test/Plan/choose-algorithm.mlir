// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-plan-choose-algorithm))' | FileCheck %s

#causal = #ambit.mask<causal>
#strided = #ambit.mask<causal & (window(128) | strided(128))>

// CHECK-LABEL: func.func @dense
// CHECK: plan = #ambit.plan<online_softmax, key_grain = 16, key_tile = 96, query_tile = 32, residue_views = 0>
func.func @dense(%q: tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32> {
  %0 = ambit.attention %q, %q, %q mask(#causal) : (tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32>
  return %0 : tensor<1x8x?x64xf32>
}

// A narrow band: smaller blocks visit fewer pairs outside of it.
// CHECK-LABEL: func.func @window
// CHECK: key_tile = 96, query_tile = 16, residue_views = 0
func.func @window(%q: tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<causal & window(256)>) : (tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32>
  return %0 : tensor<1x8x?x64xf32>
}

// One query: lanes on keys.
// CHECK-LABEL: func.func @decode
// CHECK: key_tile = 768, query_tile = 1, residue_views = 0
func.func @decode(%q: tensor<1x8x1x64xf32>, %k: tensor<1x8x?x64xf32>) -> tensor<1x8x1x64xf32> {
  %0 = ambit.attention %q, %k, %k : (tensor<1x8x1x64xf32>, tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>) -> tensor<1x8x1x64xf32>
  return %0 : tensor<1x8x1x64xf32>
}

// Holes: steps small enough to leave them out.
// CHECK-LABEL: func.func @holes
// CHECK: key_grain = 8, key_tile = 96
func.func @holes(%q: tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<causal & fixed(64, 8)>) : (tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32>
  return %0 : tensor<1x8x?x64xf32>
}

// Strided keys are dense in their residue class.
// CHECK-LABEL: func.func @strided
// CHECK: residue_views = 1
func.func @strided(%q: tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32> {
  %0 = ambit.attention %q, %q, %q mask(#strided) : (tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32>
  return %0 : tensor<1x8x?x64xf32>
}

// States between two passes need an output of the type they are computed in.
// CHECK-LABEL: func.func @strided_bf16
// CHECK: residue_views = 0
func.func @strided_bf16(%q: tensor<1x8x?x64xbf16>) -> tensor<1x8x?x64xbf16> {
  %0 = ambit.attention %q, %q, %q mask(#strided) : (tensor<1x8x?x64xbf16>, tensor<1x8x?x64xbf16>, tensor<1x8x?x64xbf16>) -> tensor<1x8x?x64xbf16>
  return %0 : tensor<1x8x?x64xbf16>
}

// A plan that was written by hand is kept.
// CHECK-LABEL: func.func @by_hand
// CHECK: plan = #ambit.plan<blocks, row_tile = 3>
func.func @by_hand(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %0 = ambit.activation %x kind(relu) {plan = #ambit.plan<blocks, row_tile = 3>} : (tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// As many columns as a panel of weights has room for, and not more of the depth than a tile may have.
// CHECK-LABEL: func.func @products
// CHECK: column_tile = 64, depth_tile = 3072, row_tile = 144
// CHECK: column_tile = 16, depth_tile = 4096, row_tile = 144
func.func @products(%x: tensor<?x768xf32>, %w: tensor<768x9000xf32>, %u: tensor<9000x768xf32>) -> tensor<?x768xf32> {
  %0 = ambit.linear %x, %w : (tensor<?x768xf32>, tensor<768x9000xf32>) -> tensor<?x9000xf32>
  %1 = ambit.linear %0, %u : (tensor<?x9000xf32>, tensor<9000x768xf32>) -> tensor<?x768xf32>
  return %1 : tensor<?x768xf32>
}
