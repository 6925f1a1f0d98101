// RUN: ambit-opt %s | ambit-opt | FileCheck %s
// RUN: ambit-opt %s --mlir-print-op-generic | ambit-opt | FileCheck %s

// CHECK-LABEL: func.func private @plan
// CHECK-SAME: a = #ambit.plan<online_softmax>
// CHECK-SAME: b = #ambit.plan<taps, key_tile = -32, query_tile = 64>
// CHECK-SAME: c = #ambit.plan<"two words", "a b" = 1>
func.func private @plan() attributes {a = #ambit.plan<online_softmax>, b = #ambit.plan<taps, query_tile = 64, key_tile = -32>, c = #ambit.plan<"two words", "a b" = 1>}
