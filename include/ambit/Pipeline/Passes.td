// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes of the pipeline itself.
#ifndef AMBIT_PIPELINE_PASSES
#define AMBIT_PIPELINE_PASSES

include "mlir/Pass/PassBase.td"

def CheckContractPass : Pass<"ambit-pipeline-check-contract", "mlir::ModuleOp"> {
  let summary = "Check what a stage guarantees";
  let description = [{
    Fails on the first operation that must not be left after the stage, and
    names both. Every stage of the pipeline ends with this pass.
  }];
  let options = [
    Option<"stage", "stage", "std::string", /*default=*/"",
           "Name of the stage whose guarantee must hold">,
  ];
}

#endif // AMBIT_PIPELINE_PASSES
