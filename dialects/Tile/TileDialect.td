// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The tile dialect and its one type: how a mixer is computed, block by block.

#ifndef DIALECTS_TILE_TILEDIALECT_TD
#define DIALECTS_TILE_TILEDIALECT_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinTypeInterfaces.td"
include "mlir/IR/OpBase.td"

def Tile_Dialect : Dialect {
  let name = "tile";
  let cppNamespace = "::ambit::tile";
  let summary = "The work of one program instance, on blocks of static shape";
  let description = [{
    A `tile.program` is a grid of independent instances. Each instance loads
    blocks of buffers into tile values, computes on whole tiles, and stores
    blocks. The dialect says *how* a mixer is computed and leaves to a target
    where a tile lives, which of its axes runs along vector lanes or threads,
    and how a contraction is executed.

    **Extents.** The shape in a tile's type is its capacity. `tile.load` may
    name smaller run-time extents; the elements beyond them are unspecified.
    Every operation acts on the elements within the extents of its operands,
    and a reduction or contraction combines exactly those. So a ragged edge is
    a trip count, never a mask.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
}

def Tile_TileType : TypeDef<Tile_Dialect, "Tile", [ShapedTypeInterface]> {
  let mnemonic = "tile";
  let summary = "A block of static shape, a value";
  let description = [{
    Rank 1 to 3. The shape is a capacity: see "Extents" of the dialect.

        !tile.tile<64x32xf32>
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$shape,
                        "::mlir::Type":$elementType);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    bool hasRank() const { return true; }
    TileType cloneWith(std::optional<::llvm::ArrayRef<int64_t>> shape,
                       ::mlir::Type elementType) const;
  }];
}

def Tile_AnyTile
    : Type<CPred<"::llvm::isa<::ambit::tile::TileType>($_self)">, "tile",
           "::ambit::tile::TileType">;

class Tile_Op<string mnemonic, list<Trait> traits = []>
    : Op<Tile_Dialect, mnemonic, traits>;

#endif // DIALECTS_TILE_TILEDIALECT_TD
