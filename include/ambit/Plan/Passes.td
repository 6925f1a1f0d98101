// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes of the plan stage.

#ifndef AMBIT_PLAN_PASSES_TD
#define AMBIT_PLAN_PASSES_TD

include "mlir/Pass/PassBase.td"

def ChooseAlgorithmPass
    : Pass<"ambit-plan-choose-algorithm", "::mlir::func::FuncOp"> {
  let summary = "Choose the algorithm and tile sizes of every operation";
  let description = [{
    Writes an attribute `plan` on each operation that has none; one that is there
    was written by hand and is kept. Attention runs its strided pieces as dense
    residue classes (`residue_views = 1`) where counting tiles at the static
    lengths, or at 4096 positions, says that this visits fewer of them.

    Before:

        %o = ambit.attention %q, %k, %v mask(<causal>) : …

    After:

        %o = ambit.attention %q, %k, %v mask(<causal>)
            {plan = #ambit.plan<online_softmax, key_tile = 64, query_tile = 64, residue_views = 0>} : …
  }];
  let dependentDialects = ["::ambit::AmbitDialect"];
}

#endif // AMBIT_PLAN_PASSES_TD
