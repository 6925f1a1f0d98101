// The pattern of Longformer (Beltagy et al., 2020): a window to both sides, and 16
// positions that see all and are seen by all. Two of the heads look twice as far, at
// every second position.
//
//   ambit run examples/longformer.mlir --random 1 --size 1500 --check

#window = #ambit.mask<window(128, 128) | global(16)>
#dilated = #ambit.mask<window(256, 256) & strided(2) | global(16)>

!x = tensor<1x4x?x64xf32>

func.func @longformer(%q: !x, %k: !x, %v: !x) -> !x {
  %out = ambit.attention %q, %k, %v mask([#window, #window, #dilated, #dilated])
      : (!x, !x, !x) -> !x
  return %out : !x
}
