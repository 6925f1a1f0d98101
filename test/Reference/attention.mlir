// RUN: ambit-opt %s --ambit-reference-lower-to-loops | FileCheck %s

// One row of results on the stack; twice over the keys.
// CHECK-LABEL: func.func @plain
// CHECK-SAME: %[[Q:.*]]: memref<?x4x?x8xf32>, %[[K:.*]]: memref<?x2x?x8xf32>, %[[V:.*]]: memref<?x2x?x3xf32>, %[[O:.*]]: memref<?x4x?x3xf32>, %[[L:.*]]: memref<?x4x?xf32>
// CHECK: %[[ROW:.*]] = memref.alloca() : memref<3xf64>
// CHECK: scf.for %[[B:[a-z0-9]+]] =
// CHECK: scf.for %[[H:[a-z0-9]+]] =
// CHECK: scf.for %[[I:[a-z0-9]+]] =
// CHECK: %[[G:.*]] = arith.floordivsi %[[H]]
// CHECK: %[[MAX:.*]] = scf.for %[[J:[a-z0-9]+]] = {{.*}} iter_args(%{{.*}} = %{{.*}}) -> (f64)
// CHECK: scf.for %[[D:[a-z0-9]+]] =
// CHECK: memref.load %[[Q]][%[[B]], %[[H]], %[[I]], %[[D]]]
// CHECK: memref.load %[[K]][%[[B]], %[[G]], %[[J]], %[[D]]]
// CHECK: arith.maximumf
// CHECK: scf.for %[[J:[a-z0-9]+]] = {{.*}} iter_args(%{{.*}} = %{{.*}}) -> (f64)
// CHECK: math.exp
// CHECK: memref.load %[[V]][%[[B]], %[[G]], %[[J]], %[[E:.*]]]
// CHECK: memref.store %{{.*}}, %[[ROW]][%[[E]]]
// CHECK: memref.store %{{.*}}, %[[O]][%[[B]], %[[H]], %[[I]], %{{.*}}]
// CHECK: math.log
// CHECK: memref.store %{{.*}}, %[[L]][%[[B]], %[[H]], %[[I]]]
func.func @plain(%q: memref<?x4x?x8xf32>, %k: memref<?x2x?x8xf32>, %v: memref<?x2x?x3xf32>, %o: memref<?x4x?x3xf32>, %l: memref<?x4x?xf32>) {
  %0 = bufferization.to_tensor %q restrict : memref<?x4x?x8xf32> to tensor<?x4x?x8xf32>
  %1 = bufferization.to_tensor %k restrict : memref<?x2x?x8xf32> to tensor<?x2x?x8xf32>
  %2 = bufferization.to_tensor %v restrict : memref<?x2x?x3xf32> to tensor<?x2x?x3xf32>
  %3, %4 = ambit.attention %0, %1, %2 : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x3xf32>) -> (tensor<?x4x?x3xf32>, tensor<?x4x?xf32>)
  bufferization.materialize_in_destination %3 in restrict writable %o : (tensor<?x4x?x3xf32>, memref<?x4x?x3xf32>) -> ()
  bufferization.materialize_in_destination %4 in restrict writable %l : (tensor<?x4x?xf32>, memref<?x4x?xf32>) -> ()
  return
}

// The mask is tested before anything is loaded; a dead result is not stored.
// CHECK-LABEL: func.func @masked
// CHECK-SAME: %[[Q:.*]]: memref<1x2x6x8xbf16>, %[[O:.*]]: memref<1x2x6x8xbf16>
// CHECK: scf.for %[[J:[a-z0-9]+]] = {{.*}} iter_args
// CHECK: %[[LATE:.*]] = arith.cmpi sle, %[[J]], %[[I:.*]] : index
// CHECK: %[[BLOCK_I:.*]] = arith.floordivsi %[[I]], %{{.*}}
// CHECK: %[[BLOCK_J:.*]] = arith.floordivsi %[[J]], %{{.*}}
// CHECK: %[[SAME:.*]] = arith.cmpi eq, %[[BLOCK_I]], %[[BLOCK_J]]
// CHECK: %[[SEEN:.*]] = arith.andi %[[LATE]], %[[SAME]]
// CHECK: scf.if %[[SEEN]] -> (f64)
// CHECK: memref.load
// CHECK: memref.store %{{.*}}, %[[O]]
// CHECK-NOT: math.log
// CHECK: return
func.func @masked(%q: memref<1x2x6x8xbf16>, %o: memref<1x2x6x8xbf16>) {
  %0 = bufferization.to_tensor %q restrict : memref<1x2x6x8xbf16> to tensor<1x2x6x8xbf16>
  %1, %2 = ambit.attention %0, %0, %0 mask(#ambit.mask<causal & block(3)>) : (tensor<1x2x6x8xbf16>, tensor<1x2x6x8xbf16>, tensor<1x2x6x8xbf16>) -> (tensor<1x2x6x8xbf16>, tensor<1x2x6xf32>)
  bufferization.materialize_in_destination %1 in restrict writable %o : (tensor<1x2x6x8xbf16>, memref<1x2x6x8xbf16>) -> ()
  return
}

// Each head has its own mask.
// CHECK-LABEL: func.func @mask_per_head
// CHECK: scf.for %{{.*}}
// CHECK: scf.for %[[H:[a-z0-9]+]] =
// CHECK: iter_args
// CHECK: %[[IS_FIRST:.*]] = arith.cmpi eq, %[[H]], %{{.*}} : index
// CHECK: scf.if %[[IS_FIRST]] -> (i1)
// CHECK: scf.if %{{.*}} -> (f64)
func.func @mask_per_head(%q: memref<1x2x6x8xf64>, %o: memref<1x2x6x8xf64>) {
  %0 = bufferization.to_tensor %q restrict : memref<1x2x6x8xf64> to tensor<1x2x6x8xf64>
  %1 = ambit.attention %0, %0, %0 mask([#ambit.mask<causal>, #ambit.mask<prefix(2)>]) : (tensor<1x2x6x8xf64>, tensor<1x2x6x8xf64>, tensor<1x2x6x8xf64>) -> tensor<1x2x6x8xf64>
  bufferization.materialize_in_destination %1 in restrict writable %o : (tensor<1x2x6x8xf64>, memref<1x2x6x8xf64>) -> ()
  return
}

// The score region runs on the type that it declares; then the bias is added.
// CHECK-LABEL: func.func @score_and_bias
// CHECK-SAME: %[[BIAS:[a-z0-9]+]]: memref<1x2x6x6xf16>
// CHECK: %[[SCORE:.*]] = arith.truncf %{{.*}} : f64 to f32
// CHECK: %[[TANH:.*]] = math.tanh %[[SCORE]] : f32
// CHECK: %[[WIDE:.*]] = arith.extf %[[TANH]] : f32 to f64
// CHECK: memref.load %[[BIAS]]
// CHECK: arith.addf %[[WIDE]], %{{.*}} : f64
func.func @score_and_bias(%bias: memref<1x2x6x6xf16>, %q: memref<1x2x6x8xf16>, %o: memref<1x2x6x8xf16>) {
  %0 = bufferization.to_tensor %q restrict : memref<1x2x6x8xf16> to tensor<1x2x6x8xf16>
  %1 = bufferization.to_tensor %bias restrict : memref<1x2x6x6xf16> to tensor<1x2x6x6xf16>
  %2 = ambit.attention %0, %0, %0 bias %1 score {
  ^bb0(%s: f32, %b: index, %h: index, %i: index, %j: index):
    %t = math.tanh %s : f32
    ambit.yield %t : f32
  } : (tensor<1x2x6x8xf16>, tensor<1x2x6x8xf16>, tensor<1x2x6x8xf16>, tensor<1x2x6x6xf16>) -> tensor<1x2x6x8xf16>
  bufferization.materialize_in_destination %2 in restrict writable %o : (tensor<1x2x6x8xf16>, memref<1x2x6x8xf16>) -> ()
  return
}
