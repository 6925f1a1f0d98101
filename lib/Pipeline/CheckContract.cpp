// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The guarantee of a stage as a pass.
#include "ambit/Pipeline/Passes.h"
#include "ambit/Pipeline/Pipeline.h"

namespace ambit::pipeline {
#define GEN_PASS_DEF_CHECKCONTRACTPASS
#include "ambit/Pipeline/Passes.h.inc"
} // namespace ambit::pipeline

using namespace mlir;
using namespace ambit;

namespace {
struct CheckContractPass
    : public pipeline::impl::CheckContractPassBase<CheckContractPass> {
  using CheckContractPassBase::CheckContractPassBase;

  void runOnOperation() override {
    const pipeline::Stage *row = pipeline::findStage(stage);
    if (!row) {
      getOperation().emitError("expected the name of a stage (")
          << pipeline::getStageNames() << "), but got `" << stage << "`";
      return signalPassFailure();
    }
    WalkResult result =
        getOperation().walk<WalkOrder::PreOrder>([&](Operation *op) {
          if (row->isAllowed(op))
            return WalkResult::advance();
          op->emitOpError("is not supported yet: it is left after stage `")
              << row->name << "`, which guarantees: " << row->guarantee;
          return WalkResult::interrupt();
        });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
