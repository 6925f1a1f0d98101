// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The sizes of all tensors of a model, from those of its arguments.
#ifndef AMBIT_LIB_BUFFERIZE_TENSORSIZES_H
#define AMBIT_LIB_BUFFERIZE_TENSORSIZES_H

#include "EqualOps.h"

#include "mlir/IR/Builders.h"

namespace ambit::bufferize {

/// Emits sizes at one place, each computation once. Sizes are attributes when
/// they are constant.
class TensorSizes {
public:
  /// The arguments of the model are read as `arguments`, which may be those of
  /// another function.
  TensorSizes(mlir::OpBuilder builder, mlir::ValueRange modelArguments,
              mlir::ValueRange arguments);

  /// Makes the sizes of the results of `op` known; its operands are.
  mlir::LogicalResult addResults(mlir::Operation *op);

  llvm::ArrayRef<mlir::OpFoldResult> get(mlir::Value tensor) const {
    return sizes.find(tensor)->second;
  }
  /// One size as a value.
  mlir::Value getValue(mlir::Location loc, mlir::OpFoldResult size);
  /// The dynamic sizes of `tensor` as values.
  llvm::SmallVector<mlir::Value> getDynamic(mlir::Location loc,
                                            mlir::Value tensor);

  /// Erases what nobody uses. Sizes that are only known here are not used.
  void eraseUnused();

private:
  mlir::Value simplify(mlir::Operation *op);
  mlir::OpFoldResult simplify(mlir::OpFoldResult size);
  void eraseDead();

  mlir::OpBuilder builder;
  llvm::DenseMap<mlir::Value, llvm::SmallVector<mlir::OpFoldResult>> sizes;
  /// What became of the results of `dead`, which wait so that no new op takes
  /// their address.
  llvm::DenseMap<mlir::Value, mlir::Value> replaced;
  llvm::SmallVector<mlir::Operation *> dead;
  llvm::DenseSet<mlir::Operation *, EqualOps> known;
  llvm::SmallVector<mlir::Operation *> emitted;
};

} // namespace ambit::bufferize

#endif // AMBIT_LIB_BUFFERIZE_TENSORSIZES_H
