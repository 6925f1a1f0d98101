// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which positions of an operand a position of the results reads.

#ifndef DIALECTS_AMBIT_MIXING_H
#define DIALECTS_AMBIT_MIXING_H

#include "dialects/Ambit/MaskRelations.h"
#include "mlir/IR/OpDefinition.h"

namespace ambit {

struct Mixing {
  /// Where the positions lie in the results; -1 when the operand, such as a
  /// weight, has none.
  int64_t axis;
  /// Position i of a result reads position j of the operand if (i, j) is in one
  /// of these, whose lengths are those of the result and of the operand. Empty:
  /// each position reads itself.
  llvm::SmallVector<relation::Relation, 2> relations;
};

} // namespace ambit

#include "dialects/Ambit/MixerInterface.h.inc"

#endif // DIALECTS_AMBIT_MIXING_H
