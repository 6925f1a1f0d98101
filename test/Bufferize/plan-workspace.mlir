// RUN: ambit-opt --ambit-bufferize-plan-workspace %s | FileCheck %s

// CHECK-DAG: llvm.func @ambit_allocate(i64) -> !llvm.ptr
// CHECK-DAG: llvm.func @ambit_free(!llvm.ptr)

// Two buffers take turns in three steps; the third fits where the first was.
// CHECK-LABEL: func.func @turns
// CHECK: %[[N:.*]] = memref.dim
// CHECK: %[[BYTES:.*]] = arith.muli %[[N]], %c16
// CHECK: %[[PADDED:.*]] = arith.addi %[[BYTES]], %c63
// CHECK: %[[SLOT:.*]] = arith.andi %[[PADDED]], %c-64
// CHECK: %[[TOTAL:.*]] = arith.addi %[[SLOT]], %[[SLOT]]
// CHECK: %[[TOTAL64:.*]] = arith.index_cast %[[TOTAL]] : index to i64
// CHECK: %[[FITS:.*]] = arith.cmpf olt
// CHECK: %[[REQUEST:.*]] = arith.select %[[FITS]], %[[TOTAL64]], %c-1_i64
// CHECK: %[[MEMORY:.*]] = llvm.call @ambit_allocate(%[[REQUEST]])
// CHECK: %[[IS_NULL:.*]] = llvm.icmp "eq" %[[MEMORY]], %{{.*}} : !llvm.ptr
// CHECK: cf.cond_br %[[IS_NULL]], ^[[FAIL:.*]], ^[[THEN:.*]]
// CHECK: ^[[THEN]]:
// CHECK: %[[WORKSPACE:.*]] = builtin.unrealized_conversion_cast %{{.*}} to memref<?xi8>
// CHECK: memref.view %[[WORKSPACE]][%c0][%[[N]]] : memref<?xi8> to memref<?x4xf32>
// CHECK: memref.view %[[WORKSPACE]][%[[SLOT]]][%[[N]]] : memref<?xi8> to memref<?x4xf32>
// CHECK: memref.view %[[WORKSPACE]][%c0][%[[N]]] : memref<?xi8> to memref<?x4xf32>
// CHECK: llvm.call @ambit_free(%[[MEMORY]])
// CHECK: return %c0_i32
// CHECK: ^[[FAIL]]:
// CHECK: return %c1_i32
func.func @turns(%x: memref<?x4xf32> {ambit.role = "input"}, %out: memref<?x4xf32> {ambit.role = "output"}) -> i32 {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?x4xf32>
  %a = memref.alloc(%n) : memref<?x4xf32>
  %b = memref.alloc(%n) : memref<?x4xf32>
  %c = memref.alloc(%n) : memref<?x4xf32>
  memref.copy %x, %a : memref<?x4xf32> to memref<?x4xf32>
  memref.copy %a, %b : memref<?x4xf32> to memref<?x4xf32>
  memref.copy %b, %c : memref<?x4xf32> to memref<?x4xf32>
  memref.copy %c, %out : memref<?x4xf32> to memref<?x4xf32>
  %ok = arith.constant 0 : i32
  return %ok : i32
}

// An op writes its result while it reads its operands: they share nothing. A
// view keeps its buffer alive.
// CHECK-LABEL: func.func @reads_and_writes
// CHECK: %[[REQUEST:.*]] = arith.index_cast %c256 : index to i64
// CHECK: llvm.call @ambit_allocate(%[[REQUEST]])
// CHECK: memref.view %{{.*}}[%c0][] : memref<?xi8> to memref<32xf32>
// CHECK: memref.view %{{.*}}[%c128][] : memref<?xi8> to memref<16xf32>
// CHECK: memref.view %{{.*}}[%c192][] : memref<?xi8> to memref<16xf32>
func.func @reads_and_writes(%x: memref<32xf32> {ambit.role = "input"}, %out: memref<16xf32> {ambit.role = "output"}) -> i32 {
  %a = memref.alloc() : memref<32xf32>
  %b = memref.alloc() : memref<16xf32>
  %c = memref.alloc() : memref<16xf32>
  memref.copy %x, %a : memref<32xf32> to memref<32xf32>
  %half = memref.subview %a[0] [16] [1] : memref<32xf32> to memref<16xf32, strided<[1]>>
  memref.copy %half, %b : memref<16xf32, strided<[1]>> to memref<16xf32>
  %0 = bufferization.to_tensor %half restrict : memref<16xf32, strided<[1]>> to tensor<16xf32>
  %1 = bufferization.to_tensor %b restrict : memref<16xf32> to tensor<16xf32>
  %2 = ambit.add %0, %1 : (tensor<16xf32>, tensor<16xf32>) -> tensor<16xf32>
  bufferization.materialize_in_destination %2 in restrict writable %c : (tensor<16xf32>, memref<16xf32>) -> ()
  memref.copy %c, %out : memref<16xf32> to memref<16xf32>
  %ok = arith.constant 0 : i32
  return %ok : i32
}

// Buffers whose sizes cannot be compared share a slot of the larger size.
// CHECK-LABEL: func.func @different_sizes
// CHECK-DAG: %[[A:.*]] = arith.muli %{{.*}}, %c32
// CHECK-DAG: %[[B:.*]] = arith.muli %{{.*}}, %c8
// CHECK: arith.maxsi
// CHECK-COUNT-2: memref.view %{{.*}}[%c0]
func.func @different_sizes(%x: memref<?xf64> {ambit.role = "input"}, %y: memref<?xf64> {ambit.role = "output"}) -> i32 {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xf64>
  %a = memref.alloc(%n) : memref<4x?xf64>
  call @touch(%a) : (memref<4x?xf64>) -> ()
  %m = memref.dim %y, %c0 : memref<?xf64>
  %b = memref.alloc(%m) : memref<?xf64>
  memref.copy %b, %y : memref<?xf64> to memref<?xf64>
  %ok = arith.constant 0 : i32
  return %ok : i32
}
func.func private @touch(memref<4x?xf64>)

// CHECK-LABEL: func.func @without_buffers
// CHECK-NOT: llvm.call
func.func @without_buffers(%x: memref<4xf32> {ambit.role = "output"}) -> i32 {
  %ok = arith.constant 0 : i32
  return %ok : i32
}

// A transpose of a view keeps the buffer alive, too.
// CHECK-LABEL: func.func @transposed
// CHECK: memref.view %{{.*}}[%c0][] : memref<?xi8> to memref<4x8xf32>
// CHECK: memref.view %{{.*}}[%c128][] : memref<?xi8> to memref<4x8xf32>
func.func @transposed(%x: memref<4x8xf32> {ambit.role = "input"}, %out: memref<8x4xf32> {ambit.role = "output"}) -> i32 {
  %a = memref.alloc() : memref<4x8xf32>
  %b = memref.alloc() : memref<4x8xf32>
  memref.copy %x, %a : memref<4x8xf32> to memref<4x8xf32>
  %t = memref.transpose %a (i, j) -> (j, i) : memref<4x8xf32> to memref<8x4xf32, strided<[1, 8]>>
  memref.copy %x, %b : memref<4x8xf32> to memref<4x8xf32>
  memref.copy %t, %out : memref<8x4xf32, strided<[1, 8]>> to memref<8x4xf32>
  %ok = arith.constant 0 : i32
  return %ok : i32
}

// A size that is read off a view of a buffer is known before it.
// CHECK-LABEL: func.func @size_of_a_view
// CHECK: %[[N:.*]] = memref.dim %arg{{[0-9]+}}, %c0
// CHECK: llvm.call @ambit_allocate
// CHECK: memref.view %{{.*}}[%{{.*}}][%[[N]]] : memref<?xi8> to memref<?x8xf32>
// CHECK: memref.view %{{.*}}[%{{.*}}][%[[N]]] : memref<?xi8> to memref<?xf32>
func.func @size_of_a_view(%x: memref<?x8xf32> {ambit.role = "input"}) -> i32 {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %n = memref.dim %x, %c0 : memref<?x8xf32>
  %a = memref.alloc(%n) : memref<?x8xf32>
  memref.copy %x, %a : memref<?x8xf32> to memref<?x8xf32>
  %e = memref.expand_shape %a [[0], [1, 2]] output_shape [%n, 2, 4] : memref<?x8xf32> into memref<?x2x4xf32>
  %t = memref.transpose %e (i, j, k) -> (j, k, i) : memref<?x2x4xf32> to memref<2x4x?xf32, strided<[4, 1, 8]>>
  %s = memref.subview %t[0, 0, 0] [1, 4, %n] [1, 1, 1] : memref<2x4x?xf32, strided<[4, 1, 8]>> to memref<1x4x?xf32, strided<[4, 1, 8]>>
  %m = memref.dim %t, %c2 : memref<2x4x?xf32, strided<[4, 1, 8]>>
  %b = memref.alloc(%m) : memref<?xf32>
  %k = memref.dim %s, %c2 : memref<1x4x?xf32, strided<[4, 1, 8]>>
  %c = memref.alloc(%k) : memref<?xf32>
  memref.copy %b, %c : memref<?xf32> to memref<?xf32>
  %ok = arith.constant 0 : i32
  return %ok : i32
}
