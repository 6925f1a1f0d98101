// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operations on tiles: program, load, store, contract, map, reduce, fill.

#ifndef DIALECTS_TILE_TILEOPS_TD
#define DIALECTS_TILE_TILEOPS_TD

include "dialects/Tile/TileDialect.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/BuiltinTypeInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Tile_ReduceKind : I32EnumAttr<"ReduceKind", "How a reduction combines", [
    I32EnumAttrCase<"Sum", 0, "sum">, I32EnumAttrCase<"Max", 1, "max">]> {
  let cppNamespace = "::ambit::tile";
  let genSpecializedAttr = 0;
}
def Tile_ReduceKindAttr : EnumAttr<Tile_Dialect, Tile_ReduceKind, "kind"> {
  let assemblyFormat = "$value";
}

def Tile_ProgramOp : Tile_Op<"program", [
    RecursiveMemoryEffects, SingleBlock, NoTerminator]> {
  let summary = "A grid of independent program instances";
  let description = [{
    Runs the body once for each point of the grid `sizes`, in any order and at
    the same time. The block arguments are the coordinates. Instances write
    disjoint parts of the buffers, so the result does not depend on the order.

    Constraints:

    - C1: the body has one `index` argument per size.

    Example:

    ```mlir
    func.func @zero(%y: memref<?x64xf32>, %blocks: index) {
      tile.program grid(%i) = (%blocks) {
        %c16 = arith.constant 16 : index
        %row = arith.muli %i, %c16 : index
        %c0 = arith.constant 0 : index
        %t = tile.fill 0.0 : !tile.tile<16x64xf32>
        tile.store %t, %y[%row, %c0] : !tile.tile<16x64xf32>, memref<?x64xf32>
      }
      return
    }
    ```
  }];
  let arguments = (ins Variadic<Index>:$sizes);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}

/// Fields that address a block of a buffer; shared by load and store.
class Tile_AccessOp<string mnemonic>
    : Tile_Op<mnemonic, [AttrSizedOperandSegments,
          DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let hasVerifier = 1;
  code accessDeclarations = [{
    /// The buffer axis that tile axis `axis` runs along.
    int64_t getBufferAxis(int64_t axis) {
      if (auto axes = getAxes()) return (*axes)[axis];
      return getBuffer().getType().getRank() - getTile().getType().getRank() +
             axis;
    }
    /// Positions of the buffer per element of tile axis `axis`.
    ::mlir::OpFoldResult getStep(int64_t axis) {
      if (getSteps().empty()) return ::mlir::Builder(getContext()).getIndexAttr(1);
      return getSteps()[axis];
    }
    /// The extents, or the tile's shape where there are none.
    ::llvm::SmallVector<::mlir::OpFoldResult> getAllExtents() {
      if (!getExtents().empty())
        return ::llvm::SmallVector<::mlir::OpFoldResult>(getExtents());
      return ::mlir::getAsIndexOpFoldResult(getContext(),
                                            getTile().getType().getShape());
    }
    ::llvm::SmallVector<int64_t> getBufferAxes() {
      return ::llvm::map_to_vector(
          ::llvm::seq<int64_t>(0, getTile().getType().getRank()),
          [&](int64_t axis) { return getBufferAxis(axis); });
    }
    ::llvm::SmallVector<::mlir::OpFoldResult> getAllSteps() {
      return ::llvm::map_to_vector(
          ::llvm::seq<int64_t>(0, getTile().getType().getRank()),
          [&](int64_t axis) { return getStep(axis); });
    }
  }];
}

def Tile_LoadOp : Tile_AccessOp<"load"> {
  let summary = "Read a block of a buffer";
  let description = [{
    Semantics, for tile indices `t` within the extents:

        tile[t] = buffer[offsets + sum_a t[a] * steps[a] * unit(axes[a])]

    `axes` names, for each tile axis, the buffer axis it runs along (default:
    the last axes, in order); `steps` its step (default 1). Two tile axes may
    run along one buffer axis: the taps of a convolution and its positions do.
    A tile whose element type is wider than the buffer's is widened exactly.
    `extents` (default: the tile's shape) must keep every index in the buffer.

    Constraints:

    - C1: there is one offset per buffer axis.
    - C2: `axes`, `steps` and `extents`, when present, have one entry per tile
      axis, and each axis is one of the buffer's.
    - C3: the buffer's element type is the tile's or a narrower float.

    Example:

    ```mlir
    func.func @copy(%x: memref<?x64xbf16>, %y: memref<?x64xf32>, %n: index) {
      tile.program grid() = () {
        %c0 = arith.constant 0 : index
        %c64 = arith.constant 64 : index
        %t = tile.load %x[%c0, %c0] extents [%n, %c64]
            : memref<?x64xbf16>, !tile.tile<16x64xf32>
        tile.store %t, %y[%c0, %c0] : !tile.tile<16x64xf32>, memref<?x64xf32>
      }
      return
    }
    ```
  }];
  let arguments = (ins AnyMemRef:$buffer, Variadic<Index>:$offsets,
      Variadic<Index>:$extents, Variadic<Index>:$steps,
      OptionalAttr<DenseI64ArrayAttr>:$axes);
  let results = (outs Tile_AnyTile:$tile);
  let assemblyFormat = [{
    $buffer `[` $offsets `]` (`axes` $axes^)? (`steps` `[` $steps^ `]`)?
    (`extents` `[` $extents^ `]`)? attr-dict `:` type($buffer) `,` type($tile)
  }];
  let extraClassDeclaration = accessDeclarations;
}

def Tile_StoreOp : Tile_AccessOp<"store"> {
  let summary = "Write a block of a buffer";
  let description = [{
    Writes the elements within `extents` (default: the tile's own), which must
    not exceed the tile's; addresses as in `tile.load`.
    A buffer whose element type is narrower than the tile's gets the value
    rounded once, to nearest, ties to even.

    Constraints: C1 to C3 of `tile.load`.

    Example:

    ```mlir
    func.func @ones(%y: memref<?x64xf32>) {
      tile.program grid() = () {
        %c0 = arith.constant 0 : index
        %t = tile.fill 1.0 : !tile.tile<8x64xf32>
        tile.store %t, %y[%c0, %c0] : !tile.tile<8x64xf32>, memref<?x64xf32>
      }
      return
    }
    ```
  }];
  let arguments = (ins Tile_AnyTile:$tile, AnyMemRef:$buffer,
      Variadic<Index>:$offsets, Variadic<Index>:$extents,
      Variadic<Index>:$steps, OptionalAttr<DenseI64ArrayAttr>:$axes);
  let assemblyFormat = [{
    $tile `,` $buffer `[` $offsets `]` (`axes` $axes^)? (`steps` `[` $steps^ `]`)?
    (`extents` `[` $extents^ `]`)? attr-dict `:` type($tile) `,` type($buffer)
  }];
  let extraClassDeclaration = accessDeclarations;
}

def Tile_FillOp : Tile_Op<"fill", [Pure]> {
  let summary = "A tile of one value";
  let description = [{
    Every element is `value`; the extents are the whole shape.

    Example:

    ```mlir
    func.func @fill() {
      tile.program grid() = () {
        %t = tile.fill 0.0 : !tile.tile<8x64xf32>
      }
      return
    }
    ```
  }];
  let arguments = (ins F64Attr:$value);
  let results = (outs Tile_AnyTile:$tile);
  let assemblyFormat = "$value attr-dict `:` type($tile)";
}

def Tile_DecayOp : Tile_Op<"decay", !listconcat(
    [Pure, SameOperandsAndResultType], ElementwiseMappable.traits)> {
  let summary = "Two to a power that is not positive";
  let description = [{
    The factor by which an exponential weight shrinks: `2^x` for `x <= 0`,
    elementwise, inside a `tile.map`. Results below the smallest normal number
    are zero; NaN stays NaN. For `x > 0` the result is unspecified, which saves
    the test for overflow that `math.exp2` needs.

    Example:

    ```mlir
    func.func @weight(%score: f32, %maximum: f32) -> f32 {
      %x = arith.subf %score, %maximum : f32
      %y = tile.decay %x : f32
      return %y : f32
    }
    ```
  }];
  let arguments = (ins FloatLike:$x);
  let results = (outs FloatLike:$result);
  let assemblyFormat = "$x attr-dict `:` type($result)";
}

def Tile_ContractOp : Tile_Op<"contract", [Pure, AttrSizedOperandSegments]> {
  let summary = "Matrix product of tiles, accumulated";
  let description = [{
    Semantics, with leading axes `r` (may be absent) summed over as well:

        result[m, n] = init[m, n] + sum_r sum_k lhs[r, m, k] * rhs[r, k, n]

    or `rhs[r, n, k]` with `rhs_transposed`. Without `init` the sum starts at
    zero. Factors of bf16 may have products and sums in f32. When `absorb` is present and true, a zero of `lhs` contributes nothing
    even if the element of `rhs` is not finite: the weights of masked keys must
    not let a NaN through.

    Constraints:

    - C1: `lhs` and `rhs` have the same rank, 2 or 3, and element type.
    - C2: the contracted and leading axes have the same capacity.
    - C3: `init` has the type of the result.
    - C4: the result has the element type of the factors, or f32 if that is bf16.

    Example:

    ```mlir
    func.func @product(%x: memref<8x64xf32>, %w: memref<64x16xf32>,
                       %y: memref<8x16xf32>) {
      tile.program grid() = () {
        %c0 = arith.constant 0 : index
        %a = tile.load %x[%c0, %c0] : memref<8x64xf32>, !tile.tile<8x64xf32>
        %b = tile.load %w[%c0, %c0] : memref<64x16xf32>, !tile.tile<64x16xf32>
        %c = tile.contract %a, %b
            : !tile.tile<8x64xf32>, !tile.tile<64x16xf32> -> !tile.tile<8x16xf32>
        tile.store %c, %y[%c0, %c0] : !tile.tile<8x16xf32>, memref<8x16xf32>
      }
      return
    }
    ```
  }];
  let arguments = (ins Tile_AnyTile:$lhs, Tile_AnyTile:$rhs,
      Optional<Tile_AnyTile>:$init, Optional<I1>:$absorb,
      UnitAttr:$rhs_transposed);
  let results = (outs Tile_AnyTile:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs (`transposed` $rhs_transposed^)? (`init` $init^ `:` type($init))?
    (`absorb` $absorb^)? attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Tile_MapOp : Tile_Op<"map", [
    Pure, AttrSizedOperandSegments, SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "Elementwise function of tiles and positions";
  let description = [{
    Applies the body to every element. An input of lower rank than the result
    is repeated: `axes` gives, for each input, the result axes its own axes run
    along. With `positions`, the body gets one more `index` argument per result
    axis: the base named there plus the element's index.

    With `when`, the body is applied only if the condition holds; otherwise the
    result is the first input. A mask is such a map: it is needed on tiles that
    the mask cuts, and only there.

    The body holds scalar operations without side effects that work elementwise
    (`arith`, `math`), and may use scalars from outside.

    Constraints:

    - C1: there is one list of axes per input, as long as the input's rank and
      without repetition, and the capacities agree.
    - C2: the body takes one element per input, then, with `positions`, one
      `index` per result axis; there is one base per result axis.
    - C3: the body yields the result's element type.
    - C4: with `when`, the first input has the type of the result.

    Example:

    ```mlir
    func.func @scale(%x: memref<8x64xf32>, %w: memref<64xf32>) {
      tile.program grid() = () {
        %c0 = arith.constant 0 : index
        %a = tile.load %x[%c0, %c0] : memref<8x64xf32>, !tile.tile<8x64xf32>
        %b = tile.load %w[%c0] : memref<64xf32>, !tile.tile<64xf32>
        %c = tile.map %a [0, 1], %b [1] {
        ^bb0(%e: f32, %s: f32):
          %p = arith.mulf %e, %s : f32
          tile.yield %p : f32
        } : (!tile.tile<8x64xf32>, !tile.tile<64xf32>) -> !tile.tile<8x64xf32>
        tile.store %c, %x[%c0, %c0] : !tile.tile<8x64xf32>, memref<8x64xf32>
      }
      return
    }
    ```
  }];
  let arguments = (ins Variadic<Tile_AnyTile>:$inputs, Variadic<Index>:$positions,
      Optional<I1>:$when, TypedArrayAttrBase<DenseI64ArrayAttr, "axes per input">:$axes);
  let regions = (region SizedRegion<1>:$body);
  let results = (outs Tile_AnyTile:$result);
  let assemblyFormat = [{
    custom<MapInputs>($inputs, $axes) (`positions` `(` $positions^ `)`)?
    (`when` $when^)? attr-dict-with-keyword $body
    `:` functional-type($inputs, $result)
  }];
  let hasVerifier = 1;
}

def Tile_YieldOp : Tile_Op<"yield", [Pure, Terminator, ParentOneOf<["MapOp"]>]> {
  let summary = "The value of a map's element";
  let description = [{
    Ends the body of `tile.map`; see there for an example.
  }];
  let arguments = (ins Optional<AnyType>:$value);
  let assemblyFormat = "($value^ `:` type($value))? attr-dict";
  let builders = [OpBuilder<(ins), [{ (void)$_state; }]>];
}

def Tile_ReduceOp : Tile_Op<"reduce", [
    Pure, AllTypesMatch<["init", "result"]>]> {
  let summary = "Combine a tile along one axis";
  let description = [{
    Semantics for rank 2 and `axis = 1` (the sum; `max` alike):

        result[i] = init[i] + sum_j input[i, j]

    A maximum ignores NaN or returns it, as the target finds cheaper.

    Constraints:

    - C1: `input` has rank 2; `init` has its type without `axis`.

    Example:

    ```mlir
    func.func @rows(%x: memref<8x64xf32>, %y: memref<8xf32>) {
      tile.program grid() = () {
        %c0 = arith.constant 0 : index
        %a = tile.load %x[%c0, %c0] : memref<8x64xf32>, !tile.tile<8x64xf32>
        %z = tile.fill 0.0 : !tile.tile<8xf32>
        %s = tile.reduce sum %a into %z axis 1
            : !tile.tile<8x64xf32>, !tile.tile<8xf32>
        tile.store %s, %y[%c0] : !tile.tile<8xf32>, memref<8xf32>
      }
      return
    }
    ```
  }];
  let arguments = (ins Tile_ReduceKindAttr:$kind, Tile_AnyTile:$input,
      Tile_AnyTile:$init, I64Attr:$axis);
  let results = (outs Tile_AnyTile:$result);
  let assemblyFormat = [{
    $kind $input `into` $init `axis` $axis
    attr-dict `:` type($input) `,` type($init)
  }];
  let hasVerifier = 1;
}

#endif // DIALECTS_TILE_TILEOPS_TD
