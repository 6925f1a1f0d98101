// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The sizes of all tensors of a function as formulas of those of its arguments.

#ifndef AMBIT_ANALYSIS_SHAPES_H
#define AMBIT_ANALYSIS_SHAPES_H

#include "dialects/Ambit/Cost.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ambit::analysis {

class Shapes {
public:
  /// Follows a function of one block. Results get their sizes from
  /// `ReifyRankedShapedTypeOpInterface`; a diagnostic names an op without.
  /// The function is left as it was.
  static llvm::FailureOr<Shapes> get(mlir::func::FuncOp function,
                                     llvm::ArrayRef<Shape> arguments);

  const Shape &operator()(mlir::Value value) const {
    return shapes.find(value)->second;
  }

private:
  llvm::LogicalResult visit(mlir::Operation *op);

  llvm::DenseMap<mlir::Value, Shape> shapes;
};

/// The shapes of the arguments. A dynamic size has the name that `ambit.sizes`
/// gives it; without one, axis 0 of several is `batch` and any other is `n`.
llvm::SmallVector<Shape> getNamedShapes(mlir::func::FuncOp function);

/// Shapes of numbers.
Shape getShape(llvm::ArrayRef<int64_t> sizes);

} // namespace ambit::analysis

#endif // AMBIT_ANALYSIS_SHAPES_H
