// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs and registers what the table of stages says.
#include "ambit/Pipeline/Pipeline.h"
#include "ambit/Pipeline/Passes.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::pipeline;

const Stage *pipeline::findStage(StringRef name) {
  for (bool reference : {false, true})
    for (const Stage &stage : getStages(reference))
      if (stage.name == name)
        return &stage;
  return nullptr;
}

std::string pipeline::getStageNames(bool reference) {
  return llvm::join(
      llvm::map_range(getStages(reference),
                      [](const Stage &stage) { return StringRef(stage.name); }),
      ", ");
}

void pipeline::addStage(OpPassManager &pm, const Stage &stage,
                        const PipelineOptions &options) {
  stage.addPasses(pm, options);
  CheckContractPassOptions contract;
  contract.stage = stage.name.str();
  pm.addPass(createCheckContractPass(contract));
}

LogicalResult
pipeline::runStages(ModuleOp module, ArrayRef<Stage> stages,
                    const PipelineOptions &options,
                    llvm::function_ref<bool(const Stage &)> afterStage) {
  for (const Stage &stage : stages) {
    auto pm = PassManager::on<ModuleOp>(module.getContext());
    // Once per stage; `ambit-opt` verifies after every pass.
    pm.enableVerifier(false);
    addStage(pm, stage, options);
    if (failed(pm.run(module)) || failed(verify(module)))
      return failure();
    if (!afterStage(stage))
      break;
  }
  return success();
}

namespace {
/// The options of `PipelineOptions` on the command line.
struct StageOptions : public PassPipelineOptions<StageOptions> {
  Option<std::string> cpu{*this, "mcpu",
                          llvm::cl::desc("Processor to generate code for")};

  PipelineOptions get() const { return {cpu, /*countsBytes=*/false}; }
};

struct FlowOptions : public PassPipelineOptions<FlowOptions> {
  Option<std::string> cpu{*this, "mcpu",
                          llvm::cl::desc("Processor to generate code for")};
  Option<std::string> stopAfter{
      *this, "stop-after", llvm::cl::desc("Name of the last stage to run")};
  Option<bool> reference{*this, "reference",
                         llvm::cl::desc("Lower to plain loops")};
};
} // namespace

static void registerStage(const Stage &stage) {
  std::string argument = "ambit-stage-" + stage.name.str();
  PassPipelineRegistration<StageOptions>(
      argument, stage.guarantee,
      [&stage](OpPassManager &pm, const StageOptions &options) {
        addStage(pm, stage, options.get());
      });
}

/// Adds all stages, or those up to `stop-after`.
static LogicalResult
addFlow(OpPassManager &pm, StringRef text,
        llvm::function_ref<LogicalResult(const Twine &)> emitError) {
  FlowOptions options;
  if (failed(options.parseFromString(text)))
    return failure();
  for (const Stage &stage : getStages(options.reference)) {
    addStage(pm, stage, {options.cpu, /*countsBytes=*/false});
    if (stage.name == options.stopAfter)
      return success();
  }
  if (options.stopAfter.empty())
    return success();
  return emitError("expected `stop-after` to be one of " +
                   getStageNames(options.reference) + ", but got `" +
                   options.stopAfter + "`");
}

void pipeline::registerPipelines() {
  registerPipelinePasses();
  registerStagePasses();
  for (const Stage &stage : getStages())
    registerStage(stage);
  for (const Stage &stage : getStages(/*reference=*/true))
    if (llvm::none_of(getStages(), [&](const Stage &other) {
          return other.name == stage.name;
        }))
      registerStage(stage);
  registerPassPipeline(
      "ambit-pipeline", "All stages, or up to stop-after=<stage>", addFlow,
      [](llvm::function_ref<void(const detail::PassOptions &)> handler) {
        handler(FlowOptions());
      });
}
