// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// LLVM dialect to LLVM IR to machine code.
#include "ambit/Emit/Object.h"

#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/Analysis/CFG.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include <mutex>

using namespace llvm;
using namespace ambit;

static void initializeTargets() {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  LLVMInitializeX86AsmParser();
  LLVMInitializeAArch64TargetInfo();
  LLVMInitializeAArch64Target();
  LLVMInitializeAArch64TargetMC();
  LLVMInitializeAArch64AsmPrinter();
  LLVMInitializeAArch64AsmParser();
}

static Expected<const Target *> getTarget(const Triple &triple) {
  static std::once_flag once;
  std::call_once(once, initializeTargets);
  std::string message;
  const Target *target = TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return createStringError("no code generator for this machine: " + message);
  return target;
}

/// The system that this process runs on, of the other architecture.
static Triple getTriple(Triple::ArchType architecture) {
  Triple triple(sys::getProcessTriple());
  if (triple.getArch() != architecture)
    triple.setArch(architecture);
  return triple;
}

static std::vector<std::string> getCPUNames(const Triple &triple) {
  Expected<const Target *> target = getTarget(triple);
  if (!target)
    return consumeError(target.takeError()), std::vector<std::string>();
  std::unique_ptr<MCSubtargetInfo> info(
      (*target)->createMCSubtargetInfo(triple, "", ""));
  std::vector<std::string> names;
  for (const SubtargetSubTypeKV &processor :
       info->getAllProcessorDescriptions())
    names.push_back(processor.Key);
  return names;
}

/// The processor with nothing but what every one of the architecture has.
static constexpr StringLiteral anyAArch64 = "aarch64";

/// The name of a processor says its architecture; a name that both have means
/// that of this machine.
static std::optional<Triple> findTriple(StringRef cpu) {
  Triple here(sys::getProcessTriple());
  Triple triples[] = {here, getTriple(Triple::x86_64),
                      getTriple(Triple::aarch64)};
  if (cpu == anyAArch64)
    return triples[2];
  for (const Triple &triple : triples)
    if (is_contained(getCPUNames(triple), cpu))
      return triple;
  return std::nullopt;
}

std::vector<std::string> emit::getCPUNames() {
  std::vector<std::string> names = ::getCPUNames(getTriple(Triple::x86_64));
  append_range(names, ::getCPUNames(getTriple(Triple::aarch64)));
  names.push_back(anyAArch64.str());
  return names;
}

static std::string getHostFeatures() {
  SubtargetFeatures features;
  for (const auto &feature : sys::getHostCPUFeatures())
    features.AddFeature(feature.first(), feature.second);
  return features.getString();
}

Expected<std::unique_ptr<TargetMachine>>
emit::createTargetMachine(StringRef cpu) {
  if (cpu == "native")
    cpu = "";
  std::optional<Triple> triple =
      cpu.empty() ? Triple(sys::getProcessTriple()) : findTriple(cpu);
  if (!triple)
    return createStringError("unknown processor `" + cpu +
                             "`; --mcpu=help lists the names");
  Expected<const Target *> target = getTarget(*triple);
  if (!target)
    return target.takeError();
  std::string name = cpu.empty()         ? sys::getHostCPUName().str()
                     : cpu == anyAArch64 ? "generic"
                                         : cpu.str();
  std::string features = cpu.empty() ? getHostFeatures() : "";
  TargetOptions options;
  return std::unique_ptr<TargetMachine>((*target)->createTargetMachine(
      *triple, name, features, options, Reloc::PIC_, std::nullopt,
      CodeGenOptLevel::Aggressive));
}

Error emit::checkRunsHere(const TargetMachine &machine) {
  Triple here(sys::getProcessTriple());
  if (machine.getTargetTriple().getArch() != here.getArch())
    return createStringError("expected a processor that this machine can run, "
                             "but `" +
                             machine.getTargetCPU() + "` is one of " +
                             machine.getTargetTriple().getArchName());
  for (const auto &feature : sys::getHostCPUFeatures())
    if (!feature.second && machine.getMCSubtargetInfo()->checkFeatures(
                               ("+" + feature.first()).str()))
      return createStringError("expected a processor that this machine can "
                               "run, but `" +
                               machine.getTargetCPU() + "` has " +
                               feature.first() + ", which it has not");
  return Error::success();
}

/// Products and sums may be rounded apart where the processor does not fuse
/// them: the C library's `fma` would be called for every lane.
static void splitMultiplyAdds(Module &module, const TargetMachine &machine) {
  if (!machine.getTargetTriple().isX86() ||
      machine.getMCSubtargetInfo()->checkFeatures("+fma"))
    return;
  for (Function &function : make_early_inc_range(module)) {
    if (function.getIntrinsicID() != Intrinsic::fma)
      continue;
    function.replaceAllUsesWith(Intrinsic::getOrInsertDeclaration(
        &module, Intrinsic::fmuladd, {function.getReturnType()}));
    function.eraseFromParent();
  }
}

Expected<std::unique_ptr<Module>> emit::translate(mlir::ModuleOp module,
                                                  LLVMContext &context,
                                                  TargetMachine &machine) {
  std::unique_ptr<Module> result =
      mlir::translateModuleToLLVMIR(module, context, "ambit",
                                    /*disableVerification=*/true);
  if (!result)
    return createStringError("cannot translate the module to LLVM IR");
  result->setTargetTriple(machine.getTargetTriple());
  result->setDataLayout(machine.createDataLayout());
  for (Function &function : *result) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    function.addFnAttr("target-features", machine.getTargetFeatureString());
    // Vectors stay as wide as they were written.
    function.addFnAttr("prefer-vector-width", "512");
    function.addFnAttr("min-legal-vector-width", "512");
    function.addFnAttr(Attribute::NoUnwind);
  }
  splitMultiplyAdds(*result, machine);
  return result;
}

/// The loops arrive vectorised and unrolled. What is left to do: descriptors
/// taken apart, addresses out of loops, one copy of each computation; the
/// second round brings what loops need back under the number of registers.
static constexpr StringLiteral passes =
    "globaldce,function<eager-inv>(early-cse,simplifycfg,"
    "instcombine<no-verify-fixpoint>,loop-mssa(loop-rotate,licm),"
    "early-cse<memssa>,instcombine<no-verify-fixpoint>,simplifycfg)";

/// Without a loop, each instruction runs once per call at most.
static bool hasLoop(const Function &function) {
  SmallVector<std::pair<const BasicBlock *, const BasicBlock *>> edges;
  FindFunctionBackedges(function, edges);
  return !edges.empty();
}

Error emit::optimize(Module &module, TargetMachine &machine) {
  PassBuilder builder(&machine);
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager callGraph;
  ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);
  ModulePassManager manager;
  if (Error error = builder.parsePassPipeline(manager, passes))
    return error;
  manager.run(module, modules);
  // Choosing and scheduling instructions well takes long for the straight code
  // of shapes and calls, and gains nothing there.
  for (Function &function : module)
    if (!function.isDeclaration() && !hasLoop(function)) {
      function.addFnAttr(Attribute::NoInline);
      function.addFnAttr(Attribute::OptimizeNone);
    }
  return Error::success();
}

Expected<std::unique_ptr<MemoryBuffer>>
emit::getObject(Module &module, TargetMachine &machine) {
  SmallVector<char, 0> bytes;
  raw_svector_ostream stream(bytes);
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr,
                                  CodeGenFileType::ObjectFile,
                                  /*DisableVerify=*/true))
    return createStringError("cannot write object code for this machine");
  passes.run(module);
  return std::make_unique<SmallVectorMemoryBuffer>(
      std::move(bytes), "object", /*RequiresNullTerminator=*/false);
}
