// RUN: ambit-opt %s | ambit-opt | FileCheck %s
// RUN: ambit-opt %s --mlir-print-op-generic | ambit-opt | FileCheck %s

// CHECK-LABEL: func.func @embedding
// CHECK: ambit.embedding %{{.*}}, %{{.*}} : (tensor<?x?xi32>, tensor<?x64xbf16>) -> tensor<?x?x64xbf16>
// CHECK: ambit.embedding %{{.*}}, %{{.*}} : (tensor<i64>, tensor<?x64xbf16>) -> tensor<64xbf16>
func.func @embedding(%ids: tensor<?x?xi32>, %id: tensor<i64>, %table: tensor<?x64xbf16>) {
  %0 = ambit.embedding %ids, %table : (tensor<?x?xi32>, tensor<?x64xbf16>) -> tensor<?x?x64xbf16>
  %1 = ambit.embedding %id, %table : (tensor<i64>, tensor<?x64xbf16>) -> tensor<64xbf16>
  return
}
