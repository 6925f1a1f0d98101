// RUN: ambit-opt --ambit-emit-wrap-entries --split-input-file --verify-diagnostics %s | FileCheck %s

// CHECK: module attributes {ambit.interface = [{checks =
// CHECK-SAME: "expected `x` to have at most {1} rows, but got {0}"
// CHECK-SAME: "expected dimension 0 of `x` to be at least {1}, but got {0}"
// CHECK-SAME: "expected dimension 1 of `x` to be {1}, but got {0}"
// CHECK-SAME: "expected the array for `y` to have the shape that `copy_shapes` returns
// CHECK-SAME: globals = []
// CHECK-SAME: inputs = [{name = "x", type = memref<?x4xf32>}]
// CHECK-SAME: name = "copy"
// CHECK-SAME: outputs = [{name = "y", type = memref<?x4xf32>}]

// CHECK-LABEL: llvm.func @copy(
// CHECK-SAME: %[[INPUTS:.*]]: !llvm.ptr, %[[GLOBALS:.*]]: !llvm.ptr, %[[OUTPUTS:.*]]: !llvm.ptr) -> i32
// CHECK: %[[STATUS:.*]] = llvm.call @copy_shapes(%[[INPUTS]], %[[GLOBALS]],
// CHECK: llvm.cond_br
// CHECK: func.call @copy_body(%{{.*}}, %{{.*}}) : (memref<?x4xf32>, memref<?x4xf32>) -> i32

// CHECK-LABEL: llvm.func @copy_set_threads(
// CHECK: llvm.call @ambit_set_threads

// CHECK-LABEL: func.func private @copy_body
// CHECK-SAME: llvm.linkage = #llvm.linkage<internal>
func.func @copy(%x: memref<?x4xf32> {ambit.name = "x", ambit.role = "input"},
                %y: memref<?x4xf32> {ambit.name = "y", ambit.role = "output"})
    -> i32 {
  memref.copy %x, %y : memref<?x4xf32> to memref<?x4xf32>
  %ok = arith.constant 0 : i32
  return %ok : i32
}

// CHECK-LABEL: llvm.func @copy_shapes(
// CHECK: %[[RESULT:.*]]:5 = func.call @copy_shapes_body(
// CHECK-DAG: %[[ROWS:.*]] = builtin.unrealized_conversion_cast %[[RESULT]]#1 : index to i64
// CHECK: llvm.icmp "ne"
// CHECK: llvm.icmp "slt"
// CHECK: %[[CODE:.*]] = llvm.select
// CHECK: llvm.store %[[ROWS]]
// CHECK: llvm.return %[[CODE]] : i32
func.func @copy_shapes(%x: memref<?x4xf32>)
    -> (i32, index, index, index, index)
    attributes {ambit.checks = ["expected `x` to have at most {1} rows, but got {0}"]} {
  %zero = arith.constant 0 : index
  %four = arith.constant 4 : index
  %most = arith.constant 100 : index
  %ok = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %rows = memref.dim %x, %zero : memref<?x4xf32>
  %fails = arith.cmpi sgt, %rows, %most : index
  %status = arith.select %fails, %one, %ok : i32
  return %status, %rows, %four, %rows, %most : i32, index, index, index, index
}

// -----

// A function without roles is no entry, a private one with a body is internal.

// CHECK-LABEL: module attributes {ambit.interface = []}
// CHECK-LABEL: func.func @plain
func.func @plain() {
  return
}

// CHECK-LABEL: func.func private @helper() attributes {llvm.linkage = #llvm.linkage<internal>}
func.func private @helper() {
  return
}

// CHECK: func.func private @external()
// CHECK-NOT: linkage
func.func private @external()

// -----

// expected-error @+1 {{expected `alone_shapes` beside it}}
func.func @alone(%y: memref<4xf32> {ambit.name = "y", ambit.role = "output"}) -> i32 {
  %ok = arith.constant 0 : i32
  return %ok : i32
}

// -----

// expected-error @+1 {{expected argument 0 to be a contiguous memref with `ambit.name` and `ambit.role`, but got 'memref<4xf32, strided<[2]>>'}}
func.func @strided(%y: memref<4xf32, strided<[2]>> {ambit.name = "y", ambit.role = "output"}) -> i32 {
  %ok = arith.constant 0 : i32
  return %ok : i32
}

// -----

// expected-error @+1 {{expected `ambit.role` of argument 0 to be input, global or output, but got "weight"}}
func.func @role(%y: memref<4xf32> {ambit.name = "y", ambit.role = "weight"}) -> i32 {
  %ok = arith.constant 0 : i32
  return %ok : i32
}

// -----

// expected-error @+1 {{expected inputs, globals and outputs in this order, but got "input" at argument 1}}
func.func @order(%y: memref<4xf32> {ambit.name = "y", ambit.role = "output"},
                 %x: memref<4xf32> {ambit.name = "x", ambit.role = "input"}) -> i32 {
  %ok = arith.constant 0 : i32
  return %ok : i32
}

// -----

// expected-error @+1 {{expected one result of type i32, but got '(memref<4xf32>) -> ()'}}
func.func @result(%y: memref<4xf32> {ambit.name = "y", ambit.role = "output"}) {
  return
}

// -----

// expected-error @+1 {{expected a name that C can spell, but got `a-b`}}
func.func @"a-b"(%y: memref<4xf32> {ambit.name = "y", ambit.role = "output"}) -> i32 {
  %ok = arith.constant 0 : i32
  return %ok : i32
}
