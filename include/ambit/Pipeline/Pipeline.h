// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table of stages: the only code that knows their order.
#ifndef AMBIT_PIPELINE_PIPELINE_H
#define AMBIT_PIPELINE_PIPELINE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace ambit::pipeline {

/// What a run of the pipeline can be asked for.
struct PipelineOptions {
  /// Processor to plan and generate code for; empty: this machine.
  std::string cpu;
  /// The code tells `ambit_count_bytes` what its tiles move.
  bool countsBytes = false;
};

/// One step of the flow: its name, the IR it guarantees, the passes it adds.
struct Stage {
  llvm::StringLiteral name;
  llvm::StringLiteral guarantee;
  void (*addPasses)(mlir::OpPassManager &, const PipelineOptions &);
  /// True for an operation that may be left after the stage.
  bool (*isAllowed)(mlir::Operation *);
};

/// The stages from a model to the LLVM dialect, in order. With `reference`
/// those of the second, independent lowering: plain loops in place of plan,
/// tile and codegen.
llvm::ArrayRef<Stage> getStages(bool reference = false);

/// Null when no stage of either flow has this name.
const Stage *findStage(llvm::StringRef name);

/// "normalize, plan, ...": for messages.
std::string getStageNames(bool reference = false);

/// The passes of one stage, and the check of its guarantee.
void addStage(mlir::OpPassManager &pm, const Stage &stage,
              const PipelineOptions &options);

/// Runs `stages` one by one on `module`. `afterStage` sees the module after
/// each; the flow ends when it returns false.
mlir::LogicalResult
runStages(mlir::ModuleOp module, llvm::ArrayRef<Stage> stages,
          const PipelineOptions &options,
          llvm::function_ref<bool(const Stage &)> afterStage);

/// The single passes of the stages, for the command line.
void registerStagePasses();

/// What the stages add to dialects: interfaces and translations.
void registerStageDialects(mlir::DialectRegistry &registry);

/// `--ambit-stage-<name>` for every row, `--ambit-pipeline=stop-after=<name>`,
/// and the passes of this folder.
void registerPipelines();

} // namespace ambit::pipeline

#endif // AMBIT_PIPELINE_PIPELINE_H
