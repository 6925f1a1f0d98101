// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `ambit analyze`: what a model costs and sees.
#include "AnalyzeModel.h"
#include "Error.h"
#include "ambit/Data/File.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;
using relation::SizeMap;

/// The numbers of --size for names of the model; `batch` is 1 without one.
static llvm::Expected<SizeMap> getSizes(const Options &options,
                                        const std::set<std::string> &names) {
  auto sizes = Sizes::parse(options.sizes);
  if (!sizes)
    return sizes.takeError();
  std::string list = names.empty() ? "none" : llvm::join(names, ", ");
  if (!sizes->shapes.empty())
    return fail(Exit::Usage, "expected --size to be a number or a named size, "
                             "but got a shape for `" +
                                 sizes->shapes.begin()->getKey() + "`");
  SizeMap result;
  for (const auto &entry : sizes->byName) {
    if (!names.count(entry.getKey().str()))
      return fail(Exit::Usage, "expected --size to name a size of the model (" +
                                   list + "), but got `" + entry.getKey() +
                                   "`");
    result[entry.getKey()] = entry.getValue();
  }
  for (const std::string &name : names)
    if (sizes->fallback && name != "batch")
      result.try_emplace(name, *sizes->fallback);
  for (const auto &entry : result)
    if (entry.getValue() > relation::maxSize)
      return fail(Exit::Usage, "expected sizes up to 2^40, but got " +
                                   entry.getKey() + " = " +
                                   Twine(entry.getValue()));
  if (!options.sizes.empty())
    for (const std::string &name : names)
      if (name != "batch" && !result.contains(name))
        return fail(Exit::Usage, "expected --size to give `" + name +
                                     "` too; for example --size " + name +
                                     "=4096");
  if (names.count("batch"))
    result.try_emplace("batch", 1);
  return result;
}

llvm::Expected<Analyzed> driver::analyze(Model &model, const Options &options) {
  if (llvm::Error error = model.selectEntry(options.entry))
    return std::move(error);
  Analyzed result;
  result.module = normalize(model);
  if (!result.module)
    return fail(Exit::NotCompiled, "");
  std::string entry = model.getEntryNames().front();
  auto function = result.module->lookupSymbol<func::FuncOp>(entry);
  for (Type type : function.getArgumentTypes())
    if (!isa<RankedTensorType>(type))
      return fail(Exit::NotCompiled,
                  "not supported yet: a model whose arguments are no tensors");
  auto sizes = getSizes(options, analysis::getSizeNames(function));
  if (!sizes)
    return sizes.takeError();
  FailureOr<analysis::Report> report = analysis::getReport(function, *sizes);
  if (failed(report))
    return fail(Exit::NotCompiled, "");
  result.report = std::move(*report);
  result.report.model = options.model;
  return result;
}

llvm::Expected<analysis::Machine> driver::readMachine(StringRef path) {
  auto file = data::readFile(path);
  if (!file)
    return fail(Exit::BadInput, file.takeError());
  auto machine = analysis::Machine::parse((*file)->getBuffer());
  if (!machine)
    return fail(Exit::BadInput,
                path + ": " + llvm::toString(machine.takeError()));
  return *machine;
}

llvm::Error driver::analyzeModel(const Options &options) {
  auto model = Model::load(options);
  if (!model)
    return model.takeError();
  auto analyzed = analyze(**model, options);
  if (!analyzed)
    return analyzed.takeError();
  analysis::Report &report = analyzed->report;
  if (!options.machine.empty()) {
    if (!report.hasNumbers)
      return fail(Exit::Usage, "expected --size with --machine");
    auto machine = readMachine(options.machine);
    if (!machine)
      return machine.takeError();
    report.machine = *machine;
  }
  addTileTraffic(*analyzed, options);
  return printText(options, [&](llvm::raw_ostream &os) {
    if (options.printsJSON)
      os << llvm::formatv("{0:2}", report.getJSON()) << "\n";
    else
      report.print(os);
  });
}
