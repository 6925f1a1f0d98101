// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Hands schedules to the stage plan, and asks it what it can choose.
#include "ambit/Pipeline/Schedule.h"
#include "ambit/Normalize/Passes.h"
#include "ambit/Plan/Passes.h"
#include "ambit/Plan/Schedule.h"

#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace ambit;

FailureOr<std::vector<pipeline::Choice>>
pipeline::findChoices(ModuleOp module) {
  OwningOpRef<ModuleOp> copy = module.clone();
  PassManager passes(module.getContext());
  normalize::addNormalizePasses(passes);
  passes.addNestedPass<func::FuncOp>(plan::createFuseNeighboursPass());
  if (failed(passes.run(*copy)))
    return failure();
  std::vector<Choice> choices;
  llvm::StringSet<> known;
  copy->walk([&](Operation *op) {
    if (op->hasAttr("plan") || !plan::hasChoice(op))
      return;
    std::string operation = plan::describe(op);
    if (known.insert(operation).second)
      choices.push_back({std::move(operation), plan::listPlans(op)});
  });
  return choices;
}

void pipeline::setSchedule(ModuleOp module, DictionaryAttr plans) {
  module->setAttr(plan::scheduleAttrName, plans);
}

DictionaryAttr pipeline::getSchedule(ModuleOp module) {
  return module->getAttrOfType<DictionaryAttr>(plan::scheduleAttrName);
}
