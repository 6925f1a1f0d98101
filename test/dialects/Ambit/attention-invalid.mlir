// RUN: ambit-opt %s --split-input-file --verify-diagnostics

// The type constraints
func.func @rank(%q: tensor<4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{operand #0 must be 4-D tensor of f32, bf16, f16 or f64 values, but got 'tensor<4x8x16xf32>'}}
  %0 = ambit.attention %q, %k, %v : (tensor<4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// The type constraints
func.func @element_type(%q: tensor<2x4x8x16xi32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{operand #0 must be 4-D tensor of f32, bf16, f16 or f64 values, but got 'tensor<2x4x8x16xi32>'}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xi32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// The type constraints
func.func @mixed_types(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf16>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{failed to verify that all of {query, key, value, output} have same element type}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf16>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C1
func.func @batch_of_key(%q: tensor<2x4x8x16xf32>, %k: tensor<3x2x8x16xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{expected `query` and `key` to have the same batch size, but got 2 and 3}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xf32>, tensor<3x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C1
func.func @batch_of_value(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<3x2x8x16xf32>) {
  // expected-error@+1 {{expected `query` and `value` to have the same batch size, but got 2 and 3}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<3x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C2
func.func @head_size(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x8xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{expected `query` and `key` to have the same head size, but got 16 and 8}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xf32>, tensor<2x2x8x8xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C3
func.func @length(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x100x16xf32>, %v: tensor<2x2x90x16xf32>) {
  // expected-error@+1 {{expected `key` and `value` to have the same length, but got 100 and 90}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xf32>, tensor<2x2x100x16xf32>, tensor<2x2x90x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C4
func.func @key_heads(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x1x8x16xf32>) {
  // expected-error@+1 {{expected `key` and `value` to have the same number of heads, but got 2 and 1}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x1x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C5
func.func @heads(%q: tensor<2x4x8x16xf32>, %k: tensor<2x3x8x16xf32>, %v: tensor<2x3x8x16xf32>) {
  // expected-error@+1 {{expected the number of heads of `query` to be a positive multiple of that of `key`, but got 4 and 3}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xf32>, tensor<2x3x8x16xf32>, tensor<2x3x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C5
func.func @dynamic_heads(%q: tensor<2x?x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{not supported yet: a dynamic number of heads}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x?x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C6
func.func @dynamic_head_size(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x?xf32>) {
  // expected-error@+1 {{not supported yet: a dynamic head size}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x?xf32>) -> tensor<2x4x8x?xf32>
  return
}

// -----

// C6
func.func @empty_head(%q: tensor<2x4x8x0xf32>, %k: tensor<2x2x8x0xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{expected the head sizes of `query` and `value` to be positive, but got 0 and 16}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x4x8x0xf32>, tensor<2x2x8x0xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C7
func.func @bias_type(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>, %b: tensor<1x1x8x8xf16>) {
  // expected-error@+1 {{expected `query` and `bias` to have the same element type, but got 'f32' and 'f16'}}
  %0 = ambit.attention %q, %k, %v bias %b : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<1x1x8x8xf16>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C7
func.func @bias_batch(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>, %b: tensor<3x1x8x8xf32>) {
  // expected-error@+1 {{expected `bias` and `query` to have the same batch size, but got 3 and 2}}
  %0 = ambit.attention %q, %k, %v bias %b : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<3x1x8x8xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C7
func.func @bias_heads(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>, %b: tensor<1x2x8x8xf32>) {
  // expected-error@+1 {{expected `bias` and `query` to have the same number of heads, but got 2 and 4}}
  %0 = ambit.attention %q, %k, %v bias %b : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<1x2x8x8xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C7
func.func @bias_rows(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>, %b: tensor<1x1x1x8xf32>) {
  // expected-error@+1 {{expected `bias` and `query` to have the same length, but got 1 and 8}}
  %0 = ambit.attention %q, %k, %v bias %b : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<1x1x1x8xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C7
func.func @bias_columns(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>, %b: tensor<1x1x8x1xf32>) {
  // expected-error@+1 {{expected `bias` and `key` to have the same length, but got 1 and 8}}
  %0 = ambit.attention %q, %k, %v bias %b : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, tensor<1x1x8x1xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C8
func.func @masks(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{expected one mask or one for each head, but got 2 masks and 4 heads}}
  %0 = ambit.attention %q, %k, %v mask([#ambit.mask<all>, #ambit.mask<causal>]) : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C8
func.func @not_a_mask(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{expected a mask, but got 4 : i64}}
  %0 = ambit.attention %q, %k, %v mask(4) : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C9
func.func @causal_lengths(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x12x16xf32>, %v: tensor<2x2x12x16xf32>) {
  // expected-error@+1 {{expected `query` and `key` to have the same length, as `causal` without an offset needs, but got 8 and 12}}
  %0 = ambit.attention %q, %k, %v mask(#ambit.mask<window(4) | !causal>) : (tensor<2x4x8x16xf32>, tensor<2x2x12x16xf32>, tensor<2x2x12x16xf32>) -> tensor<2x4x8x16xf32>
  return
}

// -----

// C11
func.func @output_length(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{expected `query` and `output` to have the same dimension 2, but got 8 and 9}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x9x16xf32>
  return
}

// -----

// C11
func.func @output_size(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{expected `value` and `output` to have the same head size, but got 16 and 8}}
  %0 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x8xf32>
  return
}

// -----

// C11
func.func @lse_length(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{expected `query` and `lse` to have the same dimension 2, but got 8 and 7}}
  %0, %1 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> (tensor<2x4x8x16xf32>, tensor<2x4x7xf32>)
  return
}

// -----

// C11
func.func @lse_type(%q: tensor<2x4x8x16xbf16>, %k: tensor<2x2x8x16xbf16>, %v: tensor<2x2x8x16xbf16>) {
  // expected-error@+1 {{expected the element type of `lse` to be 'f32', but got 'bf16'}}
  %0, %1 = ambit.attention %q, %k, %v : (tensor<2x4x8x16xbf16>, tensor<2x2x8x16xbf16>, tensor<2x2x8x16xbf16>) -> (tensor<2x4x8x16xbf16>, tensor<2x4x8xbf16>)
  return
}

// -----

// C12
func.func @scale(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %v: tensor<2x2x8x16xf32>) {
  // expected-error@+1 {{expected `scale` to be finite, but got INF}}
  %0 = ambit.attention %q, %k, %v scale(0x7FF0000000000000) : (tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>) -> tensor<2x4x8x16xf32>
  return
}
