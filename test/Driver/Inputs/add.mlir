// A model in the form that Codegen leaves: loops over buffers.
func.func @add(%x: memref<?x4xf32> {ambit.name = "x", ambit.role = "input"},
               %w: memref<4xf32> {ambit.name = "w", ambit.role = "global"},
               %y: memref<?x4xf32> {ambit.name = "y", ambit.role = "output"}) -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %n = memref.dim %x, %c0 : memref<?x4xf32>
  scf.for %i = %c0 to %n step %c1 {
    scf.for %j = %c0 to %c4 step %c1 {
      %a = memref.load %x[%i, %j] : memref<?x4xf32>
      %b = memref.load %w[%j] : memref<4xf32>
      %s = arith.addf %a, %b : f32
      %e = math.erf %s : f32
      memref.store %e, %y[%i, %j] : memref<?x4xf32>
    }
  }
  %ok = arith.constant 0 : i32
  return %ok : i32
}
func.func @add_shapes(%x: memref<?x4xf32>, %w: memref<4xf32>) -> (i32, index, index, index, index)
    attributes {ambit.checks = ["expected `x` to have at most {1} rows, but got {0}"]} {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c100 = arith.constant 100 : index
  %ok = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %n = memref.dim %x, %c0 : memref<?x4xf32>
  %bad = arith.cmpi sgt, %n, %c100 : index
  %status = arith.select %bad, %one, %ok : i32
  return %status, %n, %c4, %n, %c100 : i32, index, index, index, index
}
