// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Counts multiplications and additions from shapes and masks.
#include "CountFlops.h"
#include "ambit/Pipeline/Pipeline.h"

using namespace mlir;
using namespace ambit;

std::optional<driver::Work>
driver::countFlops(ModuleOp module, llvm::StringRef name,
                   llvm::ArrayRef<llvm::SmallVector<int64_t>> shapes) {
  return std::nullopt;
}

std::optional<driver::Work> driver::countWork(Model &model,
                                              const emit::Entry &entry,
                                              const Arguments &arguments) {
  const pipeline::Stage *normalize = pipeline::findStage("normalize");
  if (!normalize)
    return std::nullopt;
  OwningOpRef<ModuleOp> module = model.getModule().clone();
  if (failed(pipeline::runStages(*module, *normalize, {},
                                 [](const pipeline::Stage &) { return true; })))
    return std::nullopt;
  llvm::SmallVector<llvm::SmallVector<int64_t>> shapes;
  for (const data::Array &input : arguments.inputs)
    shapes.emplace_back(input.shape());
  return countFlops(*module, entry.name, shapes);
}
