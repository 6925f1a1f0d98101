// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads a model file.
#include "Model.h"
#include "Error.h"
#include "Nesting.h"
#include "Schedule.h"
#include "ambit/Driver/Register.h"
#include "dialects/Ambit/AmbitOps.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/AsmParser/AsmParserState.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

/// A model text is written by hand or by a program, its weights are elsewhere.
static constexpr size_t maxModelBytes = size_t(64) << 20;

static llvm::Error loadPlugins(const Options &options,
                               DialectRegistry &registry) {
  for (const std::string &path : options.dialectPlugins) {
    auto plugin = DialectPlugin::load(path);
    if (!plugin)
      return fail(Exit::Usage, plugin.takeError());
    plugin->registerDialectRegistryCallbacks(registry);
  }
  for (const std::string &path : options.passPlugins) {
    auto plugin = PassPlugin::load(path);
    if (!plugin)
      return fail(Exit::Usage, plugin.takeError());
    plugin->registerPassRegistryCallbacks();
  }
  return llvm::Error::success();
}

/// The name at a place of the text, `%` and number of a result left out.
static StringRef getName(llvm::SMRange range) {
  StringRef name(range.Start.getPointer(),
                 range.End.getPointer() - range.Start.getPointer());
  name.consume_front("%");
  return name.split(':').first;
}

/// The name that the text gives to an op's result; empty when it is a number.
static std::string getResultName(OpResult result, const AsmParserState &state) {
  const auto *definition = state.getOpDef(result.getOwner());
  if (!definition)
    return "";
  std::string name;
  for (const auto &group : definition->resultGroups) {
    if (group.startIndex > result.getResultNumber())
      break;
    name = getName(group.definition.loc).str();
    if (unsigned index = result.getResultNumber() - group.startIndex)
      name += std::to_string(index);
  }
  return !name.empty() && llvm::isDigit(name.front()) ? "" : name;
}

/// Gives arguments and results of a function the names that they have in the
/// text.
static void nameArrays(func::FuncOp function, const AsmParserState &state) {
  Builder builder(function.getContext());
  StringRef key = "ambit.name";
  const auto *block = state.getBlockDef(&function.front());
  if (block && block->arguments.size() == function.getNumArguments())
    for (auto [index, argument] : llvm::enumerate(block->arguments))
      if (StringRef name = getName(argument.loc);
          !name.empty() && !function.getArgAttr(index, key))
        function.setArgAttr(index, key, builder.getStringAttr(name));

  llvm::StringSet<> used;
  auto terminator = dyn_cast<func::ReturnOp>(function.front().getTerminator());
  if (!terminator)
    return;
  for (auto [index, value] : llvm::enumerate(terminator.getOperands())) {
    auto result = dyn_cast<OpResult>(value);
    std::string name = result ? getResultName(result, state) : "";
    if (isa<TensorType>(value.getType()) && !name.empty() &&
        used.insert(name).second && !function.getResultAttr(index, key))
      function.setResultAttr(index, key, builder.getStringAttr(name));
  }
}

/// Runs what the user wants done before the stages, with the passes of plugins.
static llvm::Error runPasses(ModuleOp module, StringRef pipeline) {
  if (pipeline.empty())
    return llvm::Error::success();
  DialectRegistry unused;
  registerAll(unused);
  PassManager manager(module.getContext());
  std::string messages;
  llvm::raw_string_ostream errors(messages);
  if (failed(parsePassPipeline(pipeline, manager, errors)))
    return fail(Exit::Usage, "expected --passes to be a pass pipeline, but got "
                             "`" +
                                 pipeline + "`: " + StringRef(messages).trim());
  return succeeded(manager.run(module)) ? llvm::Error::success()
                                        : fail(Exit::NotCompiled, "");
}

llvm::Expected<std::unique_ptr<Model>> Model::load(const Options &options) {
  auto file = readNested(options.model, maxModelBytes);
  if (!file)
    return file.takeError();
  return parse((*file)->getBuffer(), options);
}

llvm::Expected<std::unique_ptr<Model>> Model::parse(StringRef text,
                                                    const Options &options) {
  return parse(llvm::MemoryBuffer::getMemBufferCopy(text, options.model),
               options);
}

llvm::Expected<std::unique_ptr<Model>>
Model::parse(std::unique_ptr<llvm::MemoryBuffer> buffer,
             const Options &options) {
  DialectRegistry registry;
  registerDialects(registry);
  if (llvm::Error error = loadPlugins(options, registry))
    return std::move(error);

  std::unique_ptr<Model> model(new Model());
  model->context =
      std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  // An error says what is wrong in the model, not how a stage has it by then.
  model->context->printOpOnDiagnostic(false);
  model->sources.AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  model->diagnostics = std::make_unique<SourceMgrDiagnosticHandler>(
      model->sources, model->context.get());

  Block block;
  AsmParserState state;
  ParserConfig config(model->context.get());
  if (failed(parseAsmSourceFile(model->sources, &block, config, &state)))
    return fail(Exit::BadInput, "");
  auto location =
      FileLineColLoc::get(model->context.get(), options.model, 0, 0);
  model->module =
      mlir::detail::constructContainerOpForParserIfNecessary<ModuleOp>(
          &block, model->context.get(), location);
  if (!model->module)
    return fail(Exit::BadInput, "");
  for (auto function : model->module->getOps<func::FuncOp>())
    if (!function.isDeclaration())
      nameArrays(function, state);
  if (llvm::Error error = runPasses(*model->module, options.passes))
    return std::move(error);
  if (!options.schedule.empty())
    if (llvm::Error error = readSchedule(*model->module, options))
      return std::move(error);
  return model;
}

std::vector<std::string> Model::getEntryNames() {
  std::vector<std::string> names;
  for (auto function : module->getOps<func::FuncOp>())
    if (function.isPublic() && !function.isDeclaration())
      names.push_back(function.getName().str());
  // Beside a function in bufferized form stands the one for its shapes.
  llvm::erase_if(names, [&](const std::string &other) {
    return StringRef(other).ends_with("_shapes") &&
           llvm::is_contained(names, StringRef(other).drop_back(7));
  });
  return names;
}

/// Erases private functions that nobody uses, until there are none.
static void eraseUnused(ModuleOp module) {
  bool changed = true;
  while (changed) {
    changed = false;
    for (auto function :
         llvm::make_early_inc_range(module.getOps<func::FuncOp>()))
      if (function.isPrivate() &&
          SymbolTable::symbolKnownUseEmpty(function, module)) {
        function.erase();
        changed = true;
      }
  }
}

llvm::Error Model::selectEntry(StringRef name) {
  std::vector<std::string> names = getEntryNames();
  std::string list = names.empty() ? "none" : llvm::join(names, ", ");
  if (name.empty() && names.size() != 1)
    return fail(Exit::Usage, "expected --entry to choose one of the public "
                             "functions of the model: " +
                                 list);
  std::string chosen = name.empty() ? names.front() : name.str();
  if (!llvm::is_contained(names, chosen))
    return fail(Exit::Usage, "expected --entry to be one of the public "
                             "functions of the model (" +
                                 list + "), but got `" + chosen + "`");
  for (auto function : module->getOps<func::FuncOp>())
    if (function.getName() != chosen &&
        function.getName() != chosen + "_shapes")
      function.setPrivate();
  eraseUnused(*module);
  selectedEntry = chosen;
  return llvm::Error::success();
}

llvm::Error
driver::forEachEntry(const Options &options, Phases &phases,
                     llvm::function_ref<llvm::Error(Model &)> visit) {
  phases.begin("parse");
  auto first = Model::load(options);
  if (!first)
    return first.takeError();
  std::vector<std::string> names = {options.entry};
  if (options.entry.empty())
    names = (*first)->getEntryNames();
  for (const std::string &name : names) {
    auto model = Model::load(options);
    if (!model)
      return model.takeError();
    if (llvm::Error error = (*model)->selectEntry(name))
      return error;
    if (llvm::Error error = visit(**model))
      return error;
  }
  return llvm::Error::success();
}

llvm::StringMap<GlobalSource> Model::getGlobalSources() {
  llvm::StringMap<GlobalSource> sources;
  for (auto global : module->getOps<GlobalOp>()) {
    GlobalSource source{global.getSourceName().str(), {}};
    if (std::optional<ArrayRef<int64_t>> transpose = global.getTranspose())
      source.transpose.assign(transpose->begin(), transpose->end());
    sources[global.getSymName()] = std::move(source);
  }
  return sources;
}

int64_t Model::getIdLimit() {
  int64_t limit = 1024;
  module->walk([&](EmbeddingOp op) {
    int64_t rows = op.getTable().getType().getDimSize(0);
    if (rows > 0)
      limit = std::min(limit, rows);
  });
  return limit;
}
