// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Plans that a model is given, and those that it can be given.
#ifndef AMBIT_PIPELINE_SCHEDULE_H
#define AMBIT_PIPELINE_SCHEDULE_H

#include "dialects/Ambit/AmbitOps.h"
#include "mlir/IR/BuiltinOps.h"
#include <string>
#include <vector>

namespace ambit::pipeline {

/// Operations of one description, for which there is more than one plan.
struct Choice {
  /// Name, attributes and types.
  std::string operation;
  /// That by cost model comes first.
  llvm::SmallVector<PlanAttr> plans;
};

/// The choices of a model, as the stage plan meets them. Fails with a
/// diagnostic.
mlir::FailureOr<std::vector<Choice>> findChoices(mlir::ModuleOp module);

/// Has the stage plan use `plans`, by description, in place of its cost model.
void setSchedule(mlir::ModuleOp module, mlir::DictionaryAttr plans);

/// Null when there is none.
mlir::DictionaryAttr getSchedule(mlir::ModuleOp module);

} // namespace ambit::pipeline

#endif // AMBIT_PIPELINE_SCHEDULE_H
