// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The schedule of an attention, from what its masks let it see.

#ifndef LIB_PLAN_ATTENTIONPLAN_H
#define LIB_PLAN_ATTENTIONPLAN_H

#include "dialects/Ambit/AmbitOps.h"

namespace ambit::plan {

/// The algorithm and tile sizes of least estimated cost.
PlanAttr planAttention(AttentionOp op);

/// All that may be worth measuring.
llvm::SmallVector<PlanAttr> listAttentionPlans(AttentionOp op);

} // namespace ambit::plan

#endif // LIB_PLAN_ATTENTIONPLAN_H
