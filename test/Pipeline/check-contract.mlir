// RUN: ambit-opt --ambit-pipeline-check-contract=stage=emit --split-input-file --verify-diagnostics %s

llvm.func @lowered() {
  llvm.return
}

// -----

// expected-error @+1 {{'func.func' op is not supported yet: it is left after stage `emit`, which guarantees: the LLVM dialect}}
func.func @left() {
  return
}
