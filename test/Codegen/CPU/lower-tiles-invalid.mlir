// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-codegen-cpu-lower-tiles))' --split-input-file --verify-diagnostics

func.func @factor_is_fill() {
  tile.program grid() = () {
    %a = tile.fill 1.0 : !tile.tile<8x8xf32>
    // expected-error@+1 {{not supported yet: a fill as a factor}}
    %c = tile.contract %a, %a : !tile.tile<8x8xf32>, !tile.tile<8x8xf32> -> !tile.tile<8x8xf32>
  }
  return
}

// -----

func.func @map_of_rank_3() {
  tile.program grid() = () {
    %a = tile.fill 1.0 : !tile.tile<2x8x8xf32>
    // expected-error@+1 {{not supported yet: a map of rank 3}}
    %c = tile.map %a [0, 1, 2] {
    ^bb0(%e: f32):
      tile.yield %e : f32
    } : (!tile.tile<2x8x8xf32>) -> !tile.tile<2x8x8xf32>
  }
  return
}

// -----

func.func @too_much_scratch(%x: memref<?x8xf32>, %y: memref<?x8xf32>, %s: f32) {
  %c0 = arith.constant 0 : index
  // expected-error@+1 {{not supported yet: tiles that need 8388608 bytes of scratch; at most 1048576}}
  tile.program grid() = () {
    %a = tile.load %x[%c0, %c0] : memref<?x8xf32>, !tile.tile<262144x8xf32>
    %c = tile.map %a [0, 1] {
    ^bb0(%e: f32):
      tile.yield %e : f32
    } : (!tile.tile<262144x8xf32>) -> !tile.tile<262144x8xf32>
    memref.store %s, %y[%c0, %c0] : memref<?x8xf32>
    tile.store %c, %y[%c0, %c0] : !tile.tile<262144x8xf32>, memref<?x8xf32>
  }
  return
}

// -----

func.func @absorb_of_one_row(%x: memref<1x8xf32>, %w: memref<16x8xf32>, %y: memref<1x16xf32>, %absorb: i1) {
  %c0 = arith.constant 0 : index
  tile.program grid() = () {
    %a = tile.load %x[%c0, %c0] : memref<1x8xf32>, !tile.tile<1x8xf32>
    %b = tile.load %w[%c0, %c0] : memref<16x8xf32>, !tile.tile<16x8xf32>
    // expected-error@+1 {{not supported yet: `absorb` with few rows and a transposed `rhs`}}
    %p = tile.contract %a, %b transposed absorb %absorb : !tile.tile<1x8xf32>, !tile.tile<16x8xf32> -> !tile.tile<1x16xf32>
    tile.store %p, %y[%c0, %c0] : !tile.tile<1x16xf32>, memref<1x16xf32>
  }
  return
}

// -----

func.func @pairs_of_256_bits(%x: memref<8x8xbf16>, %y: memref<8x8xf32>) {
  %c0 = arith.constant 0 : index
  tile.program grid() = () {
    %a = tile.load %x[%c0, %c0] : memref<8x8xbf16>, !tile.tile<8x8xbf16>
    // expected-error@+1 {{not supported yet: bf16 factors in vectors of 256 bits}}
    %p = tile.contract %a, %a : !tile.tile<8x8xbf16>, !tile.tile<8x8xbf16> -> !tile.tile<8x8xf32>
    tile.store %p, %y[%c0, %c0] : !tile.tile<8x8xf32>, memref<8x8xf32>
  }
  return
}
