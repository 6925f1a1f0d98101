// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-plan-choose-algorithm,ambit-tile-lower-to-programs,canonicalize,cse))' | FileCheck %s

#causal = #ambit.mask<causal>
#holes = #ambit.mask<causal & fixed(64, 8)>

// The causal loop over keys ends with the last query, rounded to 16 keys. It
// stops where the first query does, and tests only keys from there on.
// CHECK-LABEL: func.func @causal
// CHECK: tile.program grid(%{{.*}}, %{{.*}}, %[[A:.*]]) = (
// CHECK: %[[FIRST:.*]] = arith.muli %[[A]], %c32
// CHECK: %[[LAST:.*]] = arith.addi %{{.*}}, %c-1
// CHECK: %[[LASTGRAIN:.*]] = arith.floordivsi %[[LAST]], %c16
// CHECK: %[[END:.*]] = arith.addi %[[LASTGRAIN]], %c1
// CHECK: %[[UPPER:.*]] = arith.select %{{.*}}, %[[END]], %c0
// CHECK: scf.while (%[[C:.*]] = %c0,
// CHECK: arith.cmpi slt, %[[C]], %[[UPPER]]
// CHECK: %[[EDGE:.*]] = arith.select %{{.*}}, %{{.*}}, %[[UPPER]]
// CHECK: %[[STOP:.*]] = arith.select %{{.*}}, %{{.*}}, %[[EDGE]]
// CHECK: %[[NEXT:.*]] = arith.addi %{{.*}}, %c6
// CHECK: arith.minsi %[[NEXT]], %[[STOP]]
// CHECK: tile.contract %{{.*}}, %{{.*}} transposed
// CHECK: tile.map {{.*}} when %
// CHECK: tile.reduce max
// CHECK: tile.reduce sum
// CHECK: tile.contract {{.*}} absorb %
// CHECK: tile.store
// CHECK-NOT: ambit.
func.func @causal(%q: memref<1x8x?x64xf32>, %o: memref<1x8x?x64xf32>) {
  %0 = bufferization.to_tensor %q restrict : memref<1x8x?x64xf32> to tensor<1x8x?x64xf32>
  %1 = ambit.attention %0, %0, %0 mask(#causal) : (tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32>
  bufferization.materialize_in_destination %1 in restrict writable %o : (tensor<1x8x?x64xf32>, memref<1x8x?x64xf32>) -> ()
  return
}

// Without a mask no tile is tested.
// CHECK-LABEL: func.func @full
// CHECK: scf.for
// CHECK-NOT: when
// CHECK-NOT: absorb
// CHECK: return
func.func @full(%q: memref<1x8x?x64xf32>, %o: memref<1x8x?x64xf32>) {
  %0 = bufferization.to_tensor %q restrict : memref<1x8x?x64xf32> to tensor<1x8x?x64xf32>
  %1 = ambit.attention %0, %0, %0 : (tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32>
  bufferization.materialize_in_destination %1 in restrict writable %o : (tensor<1x8x?x64xf32>, memref<1x8x?x64xf32>) -> ()
  return
}

// A mask with holes walks from one visible grain of 8 keys to the next, and joins
// up to 12 of one class.
// CHECK-LABEL: func.func @holes
// CHECK: scf.while
// CHECK: scf.while
// CHECK: scf.condition
// CHECK: %[[MOST:.*]] = arith.addi %{{.*}}, %c12
// CHECK: %[[LAST:.*]] = arith.minsi %[[MOST]],
// CHECK: %[[END:.*]] = scf.while
// CHECK: arith.cmpi slt, %{{.*}}, %[[LAST]]
// CHECK: scf.condition
// CHECK: arith.muli %[[END]], %c8
func.func @holes(%q: memref<1x8x?x64xf32>, %o: memref<1x8x?x64xf32>) {
  %0 = bufferization.to_tensor %q restrict : memref<1x8x?x64xf32> to tensor<1x8x?x64xf32>
  %1 = ambit.attention %0, %0, %0 mask(#holes) : (tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32>
  bufferization.materialize_in_destination %1 in restrict writable %o : (tensor<1x8x?x64xf32>, memref<1x8x?x64xf32>) -> ()
  return
}

// A convolution is one contraction over taps and channels of overlapping rows.
// CHECK-LABEL: func.func @conv
// CHECK: scf.while
// CHECK: tile.load {{.*}} axes [1, 1, 2] steps[%c8, %c1, %c1] extents
// CHECK: tile.load
// CHECK: tile.contract {{.*}} : <2x192x64xf32>, <2x64x32xf32> -> <192x32xf32>
// CHECK: tile.store
func.func @conv(%x: memref<1x?x64xf32>, %w: memref<2x64x64xf32>, %y: memref<1x?x64xf32>) {
  %0 = bufferization.to_tensor %x restrict : memref<1x?x64xf32> to tensor<1x?x64xf32>
  %1 = bufferization.to_tensor %w restrict : memref<2x64x64xf32> to tensor<2x64x64xf32>
  %2 = ambit.conv %0, %1 padding(causal) dilation(8) : (tensor<1x?x64xf32>, tensor<2x64x64xf32>) -> tensor<1x?x64xf32>
  bufferization.materialize_in_destination %2 in restrict writable %y : (tensor<1x?x64xf32>, memref<1x?x64xf32>) -> ()
  return
}
