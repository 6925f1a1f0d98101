// RUN: ambit-opt %s --ambit-codegen-cpu-verify-loops --split-input-file --verify-diagnostics

func.func @outside(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.alloca() : memref<8xf32>
  scf.for %i = %c0 to %n step %c1 {
    %x = memref.load %a[%c0] : memref<8xf32>
  }
  return
}

// -----

func.func @allocates(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note@+1 {{the loop is here}}
  scf.for %i = %c0 to %n step %c1 {
    // expected-error@+1 {{expected no copy or allocation inside a loop}}
    %a = memref.alloca() : memref<8xf32>
  }
  return
}

// -----

func.func @copies(%x: memref<8xf32>, %y: memref<8xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note@+1 {{the loop is here}}
  scf.for %i = %c0 to %n step %c1 {
    // expected-error@+1 {{expected no copy or allocation inside a loop}}
    memref.copy %x, %y : memref<8xf32> to memref<8xf32>
  }
  return
}
