// RUN: ambit-opt %s --ambit-codegen-cpu-launch-programs --split-input-file | FileCheck %s

// The task reads what the program used from a struct, and keeps scratch before
// its loop over grid points.
// CHECK-LABEL: func.func @doubles
// CHECK: llvm.store %{{.*}}, %{{.*}} : !llvm.struct
// CHECK: constant @doubles_task
// CHECK: call @ambit_parallel_for(
// CHECK-LABEL: func.func private @doubles_task(
// CHECK-SAME: %[[CONTEXT:.*]]: !llvm.ptr, %{{.*}}: i64, %{{.*}}: i64)
// CHECK: llvm.getelementptr %[[CONTEXT]][0, 0]
// CHECK: memref.alloca
// CHECK: scf.for
// CHECK-NOT: memref.alloca
// CHECK: arith.remui
// CHECK: arith.divui
// CHECK: memref.store
// CHECK: return
// CHECK: func.func private @ambit_parallel_for(!llvm.ptr, !llvm.ptr, i64, i64)
func.func @doubles(%y: memref<?x?xf32>, %n: index, %m: index) {
  %two = arith.constant 2.0 : f32
  tile.program grid(%i, %j) = (%n, %m) {
    %s = memref.alloca() : memref<1xf32>
    %c0 = arith.constant 0 : index
    memref.store %two, %s[%c0] : memref<1xf32>
    %v = memref.load %s[%c0] : memref<1xf32>
    memref.store %v, %y[%i, %j] : memref<?x?xf32>
  }
  return
}

// -----

// A program with blocks in it: the process asks for the matrix unit first.
// CHECK-LABEL: func.func @blocks
// CHECK: call @ambit_request_matrix_unit() : () -> i32
// CHECK: call @ambit_parallel_for
func.func @blocks(%address: !llvm.ptr, %stride: i64, %size: i16) {
  tile.program grid() = () {
    %0 = llvm.call_intrinsic "llvm.x86.tilezero.internal"(%size, %size) : (i16, i16) -> !llvm.x86_amx
    llvm.call_intrinsic "llvm.x86.tilestored64.internal"(%size, %size, %address, %stride, %0) : (i16, i16, !llvm.ptr, i64, !llvm.x86_amx) -> ()
  }
  return
}
