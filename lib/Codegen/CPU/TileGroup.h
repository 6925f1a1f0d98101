// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tile operations that one pass over the elements computes together.

#ifndef LIB_CODEGEN_CPU_TILEGROUP_H
#define LIB_CODEGEN_CPU_TILEGROUP_H

#include "CPUTarget.h"
#include "TileLayout.h"

namespace ambit::codegen::cpu {

/// Operations on one domain (a tile's shape and lane axis), computed element by
/// element in program order: maps before a contraction are its prologue, maps,
/// reductions and stores after it its epilogue, all in registers. A contraction
/// by blocks stands alone: its sums go to memory.
class TileGroup {
public:
  TileGroup(const TileLayout &layout, const CPUTarget &target)
      : layout(&layout), target(&target) {}

  /// Adds `op` unless it must wait until the group is complete.
  bool add(mlir::Operation *op);

  bool empty() const { return ops.empty(); }
  void clear() { *this = TileGroup(*layout, *target); }
  llvm::ArrayRef<mlir::Operation *> getOps() const { return ops; }
  bool contains(mlir::Operation *op) const {
    return llvm::is_contained(ops, op);
  }

  /// The one contraction, or null.
  tile::ContractOp getContract() const { return contract; }
  bool isOfBlocks() const;
  /// The condition that all conditional maps share, or null.
  mlir::Value getWhen() const { return when; }
  /// True if a reduction runs along the lanes.
  bool reducesLanes() const { return lanesReduced; }
  /// The store whose lanes are not contiguous in memory, or null.
  tile::StoreOp getTransposedStore() const { return transposedStore; }

  /// The tile value that has the shape of the domain.
  mlir::Value getDomain() const { return domain; }
  int64_t getRank() const { return getTileType(domain).getRank(); }
  int64_t getLaneAxis() const { return layout->getLaneAxis(domain); }
  /// How far the domain goes along `axis`.
  Index getExtent(int64_t axis) const { return extents[axis]; }

private:
  bool fitsDomain(mlir::Operation *op) const;
  bool joins(tile::MapOp map) const;
  bool joins(tile::ContractOp contract) const;
  bool joins(tile::ReduceOp reduce) const;
  bool joins(tile::StoreOp store) const;
  bool waitsFor(mlir::Value operand) const;

  const TileLayout *layout;
  const CPUTarget *target;
  llvm::SmallVector<mlir::Operation *> ops;
  mlir::Value domain, when;
  tile::ContractOp contract;
  tile::StoreOp transposedStore;
  llvm::SmallVector<Index, 2> extents;
  bool lanesReduced = false, rowsReduced = false;
};

/// The value whose shape is the domain of `op`.
mlir::Value getDomainOf(mlir::Operation *op);

/// True if the lanes of `store` lie apart in memory.
bool isTransposedStore(tile::StoreOp store, const TileLayout &layout);

} // namespace ambit::codegen::cpu

#endif // LIB_CODEGEN_CPU_TILEGROUP_H
