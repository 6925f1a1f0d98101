// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The checks of a shape function: which are needed, and their code.
#ifndef AMBIT_LIB_BUFFERIZE_DIMCHECKS_H
#define AMBIT_LIB_BUFFERIZE_DIMCHECKS_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include <string>

namespace ambit::bufferize {

/// Collects comparisons of sizes in the order in which they are reported.
class DimChecks {
public:
  /// Demands `size` <= 2^31 - 1, once for each size.
  void addLength(mlir::OpFoldResult size, std::string message);
  /// Demands equal sizes, unless they are known to be or earlier demands imply
  /// it.
  void addEqual(mlir::OpFoldResult a, mlir::OpFoldResult b,
                std::string message);

  llvm::ArrayRef<std::string> getMessages() const { return messages; }

  /// The number of the first failed check or 0, and its two values.
  struct Outcome {
    mlir::Value status, first, second;
  };
  using ToValue = llvm::function_ref<mlir::Value(mlir::OpFoldResult)>;
  Outcome emit(mlir::OpBuilder &builder, mlir::Location loc, ToValue toValue);

private:
  struct Check {
    mlir::arith::CmpIPredicate fails;
    mlir::OpFoldResult a, b;
  };

  llvm::SmallVector<Check> checks;
  llvm::SmallVector<std::string> messages;
  llvm::DenseSet<mlir::Value> bounded;
  llvm::EquivalenceClasses<const void *> equal;
};

} // namespace ambit::bufferize

#endif // AMBIT_LIB_BUFFERIZE_DIMCHECKS_H
