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
    was written by hand and is kept. For attention the pairs and tiles that each
    block of queries visits are counted, at the static lengths or at 2048
    positions, and weighed by a cost model: it decides the tile sizes, and
    whether strided pieces run as dense residue classes (`residue_views = 1`).

    Before:

        %o = ambit.attention %q, %k, %v mask(<causal>) : …

    After:

        %o = ambit.attention %q, %k, %v mask(<causal>)
            {plan = #ambit.plan<online_softmax, key_grain = 16, key_tile = 96, query_tile = 16, residue_views = 0>} : …
  }];
  let dependentDialects = ["::ambit::AmbitDialect"];
}

#endif // AMBIT_PLAN_PASSES_TD
