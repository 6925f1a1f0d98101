// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// expected-error@+1 {{expected a tile of rank 1 to 3, but got rank 4}}
func.func private @rank(!tile.tile<1x2x3x4xf32>)

// -----

// expected-error@+1 {{expected tile sizes from 1 to 1048576, but got 0}}
func.func private @size(!tile.tile<0xf32>)

// -----

// expected-error@+1 {{expected a float element type, but got 'i32'}}
func.func private @element(!tile.tile<4xi32>)

// -----

// C1 of load
func.func @offsets(%x: memref<?x64xf32>, %i: index) {
  tile.program grid() = () {
    // expected-error@+1 {{expected one offset per axis of `buffer`, but got 1 offsets and rank 2}}
    %t = tile.load %x[%i] : memref<?x64xf32>, !tile.tile<8x64xf32>
  }
  return
}

// -----

// C2 of load
func.func @axes(%x: memref<?x64xf32>, %i: index) {
  tile.program grid() = () {
    // expected-error@+1 {{expected `axes` below the rank of `buffer`, 2, but got 2}}
    %t = tile.load %x[%i, %i] axes [0, 2] : memref<?x64xf32>, !tile.tile<8x64xf32>
  }
  return
}

// -----

// C3 of load
func.func @narrows(%x: memref<?x64xf64>, %i: index) {
  tile.program grid() = () {
    // expected-error@+1 {{expected a buffer element type no wider than 'f32', but got 'f64'}}
    %t = tile.load %x[%i, %i] : memref<?x64xf64>, !tile.tile<8x64xf32>
  }
  return
}

// -----

// C2 of contract
func.func @depth(%x: memref<?x64xf32>, %i: index) {
  tile.program grid() = () {
    %a = tile.fill 0.0 : !tile.tile<8x32xf32>
    %b = tile.fill 0.0 : !tile.tile<16x8xf32>
    // expected-error@+1 {{expected the contracted and leading axes to agree, but got '!tile.tile<8x32xf32>' and '!tile.tile<16x8xf32>'}}
    %c = tile.contract %a, %b : !tile.tile<8x32xf32>, !tile.tile<16x8xf32> -> !tile.tile<8x8xf32>
  }
  return
}

// -----

// C4 of contract
func.func @sum_of_bf16(%x: memref<?x64xf32>, %i: index) {
  tile.program grid() = () {
    %a = tile.fill 0.0 : !tile.tile<8x16xbf16>
    %b = tile.fill 0.0 : !tile.tile<16x8xbf16>
    %c = tile.contract %a, %b : !tile.tile<8x16xbf16>, !tile.tile<16x8xbf16> -> !tile.tile<8x8xf32>
    // expected-error@+1 {{expected a result of the factors' element type, or of f32 for bf16, but got '!tile.tile<8x8xf64>' of '!tile.tile<8x16xbf16>'}}
    %d = tile.contract %a, %b : !tile.tile<8x16xbf16>, !tile.tile<16x8xbf16> -> !tile.tile<8x8xf64>
  }
  return
}

// -----

// C1 of map
func.func @input_axes() {
  tile.program grid() = () {
    %a = tile.fill 0.0 : !tile.tile<8xf32>
    // expected-error@+1 {{expected axes that lay input 0 of type '!tile.tile<8xf32>' into '!tile.tile<8x16xf32>', but got [1]}}
    %c = tile.map %a [1] {
    ^bb0(%e: f32):
      tile.yield %e : f32
    } : (!tile.tile<8xf32>) -> !tile.tile<8x16xf32>
  }
  return
}

// -----

// C1 of reduce
func.func @init() {
  tile.program grid() = () {
    %a = tile.fill 0.0 : !tile.tile<8x16xf32>
    %z = tile.fill 0.0 : !tile.tile<8xf32>
    // expected-error@+1 {{expected `init` to have the type of `input` without axis 0, but got '!tile.tile<8xf32>' for '!tile.tile<8x16xf32>'}}
    %s = tile.reduce sum %a into %z axis 0 : !tile.tile<8x16xf32>, !tile.tile<8xf32>
  }
  return
}
