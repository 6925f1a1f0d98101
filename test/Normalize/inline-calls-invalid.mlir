// RUN: ambit-opt %s --ambit-normalize-inline-calls --split-input-file --verify-diagnostics

func.func @recursion(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @back(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
func.func private @back(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'func.call' op not supported yet: recursion through `recursion`}}
  %0 = call @recursion(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @itself(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'func.call' op not supported yet: recursion through `itself`}}
  %0 = call @itself(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// expected-note@+1 {{the declaration is here}}
func.func private @elsewhere(tensor<4xf32>) -> tensor<4xf32>
func.func @declaration(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'func.call' op not supported yet: a call of the declaration `elsewhere`}}
  %0 = call @elsewhere(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// expected-error@+1 {{'func.func' op not supported yet: control flow in the function `jumps`}}
func.func @jumps(%x: tensor<4xf32>) -> tensor<4xf32> {
  cf.br ^bb1(%x : tensor<4xf32>)
^bb1(%y: tensor<4xf32>):
  return %y : tensor<4xf32>
}

// -----

// Each level holds the one below twice.
func.func private @level0(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ambit.activation %x kind(relu) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
func.func private @level1(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level0(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level0(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level2(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level1(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level1(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level3(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level2(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level2(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level4(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level3(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level3(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level5(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level4(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level4(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level6(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level5(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level5(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level7(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level6(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level6(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level8(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level7(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level7(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level9(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level8(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level8(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level10(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level9(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level9(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level11(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level10(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level10(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level12(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level11(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level11(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level13(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level12(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level12(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level14(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level13(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level13(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level15(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level14(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level14(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level16(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level15(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level15(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level17(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level16(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level16(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @level18(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level17(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error@+1 {{not supported yet: more than 1000000 operations in `level18` after inlining}}
  %1 = call @level17(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func @too_large(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @level18(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @level18(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
