// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The rows of the table: what each stage adds, and what it leaves.
#include "ambit/Bufferize/Passes.h"
#include "ambit/Codegen/CPU/Passes.h"
#include "ambit/Emit/Passes.h"
#include "ambit/Normalize/Passes.h"
#include "ambit/Pipeline/Pipeline.h"
#include "ambit/Plan/Passes.h"
#include "ambit/Reference/Passes.h"
#include "ambit/Tile/Passes.h"
#include "dialects/Ambit/AmbitOps.h"
#include "dialects/Tile/TileOps.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::pipeline;

static void addNormalize(OpPassManager &pm, const PipelineOptions &) {
  normalize::addNormalizePasses(pm);
}

static bool isAllowedAfterNormalize(Operation *op) {
  return !isa<MultiHeadAttentionOp, FeedForwardOp, GatedConvOp, func::CallOp>(
      op);
}

static void addReference(OpPassManager &pm, const PipelineOptions &) {
  pm.addPass(reference::createLowerToLoopsPass());
  pm.addPass(bufferize::createPlanWorkspacePass());
}

static bool isAllowedAfterReference(Operation *op) {
  Dialect *dialect = op->getDialect();
  return !isa<memref::AllocOp>(op) &&
         !isa_and_nonnull<AmbitDialect, bufferization::BufferizationDialect>(
             dialect) &&
         llvm::none_of(op->getResultTypes(), llvm::IsaPred<TensorType>);
}

static void addPlan(OpPassManager &pm, const PipelineOptions &) {
  plan::addPlanPasses(pm);
}

/// Views have nothing to plan.
static bool isAllowedAfterPlan(Operation *op) {
  return !isa_and_nonnull<AmbitDialect>(op->getDialect()) ||
         op->hasAttr("plan") ||
         isa<GlobalOp, GetGlobalOp, YieldOp, SplitHeadsOp, MergeHeadsOp,
             SplitOp>(op);
}

static void addTile(OpPassManager &pm, const PipelineOptions &options) {
  tile::addTilePasses(pm);
  if (options.countsBytes)
    pm.addPass(tile::createCountBytesPass());
  // States between two passes over the same rows are buffers too.
  pm.addPass(bufferize::createExpandCopiesPass());
  pm.addPass(bufferize::createPlanWorkspacePass());
}

static bool isAllowedAfterTile(Operation *op) {
  return !isa<memref::AllocOp>(op) &&
         !isa_and_nonnull<AmbitDialect>(op->getDialect());
}

static void addCodegen(OpPassManager &pm, const PipelineOptions &options) {
  codegen::cpu::addCPUCodegenPasses(pm,
                                    codegen::cpu::CPUOptions::get(options.cpu));
}

static bool isAllowedAfterCodegen(Operation *op) {
  return !isa_and_nonnull<AmbitDialect, tile::TileDialect>(op->getDialect());
}

static void addBufferize(OpPassManager &pm, const PipelineOptions &) {
  bufferize::addBufferizePasses(pm);
}

static void addEmit(OpPassManager &pm, const PipelineOptions &) {
  emit::addEmitPasses(pm);
}

static bool isAllowedAfterEmit(Operation *op) {
  return isa<ModuleOp>(op) ||
         isa_and_nonnull<LLVM::LLVMDialect>(op->getDialect());
}

static constexpr Stage stages[] = {
    {"normalize", "no call and no block is left", addNormalize,
     isAllowedAfterNormalize},
    {"plan", "every operation names its algorithm and tile sizes", addPlan,
     isAllowedAfterPlan},
    {"bufferize", "every tensor names its buffer", addBufferize,
     bufferize::isBufferized},
    {"tile", "no operation on tensors is left, and one allocation", addTile,
     isAllowedAfterTile},
    {"codegen", "loops, vectors, memory and tasks", addCodegen,
     isAllowedAfterCodegen},
    {"emit", "the LLVM dialect", addEmit, isAllowedAfterEmit},
};

static constexpr Stage referenceStages[] = {
    {"normalize", "no call and no block is left", addNormalize,
     isAllowedAfterNormalize},
    {"bufferize", "every tensor names its buffer", addBufferize,
     bufferize::isBufferized},
    {"reference", "scalar loops on buffers, and one allocation", addReference,
     isAllowedAfterReference},
    {"emit", "the LLVM dialect", addEmit, isAllowedAfterEmit},
};

ArrayRef<Stage> pipeline::getStages(bool reference) {
  return reference ? ArrayRef(referenceStages) : ArrayRef(stages);
}

void pipeline::registerStagePasses() {
  normalize::registerNormalizePasses();
  plan::registerPlanPasses();
  bufferize::registerBufferizePasses();
  tile::registerTilePasses();
  reference::registerReferencePasses();
  codegen::cpu::registerCPUCodegenPasses();
}

void pipeline::registerStageDialects(DialectRegistry &registry) {
  tile::registerTileLowerings(registry);
  emit::registerEmitDialects(registry);
}
