// RUN: ambit-opt %s | ambit-opt | FileCheck %s
// RUN: ambit-opt %s --mlir-print-op-generic | ambit-opt | FileCheck %s

// CHECK-LABEL: func.func @rope
// CHECK: ambit.rope %{{.*}} base(5.000000e+05) offset(-4) interleaved : (tensor<?x8x?x64xf32>) -> tensor<?x8x?x64xf32>
// CHECK: ambit.rope %{{.*}} : (
func.func @rope(%x: tensor<?x8x?x64xf32>) -> tensor<?x8x?x64xf32> {
  %0 = ambit.rope %x interleaved offset(-4) base(500000.0) : (tensor<?x8x?x64xf32>) -> tensor<?x8x?x64xf32>
  %1 = ambit.rope %0 base(10000.0) offset(0) : (tensor<?x8x?x64xf32>) -> tensor<?x8x?x64xf32>
  return %1 : tensor<?x8x?x64xf32>
}
