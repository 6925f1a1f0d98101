// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the outputs of a normalized function can see of its inputs.

#ifndef AMBIT_ANALYSIS_REACH_H
#define AMBIT_ANALYSIS_REACH_H

#include "ambit/Analysis/Shapes.h"
#include "ambit/Relation/Field.h"

namespace ambit::analysis {

/// What one op that joins positions adds.
struct Layer {
  mlir::Operation *op;
  /// Of the op alone: from its results to its operands.
  relation::Field own;
  /// From its results to the inputs of the function.
  relation::Field total;
  /// Elements of operands that streaming keeps from one position to the next,
  /// in bytes. Nothing if an output needs positions without end behind it.
  std::optional<relation::Formula> stateBytes;
};

struct Reach {
  /// Of all outputs, to all inputs.
  relation::Field field;
  std::vector<Layer> layers; ///< ops that join positions, in their order
  /// The most layers on a way from an input to an output.
  unsigned depth = 0;
  /// Every position of the field is reached through this many layers; nothing
  /// if that was not found out, as where a field is an upper bound.
  std::optional<unsigned> pathLength;
};

/// Composes what the ops tell through `MixerOpInterface`. Masks whose numbers
/// depend on lengths need `sizes`. A diagnostic names the op that stops it.
llvm::FailureOr<Reach> getReach(mlir::func::FuncOp function,
                                const Shapes &shapes,
                                const relation::SizeMap &sizes,
                                MaskRelations &masks);

/// "4096 positions", "at most 300 positions", "without bound".
std::string getText(const relation::Field &field);

} // namespace ambit::analysis

#endif // AMBIT_ANALYSIS_REACH_H
