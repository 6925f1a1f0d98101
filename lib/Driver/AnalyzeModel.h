// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The analysis of a model file.
#ifndef AMBIT_LIB_DRIVER_ANALYZEMODEL_H
#define AMBIT_LIB_DRIVER_ANALYZEMODEL_H

#include "Work.h"
#include "ambit/Analysis/Report.h"

namespace ambit::driver {

/// A report and the normalized module that its ops are in.
struct Analyzed {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  analysis::Report report;
};

/// Analyzes `options.entry` at the sizes of `options.sizes`.
llvm::Expected<Analyzed> analyze(Model &model, const Options &options);

/// Adds the bytes that the tile code of the chosen plans moves to a report with
/// numbers.
void addTileTraffic(Analyzed &analyzed, const Options &options);

llvm::Expected<analysis::Machine> readMachine(llvm::StringRef path);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_ANALYZEMODEL_H
