// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// LLVM dialect to LLVM IR to machine code.
#include "ambit/Emit/Object.h"

#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"

using namespace llvm;
using namespace ambit;

static Expected<const Target *> getTarget(const Triple &triple) {
  static bool initialized = !InitializeNativeTarget() &&
                            !InitializeNativeTargetAsmPrinter() &&
                            !InitializeNativeTargetAsmParser();
  std::string message;
  const Target *target = TargetRegistry::lookupTarget(triple, message);
  if (!initialized || !target)
    return createStringError("no code generator for this machine: " + message);
  return target;
}

std::vector<std::string> emit::getCPUNames() {
  Triple triple(sys::getProcessTriple());
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

static std::string getHostFeatures() {
  SubtargetFeatures features;
  for (const auto &feature : sys::getHostCPUFeatures())
    features.AddFeature(feature.first(), feature.second);
  return features.getString();
}

Expected<std::unique_ptr<TargetMachine>>
emit::createTargetMachine(StringRef cpu) {
  Triple triple(sys::getProcessTriple());
  Expected<const Target *> target = getTarget(triple);
  if (!target)
    return target.takeError();
  if (cpu == "native")
    cpu = "";
  if (!cpu.empty() && !is_contained(getCPUNames(), cpu))
    return createStringError("unknown processor `" + cpu +
                             "`; --mcpu=help lists the names");
  std::string name = cpu.empty() ? sys::getHostCPUName().str() : cpu.str();
  std::string features = cpu.empty() ? getHostFeatures() : "";
  TargetOptions options;
  return std::unique_ptr<TargetMachine>((*target)->createTargetMachine(
      triple, name, features, options, Reloc::PIC_, std::nullopt,
      CodeGenOptLevel::Aggressive));
}

Error emit::checkRunsHere(const TargetMachine &machine) {
  for (const auto &feature : sys::getHostCPUFeatures())
    if (!feature.second && machine.getMCSubtargetInfo()->checkFeatures(
                               ("+" + feature.first()).str()))
      return createStringError("expected a processor that this machine can "
                               "run, but `" +
                               machine.getTargetCPU() + "` has " +
                               feature.first() + ", which it has not");
  return Error::success();
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
  return result;
}

/// The loops arrive vectorised and unrolled. What is left to do: registers in
/// place of stack slots and aggregates, addresses out of loops, one copy of
/// each computation. A full pipeline takes five times as long and makes no
/// kernel faster.
static constexpr StringLiteral passes =
    "globaldce,function<eager-inv>(sroa<modify-cfg>,early-cse<memssa>,"
    "simplifycfg,"
    "instcombine<no-verify-fixpoint>,loop-mssa(loop-rotate,licm),"
    "early-cse<memssa>,instcombine<no-verify-fixpoint>,adce,simplifycfg)";

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
  return Error::success();
}

Error emit::writeObject(Module &module, TargetMachine &machine,
                        raw_pwrite_stream &stream) {
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr,
                                  CodeGenFileType::ObjectFile))
    return createStringError("cannot write object code for this machine");
  passes.run(module);
  return Error::success();
}
