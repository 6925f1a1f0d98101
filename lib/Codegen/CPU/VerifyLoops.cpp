// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks that no loop copies or allocates.

#include "ambit/Codegen/CPU/Passes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

namespace ambit::codegen::cpu {
#define GEN_PASS_DEF_VERIFYLOOPSPASS
#include "ambit/Codegen/CPU/Passes.h.inc"
} // namespace ambit::codegen::cpu

using namespace mlir;
using namespace ambit;

namespace {
struct VerifyLoopsPass
    : codegen::cpu::impl::VerifyLoopsPassBase<VerifyLoopsPass> {
  void runOnOperation() override {
    WalkResult result = getOperation().walk([](Operation *op) {
      if (!isa<memref::CopyOp, memref::AllocOp, memref::AllocaOp>(op))
        return WalkResult::advance();
      auto loop = op->getParentOfType<LoopLikeOpInterface>();
      if (!loop)
        return WalkResult::advance();
      op->emitOpError("expected no copy or allocation inside a loop")
              .attachNote(loop.getLoc())
          << "the loop is here";
      return WalkResult::interrupt();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
