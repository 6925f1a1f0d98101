// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Schedules as files: plans that `ambit tune` measured.
#ifndef AMBIT_LIB_DRIVER_SCHEDULE_H
#define AMBIT_LIB_DRIVER_SCHEDULE_H

#include "Options.h"
#include "mlir/IR/BuiltinOps.h"

namespace ambit::driver {

/// What stands in the field `schema` of a file.
inline constexpr llvm::StringLiteral scheduleSchema = "ambit-schedule-1";

/// The processor that code is made for, as LLVM names it.
llvm::Expected<std::string> getCPUName(const Options &options);

/// Reads `options.schedule` into the module, for the stage plan.
llvm::Error readSchedule(mlir::ModuleOp module, const Options &options);

/// The schedule in the module as text; empty when there is none.
std::string printSchedule(mlir::ModuleOp module);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_SCHEDULE_H
