// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Asks the analyses about one call.
#include "Work.h"
#include "ambit/Analysis/Costs.h"
#include "ambit/Analysis/Reach.h"
#include "ambit/Pipeline/Pipeline.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

OwningOpRef<ModuleOp> driver::normalize(Model &model) {
  const pipeline::Stage *stage = pipeline::findStage("normalize");
  OwningOpRef<ModuleOp> module = model.getModule().clone();
  if (!stage ||
      failed(pipeline::runStages(*module, *stage, {},
                                 [](const pipeline::Stage &) { return true; })))
    return {};
  return module;
}

/// Without symbols: sizes are numbers already.
static std::optional<Work> getWork(func::FuncOp function,
                                   ArrayRef<Shape> arguments) {
  FailureOr<analysis::Shapes> shapes =
      analysis::Shapes::get(function, arguments);
  if (failed(shapes))
    return std::nullopt;
  MaskRelations masks;
  FailureOr<analysis::Costs> costs =
      analysis::getCosts(function, *shapes, masks);
  if (failed(costs))
    return std::nullopt;
  Work work;
  Cost &total = costs->total;
  std::optional<relation::Wide> flops =
      (total.getFlops() - total.softmax).at({});
  if (!flops)
    return std::nullopt;
  work.flops = double(*flops);
  for (const relation::Formula &sum : total.sums)
    work.reductionLength =
        std::max(work.reductionLength, int64_t(sum.at({}).value_or(1)));
  FailureOr<analysis::Reach> reach =
      analysis::getReach(function, *shapes, {}, masks);
  if (succeeded(reach))
    work.field = reach->field;
  return work;
}

std::optional<Work> driver::getWork(Model &model, const emit::Entry &entry,
                                    const Arguments &arguments) {
  OwningOpRef<ModuleOp> module = normalize(model);
  auto function =
      module ? module->lookupSymbol<func::FuncOp>(entry.name) : func::FuncOp();
  if (!function || function.isDeclaration() ||
      function.getNumArguments() != arguments.inputs.size())
    return std::nullopt;
  SmallVector<Shape> shapes;
  for (const data::Array &input : arguments.inputs)
    shapes.push_back(analysis::getShape(input.shape()));
  // The call was possible: what is not known here is no error.
  ScopedDiagnosticHandler quiet(module->getContext(),
                                [](Diagnostic &) { return success(); });
  return ::getWork(function, shapes);
}
