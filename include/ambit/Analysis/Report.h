// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Everything that is known of a model, as formulas and numbers.

#ifndef AMBIT_ANALYSIS_REPORT_H
#define AMBIT_ANALYSIS_REPORT_H

#include "ambit/Analysis/Costs.h"
#include "ambit/Analysis/Machine.h"
#include "ambit/Analysis/Reach.h"

namespace ambit::analysis {

/// A formula with its name in tables and files.
struct Quantity {
  llvm::StringLiteral key;   ///< "flops_softmax"
  llvm::StringLiteral title; ///< "FLOPs of softmax"
  relation::Formula formula;
};

struct Report {
  std::string model, entry;
  Shapes shapes;
  Costs costs;
  Reach reach;
  /// The size that formulas are written in: `n` if the model has it.
  std::string mainSize;
  /// Sizes with numbers; all of the model, or none but `batch`.
  relation::SizeMap sizes;
  bool hasNumbers = false;
  std::optional<Machine> machine;
  /// What all tile code moves at these sizes; if that is not counted,
  /// `whyNoTraffic` says why.
  std::optional<Traffic> tileTraffic;
  std::string whyNoTraffic;

  /// Totals, in the order of tables.
  llvm::SmallVector<Quantity> getTotals() const;
  /// Those of one op.
  static llvm::SmallVector<Quantity> getQuantities(const OpCost &op);
  /// Bytes of the weights and of the activations that exist at once: of the op
  /// where they are most, at the sizes of the report or for great ones.
  relation::Formula getPeakBytes() const;
  /// Bytes that streaming keeps; nothing if an output reads ahead without end.
  std::optional<relation::Formula> getStateBytes() const;
  /// The time on `machine` at these sizes: the sum over ops of `getSeconds`.
  std::optional<double> getSeconds() const;

  llvm::json::Value getJSON() const;
  void print(llvm::raw_ostream &os) const;
};

/// Names of all sizes of the arguments.
std::set<std::string> getSizeNames(mlir::func::FuncOp function);

/// Of a normalized function. Diagnostics say why there is none.
llvm::FailureOr<Report> getReport(mlir::func::FuncOp function,
                                  const relation::SizeMap &sizes);

/// "O(n^2)", or "O(1)"; nothing if it is not known.
std::optional<std::string> getComplexity(const relation::ClosedForm &form,
                                         llvm::StringRef size);

} // namespace ambit::analysis

#endif // AMBIT_ANALYSIS_REPORT_H
