// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which operation wrote what another reads, through the buffers of tensors.

#ifndef LIB_TILE_BUFFERFLOW_H
#define LIB_TILE_BUFFERFLOW_H

#include "dialects/Ambit/FusedGroup.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ambit::tile {

/// The buffer that a tensor operand views, or null.
mlir::Value getSource(mlir::Value tensor);

/// The operation that gives `result` its buffer, or null.
mlir::bufferization::MaterializeInDestinationOp getTarget(mlir::Value result);

/// The writers of every buffer of a function, which is a straight line.
class BufferFlow {
public:
  explicit BufferFlow(mlir::func::FuncOp function);

  /// Where an operand comes from. A view other than a part counts as 0 parts.
  TensorOrigin getOrigin(mlir::Value tensor) const;

  /// True if something other than `group` reads the result of `op`.
  static bool isReadOutside(mlir::Operation *op, const FusedGroup &group);

private:
  /// The last operation that writes an allocation or an argument.
  llvm::DenseMap<mlir::Value, mlir::Operation *> writers;
};

} // namespace ambit::tile

#endif // LIB_TILE_BUFFERFLOW_H
