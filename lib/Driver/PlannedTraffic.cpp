// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Plans a model and follows its tile code.
#include "AnalyzeModel.h"
#include "ambit/Pipeline/Pipeline.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

/// The shapes of inputs and outputs at the sizes of the report; nothing if one
/// is not known.
static std::optional<std::vector<SmallVector<int64_t>>>
getArrays(func::FuncOp function, const analysis::Report &report) {
  SmallVector<Value> arrays(function.getArguments());
  llvm::append_range(arrays, function.front().getTerminator()->getOperands());
  std::vector<SmallVector<int64_t>> numbers;
  for (Value array : arrays) {
    SmallVector<int64_t> &shape = numbers.emplace_back();
    for (const relation::Formula &size : report.shapes(array)) {
      std::optional<relation::Wide> number = size.at(report.sizes);
      if (!number || *number > relation::maxSize)
        return std::nullopt;
      shape.push_back(int64_t(*number));
    }
  }
  return numbers;
}

/// From the stage after normalize to tile.
static LogicalResult lowerToTiles(ModuleOp module, const std::string &cpu) {
  auto stages = pipeline::getStages().drop_front();
  return pipeline::runStages(
      module, stages, {cpu, /*countsBytes=*/false},
      [](const pipeline::Stage &stage) { return stage.name != "tile"; });
}

static llvm::Expected<analysis::TileTraffic>
countTraffic(func::FuncOp function, const analysis::Report &report,
             const std::string &cpu) {
  auto arrays = getArrays(function, report);
  if (!arrays)
    return llvm::createStringError("a size is not known");
  OwningOpRef<ModuleOp> module = function->getParentOfType<ModuleOp>().clone();
  function = module->lookupSymbol<func::FuncOp>(report.entry);
  analysis::numberOps(function);
  std::string reason;
  ScopedDiagnosticHandler listen(module->getContext(), [&](Diagnostic &said) {
    if (said.getSeverity() == DiagnosticSeverity::Error && reason.empty())
      reason = said.str();
    return success();
  });
  if (failed(lowerToTiles(*module, cpu)))
    return llvm::createStringError(reason);
  function = module->lookupSymbol<func::FuncOp>(report.entry);
  return analysis::countTraffic(function, *arrays);
}

void driver::addTileTraffic(Analyzed &analyzed, const Options &options) {
  analysis::Report &report = analyzed.report;
  if (!report.hasNumbers)
    return;
  auto function = analyzed.module->lookupSymbol<func::FuncOp>(report.entry);
  auto traffic = countTraffic(function, report, options.cpu);
  if (!traffic) {
    report.whyNoTraffic = llvm::toString(traffic.takeError());
    return;
  }
  report.tileTraffic = traffic->total;
  DenseMap<Operation *, size_t> numbers;
  for (auto [number, op] : llvm::enumerate(function.front()))
    numbers[&op] = number;
  for (analysis::OpCost &cost : report.costs.ops) {
    size_t number = numbers.lookup(cost.op);
    cost.tileTraffic = number < traffic->byOp.size() ? traffic->byOp[number]
                                                     : analysis::Traffic();
  }
}
