// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-codegen-cpu-lower-tiles{vector-bits=512 registers=32}))' --split-input-file --verify-diagnostics

func.func @few_rows(%x: memref<8x8xbf16>, %y: memref<2x8xf32>) {
  %c0 = arith.constant 0 : index
  tile.program grid() = () {
    %a = tile.load %x[%c0, %c0] : memref<8x8xbf16>, !tile.tile<2x8xbf16>
    %b = tile.load %x[%c0, %c0] : memref<8x8xbf16>, !tile.tile<8x8xbf16>
    // expected-error@+1 {{not supported yet: bf16 factors with few rows and a transposed `rhs`}}
    %p = tile.contract %a, %b transposed : !tile.tile<2x8xbf16>, !tile.tile<8x8xbf16> -> !tile.tile<2x8xf32>
    tile.store %p, %y[%c0, %c0] : !tile.tile<2x8xf32>, memref<2x8xf32>
  }
  return
}

// -----

func.func @both_factors(%x: memref<8x8xbf16>, %y: memref<8x8xf32>) {
  %c0 = arith.constant 0 : index
  tile.program grid() = () {
    %a = tile.load %x[%c0, %c0] : memref<8x8xbf16>, !tile.tile<8x8xbf16>
    // expected-error@+1 {{not supported yet: a bf16 factor with another use}}
    %p = tile.contract %a, %a : !tile.tile<8x8xbf16>, !tile.tile<8x8xbf16> -> !tile.tile<8x8xf32>
    tile.store %p, %y[%c0, %c0] : !tile.tile<8x8xf32>, memref<8x8xf32>
  }
  return
}

// -----

func.func @odd_depth(%x: memref<8x8xbf16>, %y: memref<8x8xf32>) {
  %c0 = arith.constant 0 : index
  tile.program grid() = () {
    %a = tile.load %x[%c0, %c0] : memref<8x8xbf16>, !tile.tile<8x7xf32>
    %b = tile.load %x[%c0, %c0] : memref<8x8xbf16>, !tile.tile<7x8xbf16>
    %r = tile.map %a [0, 1] {
    ^bb0(%e: f32):
      %p = arith.truncf %e : f32 to bf16
      tile.yield %p : bf16
    } : (!tile.tile<8x7xf32>) -> !tile.tile<8x7xbf16>
    // expected-error@+1 {{not supported yet: a bf16 factor that is computed}}
    %p = tile.contract %r, %b : !tile.tile<8x7xbf16>, !tile.tile<7x8xbf16> -> !tile.tile<8x8xf32>
    tile.store %p, %y[%c0, %c0] : !tile.tile<8x8xf32>, memref<8x8xf32>
  }
  return
}
