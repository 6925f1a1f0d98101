// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stages, LLVM IR and machine code for the commands.
#include "CountBytes.h"
#include "Error.h"
#include "Model.h"
#include "ObjectCache.h"
#include "Schedule.h"
#include "WriteFile.h"
#include "ambit/Emit/Object.h"
#include "ambit/Pipeline/Pipeline.h"
#include "ambit/Runtime/Runtime.h"

#include "llvm/MC/MCSubtargetInfo.h"
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
      error = dump(*module, options.dumpStages, ++number, stage.name);
    if (error)
      return false;
    stopped = isStop(stage);
    if (!stopped && &stage != &stages.back())
      phases.begin((&stage)[1].name);
    return !stopped;
  };
  LogicalResult result = pipeline::runStages(
      *module, stages, {options.cpu, options.countsBytes}, afterStage);
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

llvm::Expected<Object> driver::generate(Compiled compiled, Phases &phases) {
  phases.begin("machine code");
  auto code = emit::getObject(*compiled.module, *compiled.machine);
  if (!code)
    return fail(Exit::NotCompiled, code.takeError());
  phases.end();
  return Object{std::move(compiled.entries), std::move(*code),
                std::move(compiled.machine)};
}

/// Empty when the flow ended before there was machine code.
static llvm::Expected<std::optional<Object>>
compileObject(Model &model, const Options &options, bool reference,
              Phases &phases) {
  auto compiled = compile(model, options, reference, phases);
  if (!compiled)
    return compiled.takeError();
  if (!*compiled)
    return std::nullopt;
  return generate(std::move(**compiled), phases);
}

/// The cache, for what is the same on every run: a request to see stages is not
/// answered by machine code, and nothing is known of what a plugin does.
static std::optional<ObjectCache> openCache(const Options &options) {
  if (!options.stopAfter.empty() || !options.dumpStages.empty() ||
      options.countsBytes || !options.passPlugins.empty() ||
      !options.dialectPlugins.empty())
    return std::nullopt;
  return ObjectCache::open(options.cache);
}

llvm::Expected<std::optional<Object>> driver::getObject(Model &model,
                                                        const Options &options,
                                                        bool reference,
                                                        Phases &phases) {
  std::optional<ObjectCache> cache = openCache(options);
  if (!cache)
    return compileObject(model, options, reference, phases);
  phases.begin("cache");
  auto machine = emit::createTargetMachine(options.cpu);
  if (!machine)
    return fail(Exit::Usage, machine.takeError());
  std::string key = cache->getKey(
      {model.getText(), model.getSelectedEntry(), options.passes,
       printSchedule(model.getModule()), reference ? "reference" : "fast",
       (*machine)->getTargetTriple().str(), (*machine)->getTargetCPU(),
       (*machine)->getTargetFeatureString()});
  MLIRContext *context = model.getModule().getContext();
  if (auto known = cache->read(key))
    if (auto entries = emit::parseEntries(context, known->interface);
        succeeded(entries)) {
      phases.end();
      return Object{std::move(*entries), std::move(known->object),
                    std::move(*machine)};
    }

  // What was said of a model shall be said again.
  bool isSilent = true;
  ScopedDiagnosticHandler listen(context, [&](Diagnostic &) {
    isSilent = false;
    return failure();
  });
  auto object = compileObject(model, options, reference, phases);
  if (object && *object && isSilent)
    cache->write(key, emit::printEntries(context, (*object)->entries),
                 (*object)->code->getBuffer());
  return object;
}

/// Machine code in this process, with the runtime of this library.
static llvm::Expected<std::unique_ptr<emit::Program>> load(Object object,
                                                           Phases &phases) {
  if (llvm::Error error = emit::checkRunsHere(*object.machine))
    return fail(Exit::Usage, std::move(error));
  if (object.machine->getMCSubtargetInfo()->checkFeatures("+amx-tile") &&
      !ambit_request_matrix_unit())
    return fail(
        Exit::Usage,
        "expected leave to use the matrix unit, but the system refused "
        "it; `--mcpu icelake-server` makes code that has no need of it");
  phases.begin("link");
  emit::Program::Symbol symbols[] = {
      {"ambit_parallel_for", reinterpret_cast<void *>(ambit_parallel_for)},
      {"ambit_get_threads", reinterpret_cast<void *>(ambit_get_threads)},
      {"ambit_request_matrix_unit",
       reinterpret_cast<void *>(ambit_request_matrix_unit)},
      {"ambit_set_threads", reinterpret_cast<void *>(ambit_set_threads)},
      {"ambit_count_bytes", reinterpret_cast<void *>(countBytes)},
      {"ambit_allocate", reinterpret_cast<void *>(ambit_allocate)},
      {"ambit_free", reinterpret_cast<void *>(ambit_free)}};
  auto program =
      emit::Program::create(std::move(object.code), *object.machine, symbols);
  if (!program)
    return fail(Exit::NotCompiled, program.takeError());
  // Looking a function up links the object.
  for (const emit::Entry &entry : object.entries)
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
  auto object = getObject(model, options, reference, phases);
  if (!object)
    return object.takeError();
  if (!*object)
    return std::nullopt;
  if ((*object)->entries.size() != 1)
    return fail(Exit::NotCompiled, "expected one entry function, but got " +
                                       Twine((*object)->entries.size()));
  Executable executable;
  executable.entry = (*object)->entries.front();
  auto program = load(std::move(**object), phases);
  if (!program)
    return program.takeError();
  executable.program = std::move(*program);
  return executable;
}
