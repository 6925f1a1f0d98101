// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One model for several processors.
#include "Variants.h"
#include "Error.h"
#include "ambit/Emit/Object.h"
#include "ambit/Emit/Variants.h"

using namespace ambit;
using namespace ambit::driver;

/// What the others have in common; the functions that choose are for it.
static constexpr llvm::StringLiteral baseline = "x86-64";

llvm::Expected<Compiled>
driver::compileVariants(Model &model, const Options &options, Phases &phases) {
  if (!options.stopAfter.empty())
    return fail(Exit::Usage, "expected one processor to print a stage for, "
                             "but got `" +
                                 options.cpu + "`");
  std::vector<Compiled> all;
  std::vector<emit::Variant> variants;
  llvm::SmallVector<llvm::StringRef> cpus;
  llvm::StringRef(options.cpu).split(cpus, ',');
  for (llvm::StringRef cpu : cpus) {
    if (cpu.empty() || llvm::count(cpus, cpu) > 1)
      return fail(Exit::Usage, "expected different processors, but got `" +
                                   options.cpu + "`");
    Options one = options;
    one.cpu = cpu;
    auto compiled = compile(model, one, options.reference, phases);
    if (!compiled)
      return compiled.takeError();
    if (cpu == "native" || !(*compiled)->machine->getTargetTriple().isX86_64())
      return fail(Exit::NotCompiled,
                  "not supported yet: `" + cpu +
                      "` as one of several processors; expected names of "
                      "x86-64 processors");
    variants.push_back({cpu.str(), std::move((*compiled)->module)});
    all.push_back(std::move(**compiled));
  }

  phases.begin("join");
  Compiled joined;
  joined.entries = std::move(all.front().entries);
  joined.context = std::make_unique<llvm::LLVMContext>();
  auto machine = emit::createTargetMachine(baseline);
  if (!machine)
    return fail(Exit::NotCompiled, machine.takeError());
  joined.machine = std::move(*machine);
  auto module = emit::joinVariants(variants, joined.entries, *joined.context);
  if (!module)
    return fail(Exit::NotCompiled, module.takeError());
  joined.module = std::move(*module);
  phases.end();
  return joined;
}
