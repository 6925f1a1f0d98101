// The two patterns of the Sparse Transformer (Child et al., 2019), one mask for
// each head. Both join any two positions within two layers, at a cost of n * sqrt(n).
//
//   ambit run examples/sparse_transformer.mlir --entry strided --random 1 --size 1000 --check
//   ambit run examples/sparse_transformer.mlir --entry fixed --random 1 --size 1000 --check

// Half of the heads see the last 32 positions, the others every 32nd before them.
#near = #ambit.mask<causal & window(32)>
#stride = #ambit.mask<causal & strided(32)>

// Blocks of 32, and the last 4 positions of every block: summaries of it.
#fixed = #ambit.mask<causal & fixed(32, 4)>

!x = tensor<1x4x?x64xf32>

func.func @strided(%q: !x, %k: !x, %v: !x) -> !x {
  %out = ambit.attention %q, %k, %v mask([#near, #near, #stride, #stride])
      : (!x, !x, !x) -> !x
  return %out : !x
}

func.func @fixed(%q: !x, %k: !x, %v: !x) -> !x {
  %out = ambit.attention %q, %k, %v mask(#fixed) : (!x, !x, !x) -> !x
  return %out : !x
}
