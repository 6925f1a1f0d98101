// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Plans that were measured, and those that are worth measuring.

#ifndef AMBIT_PLAN_SCHEDULE_H
#define AMBIT_PLAN_SCHEDULE_H

#include "dialects/Ambit/AmbitOps.h"
#include <string>

namespace ambit::plan {

/// Attribute of a module: a dictionary from the descriptions of operations to
/// their plans. `ambit-plan-apply-schedule` reads it.
inline constexpr llvm::StringLiteral scheduleAttrName = "ambit.schedule";

/// What a plan depends on: name, attributes without the plan, types. Operations
/// of equal description have one plan in a schedule.
std::string describe(mlir::Operation *op);

/// A product in tiles of this size; as much of the depth as a panel holds.
PlanAttr getLinearPlan(mlir::MLIRContext *context, int64_t rows,
                       int64_t columns);

/// The plan by cost model; null for an operation that has none.
PlanAttr choosePlan(mlir::Operation *op);

/// Whether there are several plans to choose from.
bool hasChoice(mlir::Operation *op);

/// The plan by cost model, and others that may be faster, of an operation that
/// has a choice.
llvm::SmallVector<PlanAttr> listPlans(mlir::Operation *op);

} // namespace ambit::plan

#endif // AMBIT_PLAN_SCHEDULE_H
