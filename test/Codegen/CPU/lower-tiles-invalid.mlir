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
