// RUN: ambit-opt --ambit-emit-lower-to-llvm --split-input-file --verify-diagnostics %s | FileCheck %s

// CHECK-LABEL: llvm.func @loops(
// CHECK: llvm.cond_br
// CHECK: llvm.call @erff
// CHECK-NOT: unrealized_conversion_cast
func.func @loops(%x: memref<?xf32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %n = memref.dim %x, %zero : memref<?xf32>
  scf.for %i = %zero to %n step %one {
    %a = memref.load %x[%i] : memref<?xf32>
    %b = math.erf %a : f32
    memref.store %b, %x[%i] : memref<?xf32>
  }
  return
}

// -----

// CHECK-LABEL: llvm.func @views(
// CHECK: llvm.load
// CHECK: llvm.intr.fmuladd
func.func @views(%x: memref<?x?xf32>, %i: index, %j: index) -> vector<8xf32> {
  %row = affine.apply affine_map<(d0) -> (d0 * 64 + 3)>(%i)
  %part = memref.subview %x[%row, %j] [1, 8] [1, 1]
      : memref<?x?xf32> to memref<1x8xf32, strided<[?, 1], offset: ?>>
  %zero = arith.constant 0 : index
  %v = vector.load %part[%zero, %zero]
      : memref<1x8xf32, strided<[?, 1], offset: ?>>, vector<8xf32>
  %w = vector.fma %v, %v, %v : vector<8xf32>
  return %w : vector<8xf32>
}

// -----

// CHECK-LABEL: llvm.func @bounds(
// CHECK-NOT: affine.
func.func @bounds(%n: index) -> index {
  %a = arith.ceildivsi %n, %n : index
  %b = affine.min affine_map<(d0) -> (d0 floordiv 16, 128)>(%n)
  %c = arith.addi %a, %b : index
  return %c : index
}

// -----

// CHECK-LABEL: llvm.func @shuffles(
// CHECK: llvm.shufflevector
// CHECK-NOT: vector.
func.func @shuffles(%x: vector<16x16xf32>) -> vector<16x16xf32> {
  %0 = vector.transpose %x, [1, 0] : vector<16x16xf32> to vector<16x16xf32>
  return %0 : vector<16x16xf32>
}

// -----

func.func @left() {
  // expected-error @+1 {{failed to legalize operation 'tensor.empty'}}
  %0 = tensor.empty() : tensor<4xf32>
  bufferization.dealloc_tensor %0 : tensor<4xf32>
  return
}
