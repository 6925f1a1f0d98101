// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What one call of a model computes and sees, at the sizes of its arguments.
#ifndef AMBIT_LIB_DRIVER_WORK_H
#define AMBIT_LIB_DRIVER_WORK_H

#include "Arguments.h"
#include "ambit/Relation/Field.h"
#include <optional>

namespace ambit::driver {

struct Work {
  /// Useful floating point operations, a multiply-add being two; those of a
  /// softmax left out, as is usual for rates.
  double flops = 0;
  /// Longest sum behind one element.
  int64_t reductionLength = 1;
  /// What an output can read, where that is known.
  std::optional<relation::Field> field;
};

/// A copy of the model after the stage normalize; null when that fails.
mlir::OwningOpRef<mlir::ModuleOp> normalize(Model &model);

/// Nothing when an op does not tell what it costs.
std::optional<Work> getWork(Model &model, const emit::Entry &entry,
                            const Arguments &arguments);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_WORK_H
