// RUN: ambit-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @case0(
// CHECK-NOT: mask(
// CHECK: return
func.func @case0(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<all>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case1(
// CHECK-NOT: mask(
// CHECK: return
func.func @case1(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<!!all>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case2(
// CHECK-NOT: mask(
// CHECK: return
func.func @case2(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<causal | all>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case3(
// CHECK-NOT: mask(
// CHECK: return
func.func @case3(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<all & all>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case4(
// CHECK-NOT: mask(
// CHECK: return
func.func @case4(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<causal | !causal>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case5(
// CHECK: mask(#ambit.mask<causal>) :
// CHECK: return
func.func @case5(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<causal & all>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case6(
// CHECK: mask(#ambit.mask<causal>) :
// CHECK: return
func.func @case6(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<all & causal & all>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case7(
// CHECK: mask(#ambit.mask<causal>) :
// CHECK: return
func.func @case7(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<!!causal>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case8(
// CHECK: mask(#ambit.mask<causal>) :
// CHECK: return
func.func @case8(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<causal & causal>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case9(
// CHECK: mask(#ambit.mask<!all>) :
// CHECK: return
func.func @case9(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<causal & !causal>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case10(
// CHECK: mask(#ambit.mask<!all>) :
// CHECK: return
func.func @case10(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<causal & !all>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case11(
// CHECK: mask(#ambit.mask<causal>) :
// CHECK: return
func.func @case11(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<causal | !all>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case12(
// CHECK: mask(#ambit.mask<causal>) :
// CHECK: return
func.func @case12(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<causal & (causal | window(4))>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case13(
// CHECK: mask(#ambit.mask<window(4)>) :
// CHECK: return
func.func @case13(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<window(4) | causal & window(4)>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case14(
// CHECK: mask(#ambit.mask<window(4)>) :
// CHECK: return
func.func @case14(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<window(4) & window(8)>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case15(
// CHECK: mask(#ambit.mask<window(8)>) :
// CHECK: return
func.func @case15(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<window(4) | window(8)>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case16(
// CHECK: mask(#ambit.mask<window(4, offset = 1) & window(8)>) :
// CHECK: return
func.func @case16(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<window(4, offset = 1) & window(8)>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case17(
// CHECK: mask(#ambit.mask<global(3) | prefix(5)>) :
// CHECK: return
func.func @case17(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<prefix(2) | global(3) | prefix(5)>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case18(
// CHECK: mask(#ambit.mask<causal>) :
// CHECK: return
func.func @case18(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<causal & (strided(4) | all)>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case19(
// CHECK: mask(#ambit.mask<window(2)>) :
// CHECK: return
func.func @case19(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<(window(2) & all) | (window(2) & !!causal)>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case20(
// CHECK: mask(#ambit.mask<causal & window(4, 0)>) :
// CHECK: return
func.func @case20(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<causal & window(4, 0)>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case21(
// CHECK: mask(#ambit.mask<set("j <= i")>) :
// CHECK: return
func.func @case21(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<set("j <= i") & all>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @case22(
// CHECK: mask(#ambit.mask<strided(2) & strided(4)>) :
// CHECK: return
func.func @case22(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask(#ambit.mask<strided(2) & strided(4)>) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @equal_masks(
// CHECK: mask(#ambit.mask<causal>) :
// CHECK: return
func.func @equal_masks(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask([#ambit.mask<causal & all>, #ambit.mask<causal>]) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @all_masks(
// CHECK-NOT: mask(
// CHECK: return
func.func @all_masks(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask([#ambit.mask<all>, #ambit.mask<!!all>]) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}

// CHECK-LABEL: func.func @one_head_sees_all(
// CHECK: mask([#ambit.mask<all>, #ambit.mask<causal>]) :
// CHECK: return
func.func @one_head_sees_all(%q: tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32> {
  %0 = ambit.attention %q, %q, %q mask([#ambit.mask<!!all>, #ambit.mask<causal>]) : (tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>, tensor<1x2x?x8xf32>) -> tensor<1x2x?x8xf32>
  return %0 : tensor<1x2x?x8xf32>
}
