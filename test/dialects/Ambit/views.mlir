// RUN: ambit-opt %s | ambit-opt | FileCheck %s
// RUN: ambit-opt %s --mlir-print-op-generic | ambit-opt | FileCheck %s

// CHECK-LABEL: func.func @views
// CHECK: ambit.split_heads %{{.*}} heads(8) : (tensor<?x?x64xf32>) -> tensor<?x8x?x8xf32>
// CHECK: ambit.merge_heads %{{.*}} : (tensor<?x8x?x8xf32>) -> tensor<?x?x64xf32>
// CHECK: %{{.*}}:4 = ambit.split %{{.*}} : (tensor<?x?x64xf32>) -> (tensor<?x?x16xf32>, tensor<?x?x16xf32>, tensor<?x?x16xf32>, tensor<?x?x16xf32>)
func.func @views(%x: tensor<?x?x64xf32>) {
  %0 = ambit.split_heads %x heads(8) : (tensor<?x?x64xf32>) -> tensor<?x8x?x8xf32>
  %1 = ambit.merge_heads %0 : (tensor<?x8x?x8xf32>) -> tensor<?x?x64xf32>
  %2:4 = ambit.split %x : (tensor<?x?x64xf32>) -> (tensor<?x?x16xf32>, tensor<?x?x16xf32>, tensor<?x?x16xf32>, tensor<?x?x16xf32>)
  return
}
