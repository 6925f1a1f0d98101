// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes of the plan stage.

#ifndef AMBIT_PLAN_PASSES_TD
#define AMBIT_PLAN_PASSES_TD

include "mlir/Pass/PassBase.td"

def FuseNeighboursPass
    : Pass<"ambit-plan-fuse-neighbours", "::mlir::func::FuncOp"> {
  let summary = "Compute operations on the tiles of the one before";
  let description = [{
    Marks an operation that can be computed on the tiles of the operation that
    makes its operand, before they are written to memory. `activation`, `add` and
    `mul` join the group of a `linear`, a `conv`, a norm or of each other; a
    `linear` joins if whole rows of its input fit a tile. The other operands must be
    computed before the root of the group. A plan that is there was written by
    hand and is kept.

    Before:

        %h = ambit.linear %x, %w : …
        %y = ambit.activation %h kind(gelu) : …

    After:

        %h = ambit.linear %x, %w : …
        %y = ambit.activation %h kind(gelu) {plan = #ambit.plan<fused>} : …
  }];
  let options = [
    Option<"report", "report", "bool", /*default=*/"false",
           "Remark on every operation that cannot join, and why">,
  ];
  let dependentDialects = ["::ambit::AmbitDialect"];
}

def ApplySchedulePass
    : Pass<"ambit-plan-apply-schedule", "::mlir::ModuleOp"> {
  let summary = "Give operations the plans that were measured for them";
  let description = [{
    The attribute `ambit.schedule` of the module says which plan an operation of
    a description has: its name, attributes and types. Every operation for which
    there is a choice, and that has no plan, must be in it; the attribute is
    removed. Without the attribute nothing changes. `ambit tune` finds the plans.

    Before:

        module attributes {ambit.schedule = {"ambit.linear {} : …" = #ambit.plan<…>}} {
          … %y = ambit.linear %x, %w : …

    After:

          … %y = ambit.linear %x, %w {plan = #ambit.plan<…>} : …
  }];
  let dependentDialects = ["::ambit::AmbitDialect"];
}

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
