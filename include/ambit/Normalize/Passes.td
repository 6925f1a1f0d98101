// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes of the stage Normalize: one canonical form of every model.
#ifndef AMBIT_NORMALIZE_PASSES
#define AMBIT_NORMALIZE_PASSES

include "mlir/Pass/PassBase.td"

def InlineCallsPass : Pass<"ambit-normalize-inline-calls", "mlir::ModuleOp"> {
  let summary = "Replace every call by the body of the function";
  let description = [{
    Model functions become straight lines, and private functions go:

        func.func private @layer(%x: tensor<4xf32>) -> tensor<4xf32> {
          %0 = ambit.activation %x kind(relu) : (tensor<4xf32>) -> tensor<4xf32>
          return %0 : tensor<4xf32>
        }
        func.func @model(%x: tensor<4xf32>) -> tensor<4xf32> {
          %0 = call @layer(%x) : (tensor<4xf32>) -> tensor<4xf32>
          return %0 : tensor<4xf32>
        }

    becomes

        func.func @model(%x: tensor<4xf32>) -> tensor<4xf32> {
          %0 = ambit.activation %x kind(relu) : (tensor<4xf32>) -> tensor<4xf32>
          return %0 : tensor<4xf32>
        }

    A function that calls itself, a function of several basic blocks and a call
    of a declaration are errors.
  }];
  let dependentDialects = ["mlir::func::FuncDialect"];
}

def ExpandBlocksPass : Pass<"ambit-normalize-expand-blocks"> {
  let summary = "Expand blocks into primitive ops";
  let description = [{
    `multi_head_attention`, `feed_forward` and `gated_conv` become the ops of
    their formulas:

        %0 = ambit.feed_forward %x, %u, %d kind(relu) : …

    becomes

        %0 = ambit.linear %x, %u : …
        %1 = ambit.activation %0 kind(relu) : …
        %2 = ambit.linear %1, %d : …

    Primitive ops are left alone.
  }];
  let dependentDialects = ["::ambit::AmbitDialect"];
}

def WriteDefaultScalePass : Pass<"ambit-normalize-write-default-scale"> {
  let summary = "Write out the default scale of attention";
  let description = [{
        %0 = ambit.attention %q, %k, %v : (tensor<1x1x8x64xf32>, …

    becomes

        %0 = ambit.attention %q, %k, %v scale(1.250000e-01) : (tensor<1x1x8x64xf32>, …

    A scale that is written is left alone.
  }];
  let dependentDialects = ["::ambit::AmbitDialect"];
}

#endif // AMBIT_NORMALIZE_PASSES
