// RUN: ambit-opt --ambit-bufferize-plan-workspace --split-input-file --verify-diagnostics %s

// expected-error @+1 {{not supported yet: control flow in a model}}
func.func @several_blocks(%x: memref<4xf32> {ambit.role = "input"}) -> i32 {
  cf.br ^bb1
^bb1:
  %ok = arith.constant 0 : i32
  return %ok : i32
}

// -----

// expected-error @+1 {{expected one result of type i32, but got '(memref<4xf32>) -> ()'}}
func.func @no_status(%x: memref<4xf32> {ambit.role = "input"}) {
  %a = memref.alloc() : memref<4xf32>
  memref.copy %x, %a : memref<4xf32> to memref<4xf32>
  return
}

// -----

func.func @late_size(%x: memref<4xf32> {ambit.role = "input"}) -> i32 {
  // expected-error @+1 {{expected the sizes of all buffers to be known before the first}}
  %a = memref.alloc() : memref<4xf32>
  memref.copy %x, %a : memref<4xf32> to memref<4xf32>
  %n = call @size(%a) : (memref<4xf32>) -> index
  %b = memref.alloc(%n) : memref<?xf32>
  call @use(%b) : (memref<?xf32>) -> ()
  %ok = arith.constant 0 : i32
  return %ok : i32
}
func.func private @size(memref<4xf32>) -> index
func.func private @use(memref<?xf32>)
