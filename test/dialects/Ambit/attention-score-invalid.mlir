// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// C10
func.func @score_arguments(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{expected `score` to take 'f32', 'index', 'index', 'index', 'index', but got 'f32', 'index'}}
  %0 = ambit.attention %q, %k, %v score {
  ^bb0(%s: f32, %i: index):
    ambit.yield %s : f32
  } : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C10
func.func @score_type(%q: tensor<2x4x8x16xf64>, %k: tensor<2x2x8x16xf64>, %v: tensor<2x2x8x16xf64>) {
  // expected-error@+1 {{expected `score` to take 'f64', 'index'}}
  %0 = ambit.attention %q, %k, %v score {
  ^bb0(%s: f32, %b0: index, %h: index, %i: index, %j: index):
    ambit.yield %s : f32
  } : (tensor<2x4x8x16xf64>, tensor<2x2x8x16xf64>, tensor<2x2x8x16xf64>) -> tensor<2x4x8x16xf64>
  return
}

// -----

// C10
func.func @score_result(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{expected `score` to end with `ambit.yield` of 'f32', but got}}
  %0 = ambit.attention %q, %k, %v score {
  ^bb0(%s: f32, %b0: index, %h: index, %i: index, %j: index):
    %d = arith.extf %s : f32 to f64
    ambit.yield %d : f64
  } : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C10
func.func @score_side_effect(%q: tensor<2x4x8x16xf32>) {
  // expected-error@+1 {{expected `score` to have ops without side effects and regions, but got `memref.alloc`}}
  %0 = ambit.attention %q, %q, %q score {
  ^bb0(%s: f32, %b: index, %h: index, %i: index, %j: index):
    // expected-note@+1 {{the op is here}}
    %m = memref.alloc() : memref<4xf32>
    ambit.yield %s : f32
  } : (tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C10
func.func @score_outside(%q: tensor<2x4x8x16xf32>, %c: f32) {
  // expected-note@+1 {{required by region isolation constraints}}
  %0 = ambit.attention %q, %q, %q score {
  ^bb0(%s: f32, %b: index, %h: index, %i: index, %j: index):
    // expected-error@+1 {{using value defined outside the region}}
    %m = arith.addf %s, %c : f32
    ambit.yield %m : f32
  } : (tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C1 of yield
func.func @yield_elsewhere(%s: f32) {
  // expected-error@+1 {{'ambit.yield' op expects parent op 'ambit.attention'}}
  ambit.yield %s : f32
}
