// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Useful work of a function at given sizes.
#ifndef AMBIT_LIB_DRIVER_COUNTFLOPS_H
#define AMBIT_LIB_DRIVER_COUNTFLOPS_H

#include "Arguments.h"
#include "mlir/IR/BuiltinOps.h"
#include <optional>

namespace ambit::driver {

/// What a function computes for one call.
struct Work {
  /// Floating point operations, a fused multiply-add being two: pairs that the
  /// mask allows, taps inside the sequence; nothing that is only padding.
  double flops = 0;
  /// Longest sum behind one element.
  int64_t reductionLength = 1;
};

/// Counts the work of the function `name` of a normalized module on inputs of
/// these shapes. Nothing when an operation is unknown.
std::optional<Work>
countFlops(mlir::ModuleOp module, llvm::StringRef name,
           llvm::ArrayRef<llvm::SmallVector<int64_t>> shapes);

/// A copy of the model after the stage normalize; null when that fails.
mlir::OwningOpRef<mlir::ModuleOp> normalize(Model &model);

/// The same as `countFlops` for a model and the arrays that it is called with.
std::optional<Work> countWork(Model &model, const emit::Entry &entry,
                              const Arguments &arguments);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_COUNTFLOPS_H
