// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How far the outputs of a normalized function look ahead and back, for all
// lengths.

#ifndef AMBIT_ANALYSIS_CAUSALITY_H
#define AMBIT_ANALYSIS_CAUSALITY_H

#include "ambit/Analysis/Shapes.h"
#include "ambit/Relation/Theorems.h"

namespace ambit::analysis {

/// An output that depends on a later input.
struct LaterInput {
  int64_t output, input, length;
};

struct Causality {
  /// Output i reads inputs at stride * i - back at least, and at
  /// stride * i + ahead at most.
  int64_t stride = 1;
  relation::Extent ahead, back;
  /// Surely no length bounds how far back an output reads.
  bool readsAllBack = false;
  /// No output reads an input behind stride * i.
  relation::Verdict verdict = relation::Verdict::Unknown;
  std::optional<LaterInput> witness;
};

/// Composes the ops' relations; where the bound is no proof, small lengths are
/// tried. A diagnostic names the op that stops it.
llvm::FailureOr<Causality> getCausality(mlir::func::FuncOp function,
                                        const Shapes &shapes);

} // namespace ambit::analysis

#endif // AMBIT_ANALYSIS_CAUSALITY_H
