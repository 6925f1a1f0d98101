// RUN: ambit-opt %s | ambit-opt | FileCheck %s
// RUN: ambit-opt %s --mlir-print-op-generic | ambit-opt | FileCheck %s

// CHECK-LABEL: func.func @linear
// CHECK: ambit.linear %{{.*}}, %{{.*}} : (tensor<?x?x64xf16>, tensor<64x?xf16>) -> tensor<?x?x?xf16>
// CHECK: ambit.linear %{{.*}}, %{{.*}} bias %{{.*}} {plan = #ambit.plan<tiles, column_tile = 64>} : (tensor<64xf16>, tensor<64x?xf16>, tensor<8xf16>) -> tensor<8xf16>
func.func @linear(%x: tensor<?x?x64xf16>, %y: tensor<64xf16>, %w: tensor<64x?xf16>, %b: tensor<8xf16>) {
  %0 = ambit.linear %x, %w : (tensor<?x?x64xf16>, tensor<64x?xf16>) -> tensor<?x?x?xf16>
  %1 = ambit.linear %y, %w bias %b {plan = #ambit.plan<tiles, column_tile = 64>} : (tensor<64xf16>, tensor<64x?xf16>, tensor<8xf16>) -> tensor<8xf16>
  return
}
