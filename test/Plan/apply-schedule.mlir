// RUN: ambit-opt %s --split-input-file --verify-diagnostics --ambit-plan-apply-schedule | FileCheck %s

// Operations without a choice, and plans written by hand, are left alone.
// CHECK-NOT: ambit.schedule
// CHECK-LABEL: func.func @both
// CHECK: ambit.linear %{{.*}} {plan = #ambit.plan<blocked_product, column_tile = 16, depth_tile = 64, row_tile = 48>}
// CHECK: ambit.linear %{{.*}} {plan = #ambit.plan<blocked_product>}
// CHECK: ambit.activation %{{.*}} kind(relu) : (tensor<?x8xf32>)
module attributes {ambit.schedule = {
    "ambit.linear {} : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>" =
        #ambit.plan<blocked_product, row_tile = 48, column_tile = 16, depth_tile = 64>}} {
  func.func @both(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>) -> tensor<?x8xf32> {
    %0 = ambit.linear %x, %w : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>
    %1 = ambit.linear %0, %w {plan = #ambit.plan<blocked_product>} : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>
    %2 = ambit.activation %1 kind(relu) : (tensor<?x8xf32>) -> tensor<?x8xf32>
    return %2 : tensor<?x8xf32>
  }
}

// -----

// CHECK-LABEL: func.func @none
// CHECK-NOT: plan
func.func @none(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>) -> tensor<?x8xf32> {
  %0 = ambit.linear %x, %w : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

module attributes {ambit.schedule = {
    "ambit.linear {} : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>" = #ambit.plan<blocked_product>}} {
  func.func @stale(%x: tensor<?x9xf32>, %w: tensor<9x8xf32>) -> tensor<?x8xf32> {
    // expected-error@+1 {{it is stale and has none for `ambit.linear}}
    %0 = ambit.linear %x, %w : (tensor<?x9xf32>, tensor<9x8xf32>) -> tensor<?x8xf32>
    return %0 : tensor<?x8xf32>
  }
}

// -----

module attributes {ambit.schedule = {
    "ambit.linear {} : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>" = 3 : i64}} {
  func.func @no_plan(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>) -> tensor<?x8xf32> {
    // expected-error@+1 {{expected a plan in the schedule, but got 3 : i64}}
    %0 = ambit.linear %x, %w : (tensor<?x8xf32>, tensor<8x8xf32>) -> tensor<?x8xf32>
    return %0 : tensor<?x8xf32>
  }
}
