// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Widths and depths at which a model has the budget of another.
#ifndef AMBIT_LIB_DRIVER_MATCHBUDGET_H
#define AMBIT_LIB_DRIVER_MATCHBUDGET_H

#include "AnalyzeModel.h"

namespace ambit::driver {

struct Matched {
  std::unique_ptr<Model> model;
  /// The options of `ambit new` that make the model; empty if it was right as
  /// it is.
  std::string command;
};

/// `model`, or one of its template with another width, whose budget
/// (`options.match`) is within 1 % of that of `wanted`. Where no width is, the
/// feed-forward maps get another size, or up to two layers come or go.
llvm::Expected<Matched> matchBudget(std::unique_ptr<Model> model,
                                    const Options &options,
                                    const analysis::Report &wanted);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_MATCHBUDGET_H
