// RUN: ambit-opt --ambit-bufferize-bufferize-model --split-input-file --verify-diagnostics %s
// RUN: ambit-opt --ambit-bufferize-add-shape-functions --split-input-file --verify-diagnostics %s

// expected-error @+1 {{not supported yet: control flow in a model}}
func.func @several_blocks(%x: tensor<4xf32>) -> tensor<4xf32> {
  cf.br ^bb1
^bb1:
  return %x : tensor<4xf32>
}

// -----

func.func @loop(%x: tensor<4xf32>, %n: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{not supported yet: control flow in a model}}
  %0 = scf.for %i = %c0 to %c1 step %c1 iter_args(%y = %x) -> tensor<4xf32> {
    scf.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @recursion(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{not supported yet: a call that cannot be inlined, of a recursive or an external function}}
  %0 = call @recursion(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @other_op(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{not supported yet: this op on tensors in a model}}
  %0 = arith.addf %x, %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @side_effect(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{not supported yet: an op with side effects in a model}}
  %0 = memref.alloc() : memref<4xf32>
  return %x : tensor<4xf32>
}

// -----

func.func @result_type(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{not supported yet: a result of type 'tensor<*xf32>'}}
  %0 = tensor.cast %x : tensor<4xf32> to tensor<*xf32>
  %1 = tensor.cast %0 : tensor<*xf32> to tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// expected-error @+1 {{not supported yet: argument 1 of type 'index'}}
func.func @scalar_argument(%x: tensor<4xf32>, %n: index) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// -----

// expected-error @+1 {{not supported yet: argument 0 of type 'tensor<4xi1>'}}
func.func @element_type(%x: tensor<4xi1>) -> tensor<4xi1> {
  return %x : tensor<4xi1>
}

// -----

// expected-error @+1 {{not supported yet: result 0 of type 'i32'}}
func.func @scalar_result(%x: tensor<4xf32>) -> i32 {
  %0 = arith.constant 0 : i32
  return %0 : i32
}

// -----

// expected-error @+1 {{not supported yet: a dimension above 2147483647, in 'tensor<2147483648xf32>'}}
func.func @long(%x: tensor<2147483648xf32>) -> tensor<2147483648xf32> {
  return %x : tensor<2147483648xf32>
}

// -----

func.func @long_result(%x: tensor<?xf32>) -> tensor<?xf32> {
  // expected-error @+1 {{not supported yet: a dimension above 2147483647, in 'tensor<2147483648xf32>'}}
  %0 = tensor.cast %x : tensor<?xf32> to tensor<2147483648xf32>
  %1 = tensor.cast %0 : tensor<2147483648xf32> to tensor<?xf32>
  return %1 : tensor<?xf32>
}
