// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops over the elements of one group, by register tiles.

#ifndef LIB_CODEGEN_CPU_GROUPEMITTER_H
#define LIB_CODEGEN_CPU_GROUPEMITTER_H

#include "TileGroup.h"
#include "TileStorage.h"

namespace ambit::codegen::cpu {

/// Emits a complete group at the builder's position. Every tile that the group
/// reads from outside has memory or is a fill; every tile that is used after it
/// gets memory.
class GroupEmitter {
public:
  GroupEmitter(Emitter &emitter, const TileGroup &group, TileStorage &storage);

  void emit();

private:
  /// Where a register tile lies in the domain.
  struct Place {
    Index row, lane;
    RegisterTile size;
    mlir::Value mask;
  };
  using Registers = llvm::SmallVector<mlir::Value>;
  /// What blocks leave of a contraction: some rows, from a depth on.
  struct Rest {
    Index firstRow, endRow, firstDepth;
    /// The sums go on from the result.
    bool continues;
  };

  void assignResults();
  mlir::Value findReusable(mlir::Operation *op) const;
  void openStores();

  void emitVariant(bool conditional, bool absorb);
  void emitBlocks();
  void emitBlock(const Place &place, Index steps);
  void emitPanels();
  void emitPanel(Index lane, int64_t vectors, mlir::Value mask);
  void emitRowReduction();
  void emitTransposedStore();

  /// Computes all operations of the group on one register tile. `carried` are
  /// the partial results of the reductions, in their order.
  void emitTile(const Place &place, llvm::MutableArrayRef<Registers> carried);
  Registers emitMap(tile::MapOp map, const Place &place);
  Registers emitContract(tile::ContractOp contract, const Place &place);
  mlir::Value emitRowProducts(tile::ContractOp contract, const Place &place);
  void emitReduce(tile::ReduceOp reduce, const Place &place,
                  Registers &carried);
  void emitStore(tile::StoreOp store, const Place &place);
  void storePairs(mlir::Value tile, const Place &place);

  /// The elements of `tile` at register (i, j): a vector, or a scalar if they
  /// do not vary along lanes. `axes` lays the tile's axes into the domain.
  mlir::Value getElement(mlir::Value tile, llvm::ArrayRef<int64_t> axes,
                         const Place &place, int64_t i, int64_t j);
  llvm::SmallVector<Index> at(llvm::ArrayRef<int64_t> axes, const Place &place,
                              int64_t i, int64_t j);
  /// The element of a factor at its leading index, depth and other index.
  llvm::SmallVector<Index> atFactor(int64_t operand, Index leading, Index depth,
                                    Index across);
  Index shifted(Index base, int64_t by);
  mlir::Value combine(tile::ReduceKind kind, mlir::Value left,
                      mlir::Value right);
  mlir::Value emitAnyNotFinite(mlir::Value tile);
  bool isRowProduct() const;
  bool isPadded() const;
  bool canRepeatRows() const;
  bool storesPairsOfRows() const;
  int64_t laneAxis() const { return group.getLaneAxis(); }
  llvm::SmallVector<tile::ReduceOp> getReductions() const;

  Emitter &emitter;
  const TileGroup &group;
  TileStorage &storage;
  int64_t lanes;
  RegisterTile registerTile;
  bool conditional = false, absorb = false;
  std::optional<Rest> rest;
  /// A result has taken over the memory of a tile that the group reads.
  bool inPlace = false;
  llvm::DenseMap<mlir::Value, Registers> registers;
  llvm::DenseMap<mlir::Operation *, TileView> stores;
};

} // namespace ambit::codegen::cpu

#endif // LIB_CODEGEN_CPU_GROUPEMITTER_H
