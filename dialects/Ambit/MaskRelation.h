// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the words of a mask to a set of pairs that can be reasoned about.

#ifndef DIALECTS_AMBIT_MASKRELATION_H
#define DIALECTS_AMBIT_MASKRELATION_H

#include "ambit/Relation/Relation.h"
#include "dialects/Ambit/AmbitOps.h"

namespace ambit {

/// The pairs of `mask`, or all pairs when it is null. Symbol 0 is n, symbol 1
/// is m; a mask that needs equal lengths is told so.
llvm::Expected<relation::Relation> toRelation(MaskAttr mask);

/// The same as a tree of `builder`.
relation::Tree toTree(MaskAttr mask, relation::Builder &builder);

} // namespace ambit

#endif // DIALECTS_AMBIT_MASKRELATION_H
