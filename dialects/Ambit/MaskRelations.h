// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The relations of masks, each made once.

#ifndef DIALECTS_AMBIT_MASKRELATIONS_H
#define DIALECTS_AMBIT_MASKRELATIONS_H

#include "ambit/Relation/Relation.h"
#include "mlir/IR/Attributes.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

namespace ambit {

class MaskAttr;

class MaskRelations {
public:
  /// Null if a number of the mask is out of range; all pairs without a mask.
  const relation::Relation *get(MaskAttr mask);

private:
  llvm::DenseMap<mlir::Attribute, std::optional<relation::Relation>> relations;
};

} // namespace ambit

#endif // DIALECTS_AMBIT_MASKRELATIONS_H
