// RUN: ambit-opt %s | ambit-opt | FileCheck %s

// CHECK-LABEL: func.func @program
func.func @program(%x: memref<?x64xf32>, %w: memref<3x64x16xbf16>,
                   %y: memref<?x16xf32>, %n: index, %flag: i1) {
  // CHECK: tile.program grid(%[[I:.*]]) = (%{{.*}}) {
  tile.program grid(%i) = (%n) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %c5 = arith.constant 5 : index
    %c64 = arith.constant 64 : index
    // CHECK: tile.load %{{.*}}[%[[I]], %{{.*}}] axes [0, 0, 1] steps[%{{.*}}, %{{.*}}, %{{.*}}] extents[%{{.*}}, %{{.*}}, %{{.*}}] : memref<?x64xf32>, <3x8x64xf32>
    %a = tile.load %x[%i, %c0] axes [0, 0, 1] steps [%c5, %c1, %c1]
        extents [%c3, %n, %c64] : memref<?x64xf32>, !tile.tile<3x8x64xf32>
    // CHECK: tile.load %{{.*}} : memref<3x64x16xbf16>, <3x64x16xf32>
    %b = tile.load %w[%c0, %c0, %c0]
        : memref<3x64x16xbf16>, !tile.tile<3x64x16xf32>
    // CHECK: tile.contract %{{.*}}, %{{.*}} absorb %{{.*}} : <3x8x64xf32>, <3x64x16xf32> -> <8x16xf32>
    %c = tile.contract %a, %b absorb %flag
        : !tile.tile<3x8x64xf32>, !tile.tile<3x64x16xf32> -> !tile.tile<8x16xf32>
    // CHECK: tile.fill 0.000000e+00 : <8xf32>
    %z = tile.fill 0.0 : !tile.tile<8xf32>
    // CHECK: tile.reduce max %{{.*}} into %{{.*}} axis 1 : <8x16xf32>, <8xf32>
    %m = tile.reduce max %c into %z axis 1
        : !tile.tile<8x16xf32>, !tile.tile<8xf32>
    // CHECK: tile.map %{{.*}} [0, 1], %{{.*}} [0] positions(%[[I]], %{{.*}}) when %{{.*}} {
    // CHECK: ^bb0(%{{.*}}: f32, %{{.*}}: f32, %{{.*}}: index, %{{.*}}: index):
    // CHECK: tile.yield %{{.*}} : f32
    // CHECK: } : (!tile.tile<8x16xf32>, !tile.tile<8xf32>) -> !tile.tile<8x16xf32>
    %d = tile.map %c [0, 1], %m [0] positions(%i, %c0) when %flag {
    ^bb0(%e: f32, %s: f32, %row: index, %column: index):
      %p = arith.subf %e, %s : f32
      tile.yield %p : f32
    } : (!tile.tile<8x16xf32>, !tile.tile<8xf32>) -> !tile.tile<8x16xf32>
    // CHECK: tile.store %{{.*}}, %{{.*}}[%[[I]], %{{.*}}] : <8x16xf32>, memref<?x16xf32>
    tile.store %d, %y[%i, %c0] : !tile.tile<8x16xf32>, memref<?x16xf32>
  }
  return
}
