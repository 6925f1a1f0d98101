// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations that compute the same.
#ifndef AMBIT_LIB_BUFFERIZE_EQUALOPS_H
#define AMBIT_LIB_BUFFERIZE_EQUALOPS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseSet.h"

namespace ambit::bufferize {

/// Equal are operations of the same kind, operands and attributes.
struct EqualOps : llvm::DenseMapInfo<mlir::Operation *> {
  static unsigned getHashValue(const mlir::Operation *op);
  static bool isEqual(const mlir::Operation *left,
                      const mlir::Operation *right);
};

/// Keeps one of equal pure operations of `block`, and none without a use.
void mergeEqualOps(mlir::Block &block);

} // namespace ambit::bufferize

#endif // AMBIT_LIB_BUFFERIZE_EQUALOPS_H
