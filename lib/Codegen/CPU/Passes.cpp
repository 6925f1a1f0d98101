// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The passes of the stage, in order, and the vector unit they are told of.

#include "ambit/Codegen/CPU/Passes.h"
#include "CPUTarget.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/TargetParser/AArch64TargetParser.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/TargetParser/X86TargetParser.h"

using namespace mlir;

/// NEON has half the vector length of AVX2 and twice the registers.
static constexpr ambit::codegen::cpu::CPUOptions neon{128, 32};

/// AVX-512 counts with 256-bit forms and byte and word masks (x86-64-v4).
ambit::codegen::cpu::CPUOptions
ambit::codegen::cpu::CPUOptions::get(llvm::StringRef cpu) {
  if (cpu == "native")
    cpu = "";
  bool isHere = cpu.empty() || cpu == "generic";
  if (cpu == "aarch64" || llvm::AArch64::parseCpu(cpu) ||
      (isHere && llvm::Triple(llvm::sys::getProcessTriple()).isAArch64()))
    return neon;
  llvm::StringSet<> features;
  if (cpu.empty()) {
    for (const auto &feature : llvm::sys::getHostCPUFeatures())
      if (feature.second)
        features.insert(feature.first());
  } else {
    SmallVector<llvm::StringRef> names;
    llvm::X86::getFeaturesForCPU(cpu, names, /*NeedPlus=*/false);
    for (llvm::StringRef name : names)
      features.insert(name);
  }
  if (features.contains("avx512vl") && features.contains("avx512bw")) {
    llvm::StringRef name = cpu.empty() ? llvm::sys::getHostCPUName() : cpu;
    if (!features.contains("avx512bf16"))
      return {512, 32};
    bool blocks = features.contains("amx-bf16") && isFastWithBlocks(name);
    return {512, 32, isFastWithPairs(name), blocks};
  }
  if (features.contains("avx2") && features.contains("fma"))
    return {256, 16};
  return {128, 16};
}

void ambit::codegen::cpu::addCPUCodegenPasses(OpPassManager &passes,
                                              const CPUOptions &options) {
  LowerTilesPassOptions tiles{options.vectorBits, options.registers,
                              options.multipliesBlocks};
  NarrowFactorsPassOptions factors{options.multipliesBlocks};
  passes.addPass(createShareProgramsPass());
  passes.addPass(createCoarsenProgramsPass());
  if (options.multipliesPairs || options.multipliesBlocks)
    passes.addNestedPass<func::FuncOp>(createNarrowFactorsPass(factors));
  passes.addNestedPass<func::FuncOp>(createLowerTilesPass(tiles));
  passes.addPass(createLaunchProgramsPass());
  passes.addNestedPass<func::FuncOp>(createApproximateMathPass());
  passes.addPass(createCSEPass());
  passes.addPass(createLoopInvariantCodeMotionPass());
  passes.addPass(createVerifyLoopsPass());
}
