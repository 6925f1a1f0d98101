// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A lean JIT: no platform support, no listeners, one module, one thread.
#include "ambit/Emit/Program.h"

#include "llvm/ExecutionEngine/Orc/CompileUtils.h"
#include "llvm/ExecutionEngine/Orc/ThreadSafeModule.h"

using namespace llvm;
using namespace ambit::emit;

Expected<std::unique_ptr<Program>> Program::create(
    std::unique_ptr<Module> module, std::unique_ptr<LLVMContext> context,
    std::unique_ptr<TargetMachine> machine, ArrayRef<Symbol> symbols) {
  orc::JITTargetMachineBuilder machineBuilder(machine->getTargetTriple());
  machineBuilder.setCPU(machine->getTargetCPU().str());
  DataLayout layout = machine->createDataLayout();
  auto jit = orc::LLJITBuilder()
                 .setJITTargetMachineBuilder(std::move(machineBuilder))
                 .setDataLayout(std::move(layout))
                 .setPlatformSetUp(orc::setUpInactivePlatform)
                 .setCompileFunctionCreator(
                     [&](orc::JITTargetMachineBuilder)
                         -> Expected<
                             std::unique_ptr<orc::IRCompileLayer::IRCompiler>> {
                       return std::make_unique<orc::TMOwningSimpleCompiler>(
                           std::move(machine));
                     })
                 .create();
  if (!jit)
    return jit.takeError();

  orc::SymbolMap map;
  for (const auto &[name, address] : symbols)
    map[(*jit)->mangleAndIntern(name)] = {orc::ExecutorAddr::fromPtr(address),
                                          JITSymbolFlags::Exported |
                                              JITSymbolFlags::Callable};
  if (Error error = (*jit)->getMainJITDylib().define(orc::absoluteSymbols(map)))
    return std::move(error);
  if (Error error = (*jit)->addIRModule(
          orc::ThreadSafeModule(std::move(module), std::move(context))))
    return std::move(error);
  return std::unique_ptr<Program>(new Program(std::move(*jit)));
}
