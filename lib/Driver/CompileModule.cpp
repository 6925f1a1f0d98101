// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stages, LLVM IR and machine code for the commands.
#include "Error.h"
#include "Model.h"
#include "WriteFile.h"
#include "ambit/Emit/Object.h"
#include "ambit/Pipeline/Pipeline.h"
#include "ambit/Runtime/Runtime.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

/// Writes `folder/<number>-<stage>.mlir`.
static llvm::Error dump(ModuleOp module, StringRef folder, size_t number,
                        StringRef stage) {
  if (std::error_code code = llvm::sys::fs::create_directories(folder))
    return fail(Exit::NotWritten, folder + ": " + code.message());
  SmallString<128> path(folder);
  llvm::sys::path::append(path, Twine(number) + "-" + stage + ".mlir");
  auto write = [&](llvm::raw_ostream &os) { module->print(os); };
  return writeFile(path, write);
}

llvm::Error
driver::printText(const Options &options,
                  llvm::function_ref<void(llvm::raw_ostream &)> print) {
  if (options.output.empty()) {
    print(llvm::outs());
    return llvm::Error::success();
  }
  return writeFile(options.output, print);
}

llvm::Expected<std::optional<Compiled>> driver::compile(Model &model,
                                                        const Options &options,
                                                        bool reference,
                                                        Phases &phases) {
  ArrayRef<pipeline::Stage> stages = pipeline::getStages(reference);
  auto isStop = [&](const pipeline::Stage &stage) {
    return stage.name == options.stopAfter;
  };
  if (!options.stopAfter.empty() && llvm::none_of(stages, isStop))
    return fail(Exit::Usage, "expected the name of a stage (" +
                                 pipeline::getStageNames(reference) +
                                 "), but got `" + options.stopAfter + "`");
  Compiled compiled;
  auto machine = emit::createTargetMachine(options.cpu);
  if (!machine)
    return fail(Exit::Usage, machine.takeError());
  compiled.machine = std::move(*machine);

  OwningOpRef<ModuleOp> module = model.getModule().clone();
  bool stopped = false;
  size_t number = 0;
  llvm::Error error = llvm::Error::success();
  phases.begin(stages.front().name);
  auto afterStage = [&](const pipeline::Stage &stage) {
    if (!options.dumpStages.empty())
      if ((error = dump(*module, options.dumpStages, ++number, stage.name)))
        return false;
    stopped = isStop(stage);
    if (!stopped && &stage != &stages.back())
      phases.begin((&stage)[1].name);
    return !stopped;
  };
  LogicalResult result =
      pipeline::runStages(*module, stages, {options.cpu}, afterStage);
  if (error)
    return std::move(error);
  if (failed(result))
    return fail(Exit::NotCompiled, "");
  if (stopped) {
    if (llvm::Error error = printText(
            options, [&](llvm::raw_ostream &os) { module->print(os); }))
      return std::move(error);
    return std::nullopt;
  }

  compiled.entries = emit::getEntries(*module);
  compiled.context = std::make_unique<llvm::LLVMContext>();
  phases.begin("translate");
  auto translated =
      emit::translate(*module, *compiled.context, *compiled.machine);
  if (!translated)
    return fail(Exit::NotCompiled, translated.takeError());
  compiled.module = std::move(*translated);
  phases.begin("optimize");
  if (llvm::Error error = emit::optimize(*compiled.module, *compiled.machine))
    return fail(Exit::NotCompiled, std::move(error));
  phases.end();
  return compiled;
}

llvm::Expected<std::unique_ptr<emit::Program>> driver::load(Compiled compiled,
                                                            Phases &phases) {
  if (llvm::Error error = emit::checkRunsHere(*compiled.machine))
    return fail(Exit::Usage, std::move(error));
  phases.begin("machine code");
  emit::Program::Symbol symbols[] = {
      {"ambit_parallel_for", reinterpret_cast<void *>(ambit_parallel_for)},
      {"ambit_get_threads", reinterpret_cast<void *>(ambit_get_threads)},
      {"ambit_set_threads", reinterpret_cast<void *>(ambit_set_threads)},
      {"ambit_allocate", reinterpret_cast<void *>(ambit_allocate)},
      {"ambit_free", reinterpret_cast<void *>(ambit_free)}};
  auto program = emit::Program::create(std::move(compiled.module),
                                       std::move(compiled.context),
                                       std::move(compiled.machine), symbols);
  if (!program)
    return fail(Exit::NotCompiled, program.takeError());
  // Looking a function up compiles the module.
  for (const emit::Entry &entry : compiled.entries)
    if (auto function = (*program)->lookup<emit::CFunction>(entry.name);
        !function)
      return fail(Exit::NotCompiled, function.takeError());
  phases.end();
  return program;
}

llvm::Expected<std::optional<Executable>> driver::build(Model &model,
                                                        const Options &options,
                                                        bool reference,
                                                        Phases &phases) {
  auto compiled = compile(model, options, reference, phases);
  if (!compiled)
    return compiled.takeError();
  if (!*compiled)
    return std::nullopt;
  if ((*compiled)->entries.size() != 1)
    return fail(Exit::NotCompiled, "expected one entry function, but got " +
                                       Twine((*compiled)->entries.size()));
  Executable executable;
  executable.entry = (*compiled)->entries.front();
  auto program = load(std::move(**compiled), phases);
  if (!program)
    return program.takeError();
  executable.program = std::move(*program);
  return executable;
}
