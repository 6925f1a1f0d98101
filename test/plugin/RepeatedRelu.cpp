// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A pass plugin as somebody else would write it: relu of relu is relu.

#include "dialects/Ambit/AmbitOps.h"

#include "mlir/Pass/Pass.h"
#include "mlir/Tools/Plugins/PassPlugin.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/Config/llvm-config.h"

using namespace mlir;

namespace {
/// `activation relu (activation relu x)` → `activation relu x`.
struct DropRepeatedRelu : OpRewritePattern<ambit::ActivationOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ambit::ActivationOp op,
                                PatternRewriter &rewriter) const override {
    auto inner = op.getInput().getDefiningOp<ambit::ActivationOp>();
    if (!inner || op.getKind() != ambit::ActivationKind::Relu ||
        inner.getKind() != ambit::ActivationKind::Relu)
      return rewriter.notifyMatchFailure(op, "not a relu of a relu");
    rewriter.replaceOp(op, inner);
    return success();
  }
};

struct DropRepeatedReluPass
    : PassWrapper<DropRepeatedReluPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(DropRepeatedReluPass)

  DropRepeatedReluPass() = default;
  DropRepeatedReluPass(const DropRepeatedReluPass &other)
      : PassWrapper(other) {}

  StringRef getArgument() const override { return "drop-repeated-relu"; }
  StringRef getDescription() const override { return "Drop repeated relus"; }

  Option<bool> report{*this, "report", llvm::cl::init(false),
                      llvm::cl::desc("Remark on every activation that stays")};

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<DropRepeatedRelu>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    if (report)
      getOperation()->walk(
          [](ambit::ActivationOp op) { op.emitRemark("stays"); });
  }
};
} // namespace

extern "C" LLVM_ATTRIBUTE_WEAK PassPluginLibraryInfo mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "RepeatedRelu", LLVM_VERSION_STRING,
          [] { PassRegistration<DropRepeatedReluPass>(); }};
}
