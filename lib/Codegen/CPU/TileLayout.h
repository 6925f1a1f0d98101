// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which axis of each tile runs along vector lanes, and how far a tile extends.

#ifndef LIB_CODEGEN_CPU_TILELAYOUT_H
#define LIB_CODEGEN_CPU_TILELAYOUT_H

#include "TileView.h"
#include "llvm/ADT/EquivalenceClasses.h"

namespace ambit::codegen::cpu {

/// The lane axis of every rank-2 tile of a program. Values that one elementwise
/// pass visits together share it. A contraction decides it: lanes run along the
/// columns of the result where `rhs` can be read as it lies, and along the rows
/// where `lhs` was computed with lanes on its rows or `rhs` is transposed.
class TileLayout {
public:
  static mlir::FailureOr<TileLayout> get(tile::ProgramOp program);

  /// The lane axis of a rank-2 tile; 0 for rank 1, the last for rank 3.
  int64_t getLaneAxis(mlir::Value tile) const;
  /// True if the lanes of the result lie along rows of `rhs`, which are
  /// contiguous in depth: each element is the product of two such rows.
  bool isRowProduct(tile::ContractOp contract) const {
    return contract.getRhsTransposed() && getLaneAxis(contract) == 1;
  }

private:
  void unite(mlir::Value left, mlir::Value right);
  void collect(mlir::Operation *op);
  mlir::LogicalResult decide(tile::ContractOp contract);
  mlir::LogicalResult set(mlir::Value tile, int64_t axis);

  llvm::EquivalenceClasses<void *> classes;
  llvm::DenseMap<void *, int64_t> laneAxes;
};

/// The run-time extent of `tile` along `axis`.
Index getExtent(mlir::Value tile, int64_t axis);
/// The run-time extent of the axis that `contract` sums over.
Index getDepth(tile::ContractOp contract);

/// True if a store of the program may change what `load` reads later.
bool isOverwritten(tile::LoadOp load);

bool isTile(mlir::Value value);
tile::TileType getTileType(mlir::Value value);

/// Calls `visit` for each tile that a loop carries: its initial value, the
/// value inside the body, the one that the body yields, and the result.
void forEachCarriedTile(
    mlir::Operation *loop,
    llvm::function_ref<void(mlir::Value initial, mlir::Value inside,
                            mlir::Value yielded, mlir::Value result)>
        visit);

} // namespace ambit::codegen::cpu

#endif // LIB_CODEGEN_CPU_TILELAYOUT_H
