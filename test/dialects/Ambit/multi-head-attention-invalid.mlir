// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// C1
func.func @channels(%x: tensor<2x9x8xf32>, %q: tensor<7x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>) {
  // expected-error@+1 {{expected `input` and `query_weight` to have the same number of channels, but got 8 and 7}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) : (tensor<2x9x8xf32>, tensor<7x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C1
func.func @memory_channels(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>, %m: tensor<2x9x7xf32>) {
  // expected-error@+1 {{expected `memory` and `key_weight` to have the same number of channels, but got 7 and 8}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o memory %m heads(4) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<2x9x7xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C2
func.func @query_columns(%x: tensor<2x9x8xf32>, %q: tensor<8x9xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>) {
  // expected-error@+1 {{expected the number of columns of `query_weight` to be a positive multiple of `heads`, but got 9 and 4}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) : (tensor<2x9x8xf32>, tensor<8x9xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C2
func.func @key_columns(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x7xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>) {
  // expected-error@+1 {{expected the number of columns of `key_weight` to be a positive multiple of `key_heads`, but got 7 and 2}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) key_heads(2) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x7xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C2
func.func @dynamic_columns(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x?xf32>, %o: tensor<8x8xf32>) {
  // expected-error@+1 {{not supported yet: a dynamic number of columns of `value_weight`}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x?xf32>, tensor<8x8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C3
func.func @head_sizes(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x4xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>) {
  // expected-error@+1 {{expected query and key heads to have the same size, but got 2 and 1}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x4xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C3
func.func @rope_size(%x: tensor<2x9x8xf32>, %q: tensor<8x4xf32>, %k: tensor<8x4xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>) {
  // expected-error@+1 {{expected heads of even size for `rope`, but got 1}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) rope(10000.0) : (tensor<2x9x8xf32>, tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C4
func.func @output_rows(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<4x8xf32>) {
  // expected-error@+1 {{expected the number of rows of `output_weight` to be `heads` times the value size, but got 4 and 4 times 2}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C5
func.func @bias_count(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>, %b0: tensor<8xf32>) {
  // expected-error@+1 {{expected 0 or 4 biases, but got 1}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o biases(%b0) heads(4) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C5
func.func @bias_size(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>, %b0: tensor<8xf32>, %b1: tensor<8xf32>, %b2: tensor<7xf32>, %b3: tensor<8xf32>) {
  // expected-error@+1 {{expected `biases[2]` and `value_weight` to have the same number of columns, but got 7 and 8}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o biases(%b0, %b1, %b2, %b3) heads(4) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<7xf32>, tensor<8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C5
func.func @bias_type(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>, %b0: tensor<8xf32>, %b1: tensor<8xf32>, %b2: tensor<8xf32>, %b3: tensor<8xf16>) {
  // expected-error@+1 {{expected `input` and `biases[3]` to have the same element type, but got 'f32' and 'f16'}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o biases(%b0, %b1, %b2, %b3) heads(4) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf16>) -> tensor<2x9x8xf32>
  return
}

// -----

// C6
func.func @key_heads(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>) {
  // expected-error@+1 {{expected `heads` to be a multiple of `key_heads`, but got 4 and 3}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) key_heads(3) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C7
func.func @masks(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>) {
  // expected-error@+1 {{expected one mask or one for each head, but got 2 masks and 4 heads}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) mask([#ambit.mask<all>, #ambit.mask<causal>]) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C7
func.func @causal_lengths(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>, %m: tensor<2x5x8xf32>) {
  // expected-error@+1 {{expected `input` and `memory` to have the same length, as `causal` without an offset needs, but got 9 and 5}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o memory %m heads(4) mask(#ambit.mask<causal>) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<2x5x8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C8
func.func @output_length(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>) {
  // expected-error@+1 {{expected `input` and `output` to have the same dimension 1, but got 9 and 8}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<2x8x8xf32>
  return
}

// -----

// C8
func.func @output_channels(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>) {
  // expected-error@+1 {{expected `output_weight` and `output` to have the same number of channels, but got 8 and 7}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<2x9x7xf32>
  return
}

// -----

// C8
func.func @memory_batch(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>, %m: tensor<3x9x8xf32>) {
  // expected-error@+1 {{expected `input` and `memory` to have the same batch size, but got 2 and 3}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o memory %m heads(4) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<3x9x8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C8
func.func @memory_type(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>, %m: tensor<2x9x8xf16>) {
  // expected-error@+1 {{expected `input` and `memory` to have the same element type, but got 'f32' and 'f16'}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o memory %m heads(4) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<2x9x8xf16>) -> tensor<2x9x8xf32>
  return
}

// -----

// C9
func.func @scale(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>) {
  // expected-error@+1 {{expected `scale` to be finite, but got nan}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) scale(0x7FF8000000000000) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<2x9x8xf32>
  return
}

// -----

// C9
func.func @rope(%x: tensor<2x9x8xf32>, %q: tensor<8x8xf32>, %k: tensor<8x8xf32>, %v: tensor<8x8xf32>, %o: tensor<8x8xf32>) {
  // expected-error@+1 {{expected `rope` to be finite and positive, but got -1.000000e+00}}
  %0 = ambit.multi_head_attention %x, %q, %k, %v, %o heads(4) rope(-1.0) : (tensor<2x9x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<2x9x8xf32>
  return
}
