// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes the default scale of attention into its attribute, so that later
// stages and readers see one number.

#include "ambit/Normalize/Passes.h"

#include "dialects/Ambit/AmbitOps.h"

namespace ambit::normalize {
#define GEN_PASS_DEF_WRITEDEFAULTSCALEPASS
#include "ambit/Normalize/Passes.h.inc"
} // namespace ambit::normalize

using namespace mlir;
using namespace ambit;

namespace {
struct WriteDefaultScale
    : normalize::impl::WriteDefaultScalePassBase<WriteDefaultScale> {
  void runOnOperation() override {
    getOperation()->walk([](AttentionOp op) {
      if (!op.getScaleAttr())
        op.setScaleAttr(Builder(op).getF64FloatAttr(op.getScaleValue()));
    });
  }
};
} // namespace
