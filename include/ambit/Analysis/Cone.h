// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What one output position sees, from the output back to the inputs.

#ifndef AMBIT_ANALYSIS_CONE_H
#define AMBIT_ANALYSIS_CONE_H

#include "ambit/Analysis/Shapes.h"
#include "ambit/Relation/Field.h"

namespace ambit::analysis {

/// An op that joins positions.
struct ConeLayer {
  mlir::Operation *op;
  /// Of the op alone.
  relation::Field own;
  /// Positions of what the op reads that an output depends on, through this op
  /// or beside it.
  relation::Field seen;
};

/// The layers from the output to the inputs. A diagnostic names the op that
/// stops it.
llvm::FailureOr<std::vector<ConeLayer>> getCone(mlir::func::FuncOp function,
                                                const Shapes &shapes,
                                                const relation::SizeMap &sizes,
                                                MaskRelations &masks);

} // namespace ambit::analysis

#endif // AMBIT_ANALYSIS_CONE_H
