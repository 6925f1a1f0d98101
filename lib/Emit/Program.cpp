// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A lean JIT linker: no platform support, no listeners, one object, one thread.
#include "ambit/Emit/Program.h"

using namespace llvm;
using namespace ambit::emit;

Expected<std::unique_ptr<Program>>
Program::create(std::unique_ptr<MemoryBuffer> object,
                const TargetMachine &machine, ArrayRef<Symbol> symbols) {
  auto jit = orc::LLJITBuilder()
                 .setJITTargetMachineBuilder(
                     orc::JITTargetMachineBuilder(machine.getTargetTriple()))
                 .setDataLayout(machine.createDataLayout())
                 .setPlatformSetUp(orc::setUpInactivePlatform)
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
  if (Error error = (*jit)->addObjectFile(std::move(object)))
    return std::move(error);
  return std::unique_ptr<Program>(new Program(std::move(*jit)));
}
