// RUN: ambit-opt %s | ambit-opt | FileCheck %s
// RUN: ambit-opt %s --mlir-print-op-generic | ambit-opt | FileCheck %s

// Every mask prints in the words of the user.
// CHECK-LABEL: func.func private @mask0
// CHECK-SAME: mask = #ambit.mask<all>}
func.func private @mask0() attributes {mask = #ambit.mask<all>}
// CHECK-LABEL: func.func private @mask1
// CHECK-SAME: mask = #ambit.mask<causal>}
func.func private @mask1() attributes {mask = #ambit.mask<causal>}
// CHECK-LABEL: func.func private @mask2
// CHECK-SAME: mask = #ambit.mask<causal(m - n)>}
func.func private @mask2() attributes {mask = #ambit.mask<causal(m - n)>}
// CHECK-LABEL: func.func private @mask3
// CHECK-SAME: mask = #ambit.mask<causal(n * 2 - m + 7)>}
func.func private @mask3() attributes {mask = #ambit.mask<causal(n * 2 - m + 7)>}
// CHECK-LABEL: func.func private @mask4
// CHECK-SAME: mask = #ambit.mask<causal(-n)>}
func.func private @mask4() attributes {mask = #ambit.mask<causal(-n)>}
// CHECK-LABEL: func.func private @mask5
// CHECK-SAME: mask = #ambit.mask<causal(-3)>}
func.func private @mask5() attributes {mask = #ambit.mask<causal(-3)>}
// CHECK-LABEL: func.func private @mask6
// CHECK-SAME: mask = #ambit.mask<window(1)>}
func.func private @mask6() attributes {mask = #ambit.mask<window(1)>}
// CHECK-LABEL: func.func private @mask7
// CHECK-SAME: mask = #ambit.mask<window(128)>}
func.func private @mask7() attributes {mask = #ambit.mask<window(128)>}
// CHECK-LABEL: func.func private @mask8
// CHECK-SAME: mask = #ambit.mask<window(7, 0)>}
func.func private @mask8() attributes {mask = #ambit.mask<window(7, 0)>}
// CHECK-LABEL: func.func private @mask9
// CHECK-SAME: mask = #ambit.mask<window(8, -1)>}
func.func private @mask9() attributes {mask = #ambit.mask<window(8, -1)>}
// CHECK-LABEL: func.func private @mask10
// CHECK-SAME: mask = #ambit.mask<window(-2, 3)>}
func.func private @mask10() attributes {mask = #ambit.mask<window(-2, 3)>}
// CHECK-LABEL: func.func private @mask11
// CHECK-SAME: mask = #ambit.mask<window(128, offset = m - n)>}
func.func private @mask11() attributes {mask = #ambit.mask<window(128, offset = m - n)>}
// CHECK-LABEL: func.func private @mask12
// CHECK-SAME: mask = #ambit.mask<strided(128)>}
func.func private @mask12() attributes {mask = #ambit.mask<strided(128)>}
// CHECK-LABEL: func.func private @mask13
// CHECK-SAME: mask = #ambit.mask<strided(4, offset = -1)>}
func.func private @mask13() attributes {mask = #ambit.mask<strided(4, offset = -1)>}
// CHECK-LABEL: func.func private @mask14
// CHECK-SAME: mask = #ambit.mask<dilated_window(3, 4)>}
func.func private @mask14() attributes {mask = #ambit.mask<dilated_window(3, 4)>}
// CHECK-LABEL: func.func private @mask15
// CHECK-SAME: mask = #ambit.mask<dilated_window(3, 4, offset = n - m * 3)>}
func.func private @mask15() attributes {mask = #ambit.mask<dilated_window(3, 4, offset = n - m * 3)>}
// CHECK-LABEL: func.func private @mask16
// CHECK-SAME: mask = #ambit.mask<fixed(128, 8)>}
func.func private @mask16() attributes {mask = #ambit.mask<fixed(128, 8)>}
// CHECK-LABEL: func.func private @mask17
// CHECK-SAME: mask = #ambit.mask<global(0)>}
func.func private @mask17() attributes {mask = #ambit.mask<global(0)>}
// CHECK-LABEL: func.func private @mask18
// CHECK-SAME: mask = #ambit.mask<global(16)>}
func.func private @mask18() attributes {mask = #ambit.mask<global(16)>}
// CHECK-LABEL: func.func private @mask19
// CHECK-SAME: mask = #ambit.mask<block(64)>}
func.func private @mask19() attributes {mask = #ambit.mask<block(64)>}
// CHECK-LABEL: func.func private @mask20
// CHECK-SAME: mask = #ambit.mask<block(64, 2)>}
func.func private @mask20() attributes {mask = #ambit.mask<block(64, 2)>}
// CHECK-LABEL: func.func private @mask21
// CHECK-SAME: mask = #ambit.mask<prefix(12)>}
func.func private @mask21() attributes {mask = #ambit.mask<prefix(12)>}
// CHECK-LABEL: func.func private @mask22
// CHECK-SAME: mask = #ambit.mask<causal & window(256)>}
func.func private @mask22() attributes {mask = #ambit.mask<causal & window(256)>}
// CHECK-LABEL: func.func private @mask23
// CHECK-SAME: mask = #ambit.mask<causal & (window(128) | strided(128))>}
func.func private @mask23() attributes {mask = #ambit.mask<causal & (window(128) | strided(128))>}
// CHECK-LABEL: func.func private @mask24
// CHECK-SAME: mask = #ambit.mask<causal & window(3) | prefix(2)>}
func.func private @mask24() attributes {mask = #ambit.mask<causal & window(3) | prefix(2)>}
// CHECK-LABEL: func.func private @mask25
// CHECK-SAME: mask = #ambit.mask<(causal | prefix(2)) & !window(3)>}
func.func private @mask25() attributes {mask = #ambit.mask<(causal | prefix(2)) & !window(3)>}
// CHECK-LABEL: func.func private @mask26
// CHECK-SAME: mask = #ambit.mask<!(causal & window(3))>}
func.func private @mask26() attributes {mask = #ambit.mask<!(causal & window(3))>}
// CHECK-LABEL: func.func private @mask27
// CHECK-SAME: mask = #ambit.mask<!!causal>}
func.func private @mask27() attributes {mask = #ambit.mask<!!causal>}
// CHECK-LABEL: func.func private @mask28
// CHECK-SAME: mask = #ambit.mask<(causal & window(3)) & strided(2)>}
func.func private @mask28() attributes {mask = #ambit.mask<(causal & window(3)) & strided(2)>}
// CHECK-LABEL: func.func private @mask29
// CHECK-SAME: mask = #ambit.mask<causal | (prefix(2) | global(1))>}
func.func private @mask29() attributes {mask = #ambit.mask<causal | (prefix(2) | global(1))>}
// CHECK-LABEL: func.func private @mask30
// CHECK-SAME: mask = #ambit.mask<set("j <= i")>}
func.func private @mask30() attributes {mask = #ambit.mask<set("j <= i")>}
// CHECK-LABEL: func.func private @mask31
// CHECK-SAME: mask = #ambit.mask<set("j <= i + 4 and (i - j) mod 4 = 0")>}
func.func private @mask31() attributes {mask = #ambit.mask<set("j <= i + 4 and (i - j) mod 4 = 0")>}
// CHECK-LABEL: func.func private @mask32
// CHECK-SAME: mask = #ambit.mask<set("0 <= i - j < 8 or j = 0")>}
func.func private @mask32() attributes {mask = #ambit.mask<set("0 <= i - j < 8 or j = 0")>}
// CHECK-LABEL: func.func private @mask33
// CHECK-SAME: mask = #ambit.mask<set("not (i < 4 and j > n - 2) and i != j")>}
func.func private @mask33() attributes {mask = #ambit.mask<set("not (i < 4 and j > n - 2) and i != j")>}
// CHECK-LABEL: func.func private @mask34
// CHECK-SAME: mask = #ambit.mask<set("(i floordiv 8) * 8 - j >= -(m + 1) or (i < 3 or j < 3) and n = m")>}
func.func private @mask34() attributes {mask = #ambit.mask<set("(i floordiv 8) * 8 - j >= -(m + 1) or (i < 3 or j < 3) and n = m")>}
// CHECK-LABEL: func.func private @mask35
// CHECK-SAME: mask = #ambit.mask<set("(i * 2 + j) mod 3 != 1")>}
func.func private @mask35() attributes {mask = #ambit.mask<set("(i * 2 + j) mod 3 != 1")>}
// CHECK-LABEL: func.func private @mask36
// CHECK-SAME: mask = #ambit.mask<set("-(i floordiv 4) <= j - n * 3")>}
func.func private @mask36() attributes {mask = #ambit.mask<set("-(i floordiv 4) <= j - n * 3")>}
// CHECK-LABEL: func.func private @mask37
// CHECK-SAME: mask = #ambit.mask<causal & !set("(i + j) mod 2 = 1")>}
func.func private @mask37() attributes {mask = #ambit.mask<causal & !set("(i + j) mod 2 = 1")>}

// Spaces and needless parentheses go; `==` is `=`.
// CHECK-LABEL: func.func private @spaces
// CHECK-SAME: mask = #ambit.mask<causal & window(3, 4)>}
func.func private @spaces() attributes {mask = #ambit.mask<  (causal)&
  window( 3,4 ) >}
// CHECK-LABEL: func.func private @brackets
// CHECK-SAME: mask = #ambit.mask<set("i - (j - n) * 2 <= 3 and i = j")>}
func.func private @brackets() attributes {mask = #ambit.mask<set("((i)) - 2 * (j - n) <= (3) and (i == j)")>}
