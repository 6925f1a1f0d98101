// RUN: ambit-opt %s --split-input-file --ambit-codegen-cpu-share-programs | FileCheck %s

// Equal but for buffers and a number in an address: one function, which takes
// them. Numbers that are the same everywhere stay constants.
// CHECK-LABEL: func.func @layers(
// CHECK-SAME: %[[X:.*]]: memref<?x64xf32>, %[[Y:.*]]: memref<?x64xf32>, %[[N:.*]]: index)
// CHECK: %[[TWO:c2_.*]] = arith.constant 2 : index
// CHECK: call @layers_program(%[[N]], %[[X]], %[[Y]], %[[TWO]])
// CHECK: %[[FOUR:c4_.*]] = arith.constant 4 : index
// CHECK: call @layers_program(%[[N]], %[[Y]], %[[X]], %[[FOUR]])
// CHECK-NOT: tile.program
// CHECK-LABEL: func.func private @layers_program(
// CHECK-SAME: %[[N:.*]]: index, %[[X:.*]]: memref<?x64xf32>, %[[Y:.*]]: memref<?x64xf32>, %[[STEP:.*]]: index)
// CHECK-DAG: %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK: tile.program grid(%[[I:.*]]) = (%[[N]]) {
// CHECK: %[[ROW:.*]] = arith.muli %[[I]], %[[C3]]
// CHECK: %[[AT:.*]] = arith.subi %[[ROW]], %[[STEP]]
// CHECK: tile.load %[[X]][%[[AT]], %{{.*}}] steps[%[[STEP]], %[[C1]]]
// CHECK: tile.store %{{.*}}, %[[Y]][%[[ROW]], %{{.*}}]
func.func @layers(%x: memref<?x64xf32>, %y: memref<?x64xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  tile.program grid(%i) = (%n) {
    %row = arith.muli %i, %c3 : index
    %at = arith.subi %row, %c2 : index
    %t = tile.load %x[%at, %c0] steps [%c2, %c1] : memref<?x64xf32>, !tile.tile<3x64xf32>
    tile.store %t, %y[%row, %c0] : !tile.tile<3x64xf32>, memref<?x64xf32>
  }
  tile.program grid(%i) = (%n) {
    %row = arith.muli %i, %c3 : index
    %at = arith.subi %row, %c4 : index
    %t = tile.load %y[%at, %c0] steps [%c4, %c1] : memref<?x64xf32>, !tile.tile<3x64xf32>
    tile.store %t, %x[%row, %c0] : !tile.tile<3x64xf32>, memref<?x64xf32>
  }
  return
}

// -----

// Equal programs are one, in whichever function they are.
// CHECK-LABEL: func.func @one
// CHECK: call @one_program(%{{.*}}, %{{.*}}) :
// CHECK: call @one_program(%{{.*}}, %{{.*}}) :
// CHECK-LABEL: func.func @other
// CHECK: call @one_program(%{{.*}}, %{{.*}}) :
// CHECK: func.func private @one_program
// CHECK-NOT: call
// CHECK-COUNT-1: tile.program
// CHECK-NOT: tile.program
func.func @one(%x: memref<8xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  tile.program grid(%i) = (%n) {
    %t = tile.fill 1.0 : !tile.tile<8xf32>
    tile.store %t, %x[%c0] : !tile.tile<8xf32>, memref<8xf32>
  }
  tile.program grid(%i) = (%n) {
    %zero = arith.constant 0 : index
    %t = tile.fill 1.0 : !tile.tile<8xf32>
    tile.store %t, %x[%zero] : !tile.tile<8xf32>, memref<8xf32>
  }
  return
}
func.func @other(%y: memref<8xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  tile.program grid(%i) = (%n) {
    %t = tile.fill 1.0 : !tile.tile<8xf32>
    tile.store %t, %y[%c0] : !tile.tile<8xf32>, memref<8xf32>
  }
  return
}

// -----

// What decides how a tile is lowered keeps programs apart: here types, a step
// of one, an extent, one buffer in place of two, a number in the body of a map.
// CHECK-LABEL: func.func @different
// CHECK-NOT: call
// CHECK-COUNT-6: tile.program
func.func @different(%x: memref<?x8xf32>, %y: memref<?x8xf32>, %h: memref<?x8xbf16>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2.0 : f32
  tile.program grid(%i) = (%n) {
    %t = tile.load %x[%i, %c0] steps [%c2, %c1] extents [%c4, %c4] : memref<?x8xf32>, !tile.tile<4x8xf32>
    %m = tile.map %t [0, 1] {
    ^bb0(%a: f32):
      %b = arith.mulf %a, %two : f32
      tile.yield %b : f32
    } : (!tile.tile<4x8xf32>) -> !tile.tile<4x8xf32>
    tile.store %m, %y[%i, %c0] : !tile.tile<4x8xf32>, memref<?x8xf32>
  }
  tile.program grid(%i) = (%n) {
    %t = tile.load %h[%i, %c0] steps [%c2, %c1] extents [%c4, %c4] : memref<?x8xbf16>, !tile.tile<4x8xf32>
    %m = tile.map %t [0, 1] {
    ^bb0(%a: f32):
      %b = arith.mulf %a, %two : f32
      tile.yield %b : f32
    } : (!tile.tile<4x8xf32>) -> !tile.tile<4x8xf32>
    tile.store %m, %y[%i, %c0] : !tile.tile<4x8xf32>, memref<?x8xf32>
  }
  tile.program grid(%i) = (%n) {
    %t = tile.load %x[%i, %c0] steps [%c1, %c1] extents [%c4, %c4] : memref<?x8xf32>, !tile.tile<4x8xf32>
    %m = tile.map %t [0, 1] {
    ^bb0(%a: f32):
      %b = arith.mulf %a, %two : f32
      tile.yield %b : f32
    } : (!tile.tile<4x8xf32>) -> !tile.tile<4x8xf32>
    tile.store %m, %y[%i, %c0] : !tile.tile<4x8xf32>, memref<?x8xf32>
  }
  tile.program grid(%i) = (%n) {
    %t = tile.load %x[%i, %c0] steps [%c2, %c1] extents [%c4, %c2] : memref<?x8xf32>, !tile.tile<4x8xf32>
    %m = tile.map %t [0, 1] {
    ^bb0(%a: f32):
      %b = arith.mulf %a, %two : f32
      tile.yield %b : f32
    } : (!tile.tile<4x8xf32>) -> !tile.tile<4x8xf32>
    tile.store %m, %y[%i, %c0] : !tile.tile<4x8xf32>, memref<?x8xf32>
  }
  tile.program grid(%i) = (%n) {
    %t = tile.load %x[%i, %c0] steps [%c2, %c1] extents [%c4, %c4] : memref<?x8xf32>, !tile.tile<4x8xf32>
    %m = tile.map %t [0, 1] {
    ^bb0(%a: f32):
      %b = arith.mulf %a, %two : f32
      tile.yield %b : f32
    } : (!tile.tile<4x8xf32>) -> !tile.tile<4x8xf32>
    tile.store %m, %x[%i, %c0] : !tile.tile<4x8xf32>, memref<?x8xf32>
  }
  tile.program grid(%i) = (%n) {
    %t = tile.load %x[%i, %c0] steps [%c2, %c1] extents [%c4, %c4] : memref<?x8xf32>, !tile.tile<4x8xf32>
    %m = tile.map %t [0, 1] {
    ^bb0(%a: f32):
      %b = arith.mulf %a, %one : f32
      tile.yield %b : f32
    } : (!tile.tile<4x8xf32>) -> !tile.tile<4x8xf32>
    tile.store %m, %y[%i, %c0] : !tile.tile<4x8xf32>, memref<?x8xf32>
  }
  return
}
