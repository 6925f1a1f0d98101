// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Plans that are worth measuring.

#include "AttentionPlan.h"
#include "ambit/Plan/Schedule.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ambit;

std::string plan::describe(Operation *op) {
  NamedAttrList attributes(op->getAttrDictionary());
  attributes.erase("plan");
  MLIRContext *context = op->getContext();
  std::string text;
  llvm::raw_string_ostream(text)
      << op->getName() << " " << attributes.getDictionary(context) << " : "
      << FunctionType::get(context, op->getOperandTypes(),
                           op->getResultTypes());
  return text;
}

static SmallVector<PlanAttr> listConvolutionPlans(ConvOp op) {
  SmallVector<PlanAttr> plans;
  for (int64_t time : {96, 192, 384})
    for (int64_t channels : {16, 32, 64})
      plans.push_back(
          PlanAttr::get(op.getContext(), "tap_contraction",
                        {{"time_tile", time}, {"channel_tile", channels}}));
  return plans;
}

static SmallVector<PlanAttr> listLinearPlans(LinearOp op) {
  SmallVector<PlanAttr> plans;
  for (int64_t rows : {96, 144, 192, 384})
    for (int64_t columns : {16, 32, 64})
      plans.push_back(plan::getLinearPlan(op.getContext(), rows, columns));
  return plans;
}

bool plan::hasChoice(Operation *op) {
  return isa<AttentionOp, ConvOp, LinearOp>(op);
}

SmallVector<PlanAttr> plan::listPlans(Operation *op) {
  SmallVector<PlanAttr> plans =
      llvm::TypeSwitch<Operation *, SmallVector<PlanAttr>>(op)
          .Case<AttentionOp>(listAttentionPlans)
          .Case<ConvOp>(listConvolutionPlans)
          .Case<LinearOp>(listLinearPlans);
  PlanAttr chosen = choosePlan(op);
  llvm::erase(plans, chosen);
  plans.insert(plans.begin(), chosen);
  return plans;
}
