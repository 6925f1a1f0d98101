// RUN: ambit-opt --ambit-bufferize-add-shape-functions --split-input-file --verify-diagnostics %s

// expected-error @+1 {{expected no other symbol of the name taken_shapes}}
func.func @taken(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
func.func private @taken_shapes()
