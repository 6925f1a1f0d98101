// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// C1
// expected-error@+1 {{not supported yet: a weight of dynamic shape, 'tensor<?x4xf32>'}}
ambit.global @dynamic : tensor<?x4xf32>

// -----

// C2
// expected-error@+1 {{expected `transpose` to be a permutation of the 2 dimensions, but got [0, 0]}}
ambit.global @repeated : tensor<2x4xf32> transpose [0, 0]

// -----

// C2
// expected-error@+1 {{expected `transpose` to be a permutation of the 2 dimensions, but got [0]}}
ambit.global @too_few : tensor<2x4xf32> transpose [0]

// -----

// C3
// expected-error@+1 {{expected `source` to name an array, but got ""}}
ambit.global @unnamed : tensor<2x4xf32> from ""

// -----

// C1 of get_global
func.func @unknown() {
  // expected-error@+1 {{expected a `global` named @weight, but the module has none}}
  %0 = ambit.get_global @weight : tensor<4xf32>
  return
}

// -----

// C2 of get_global
// expected-note@+1 {{the global is here}}
ambit.global @weight : tensor<2x4xf32>
func.func @other_type() {
  // expected-error@+1 {{expected the type of the global, but got 'tensor<2x4xf32>' and 'tensor<4x2xf32>'}}
  %0 = ambit.get_global @weight : tensor<4x2xf32>
  return
}
