// Causal attention to the last 256 positions, itself included. The work grows with
// the length, not with its square: key tiles outside the window are not visited.
//
//   ambit run examples/sliding_window.mlir --random 1 --size n=2000 --size batch=1 --check
//   ambit bench examples/sliding_window.mlir --size batch=1 --size n=1024,2048,4096,8192

#local = #ambit.mask<causal & window(256)>

// 8 query heads share 2 key heads. Lengths and batch size are open.
func.func @sliding_window(%q: tensor<?x8x?x64xf32> {ambit.sizes = ["batch", "", "n", ""]},
                          %k: tensor<?x2x?x64xf32> {ambit.sizes = ["batch", "", "n", ""]},
                          %v: tensor<?x2x?x64xf32> {ambit.sizes = ["batch", "", "n", ""]})
    -> tensor<?x8x?x64xf32> {
  %out = ambit.attention %q, %k, %v mask(#local)
      : (tensor<?x8x?x64xf32>, tensor<?x2x?x64xf32>, tensor<?x2x?x64xf32>)
      -> tensor<?x8x?x64xf32>
  return %out : tensor<?x8x?x64xf32>
}
