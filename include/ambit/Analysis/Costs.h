// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a normalized function costs: each op, and all of them.

#ifndef AMBIT_ANALYSIS_COSTS_H
#define AMBIT_ANALYSIS_COSTS_H

#include "ambit/Analysis/Shapes.h"
#include "ambit/Analysis/TileTraffic.h"

namespace ambit::analysis {

struct OpCost {
  mlir::Operation *op;
  Cost cost;
  /// Bytes of the weights that the op reads first.
  relation::Formula parameters, parameterBytes;
  /// Bytes of activations that exist while the op runs: arguments and results
  /// of ops until their last use.
  relation::Formula liveBytes;
  /// What its tile code moves at the sizes of the report, that of ops fused
  /// with it included; none if that is not counted.
  std::optional<Traffic> tileTraffic;
};

struct Costs {
  std::vector<OpCost> ops; ///< in their order, without weights and the return
  Cost total;              ///< `steps`: of the longest chain
  relation::Formula parameters, parameterBytes;
  /// All results of ops that are no views: what training keeps.
  relation::Formula activationBytes;
  /// Arguments, weights and outputs, once each: nothing can move less.
  relation::Formula compulsoryBytes;
};

/// Asks every op through `CostOpInterface`; a diagnostic names one without.
llvm::FailureOr<Costs> getCosts(mlir::func::FuncOp function,
                                const Shapes &shapes, MaskRelations &masks);

} // namespace ambit::analysis

#endif // AMBIT_ANALYSIS_COSTS_H
