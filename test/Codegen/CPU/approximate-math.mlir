// RUN: ambit-opt %s --pass-pipeline='builtin.module(func.func(ambit-codegen-cpu-approximate-math))' | FileCheck %s

// CHECK-LABEL: func.func @exponentials
func.func @exponentials(%x: vector<8xf32>, %y: vector<4xf64>) -> (vector<8xf32>, vector<4xf64>) {
  // CHECK-NOT: math.exp
  // CHECK-COUNT-2: arith.select
  // CHECK-COUNT-5: vector.fma {{.*}} : vector<8xf32>
  %0 = math.exp2 %x : vector<8xf32>
  // CHECK-COUNT-13: vector.fma {{.*}} : vector<4xf64>
  %1 = math.exp %y : vector<4xf64>
  return %0, %1 : vector<8xf32>, vector<4xf64>
}

// Not positive: no test for overflow.
// CHECK-LABEL: func.func @decay
func.func @decay(%x: vector<8xf32>) -> vector<8xf32> {
  // CHECK-COUNT-1: arith.select
  // CHECK-NOT: arith.select
  // CHECK-COUNT-5: vector.fma {{.*}} : vector<8xf32>
  %0 = tile.decay %x : vector<8xf32>
  return %0 : vector<8xf32>
}

// CHECK-LABEL: func.func @scalars_stay
func.func @scalars_stay(%x: f32) -> f32 {
  // CHECK: math.exp2
  %0 = math.exp2 %x : f32
  return %0 : f32
}
