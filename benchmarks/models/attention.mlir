// Attention with 8 heads of size 64: every pair, and masks that no library has a
// kernel for.

!x = tensor<1x8x?x64xf32>
!half = tensor<1x8x?x64xbf16>

func.func @full(%q: !x, %k: !x, %v: !x) -> !x {
  %y = ambit.attention %q, %k, %v : (!x, !x, !x) -> !x
  return %y : !x
}

func.func @causal(%q: !x, %k: !x, %v: !x) -> !x {
  %y = ambit.attention %q, %k, %v mask(#ambit.mask<causal>) : (!x, !x, !x) -> !x
  return %y : !x
}

func.func @full_bf16(%q: !half, %k: !half, %v: !half) -> !half {
  %y = ambit.attention %q, %k, %v : (!half, !half, !half) -> !half
  return %y : !half
}

// The last 256 positions.
func.func @window(%q: !x, %k: !x, %v: !x) -> !x {
  %y = ambit.attention %q, %k, %v mask(#ambit.mask<causal & window(256)>)
      : (!x, !x, !x) -> !x
  return %y : !x
}

// Half of the Sparse Transformer's pattern and the other half in one head: the last 128
// positions, and every 128th before them.
func.func @strided(%q: !x, %k: !x, %v: !x) -> !x {
  %y = ambit.attention %q, %k, %v mask(#ambit.mask<causal & (window(128) | strided(128))>)
      : (!x, !x, !x) -> !x
  return %y : !x
}

// 256 positions to both sides; 16 that see all and are seen by all.
func.func @longformer(%q: !x, %k: !x, %v: !x) -> !x {
  %y = ambit.attention %q, %k, %v mask(#ambit.mask<window(256, 256) | global(16)>)
      : (!x, !x, !x) -> !x
  return %y : !x
}

// Blocks of 64.
func.func @block(%q: !x, %k: !x, %v: !x) -> !x {
  %y = ambit.attention %q, %k, %v mask(#ambit.mask<block(64)>)
      : (!x, !x, !x) -> !x
  return %y : !x
}

// The 129 nearest positions, as in NATTEN: at the ends of the sequence the neighbourhood
// moves inwards and keeps its size.
func.func @neighbourhood(%q: !x, %k: !x, %v: !x) -> !x {
  %y = ambit.attention %q, %k, %v mask(#ambit.mask<window(64, 64) | set("i <= 63 and j <= 128") | set("i >= n - 64 and j >= n - 129")>)
      : (!x, !x, !x) -> !x
  return %y : !x
}

// 256 positions, every fourth.
func.func @dilated_window(%q: !x, %k: !x, %v: !x) -> !x {
  %y = ambit.attention %q, %k, %v mask(#ambit.mask<dilated_window(256, 4)>)
      : (!x, !x, !x) -> !x
  return %y : !x
}

// One query against all keys.
func.func @decode(%q: tensor<1x8x1x64xf32>, %k: !x, %v: !x) -> tensor<1x8x1x64xf32> {
  %y = ambit.attention %q, %k, %v
      : (tensor<1x8x1x64xf32>, !x, !x) -> tensor<1x8x1x64xf32>
  return %y : tensor<1x8x1x64xf32>
}
