// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `ambit tune`: measures plans and writes the fastest.
#include "Call.h"
#include "Error.h"
#include "Sample.h"
#include "Schedule.h"
#include "ambit/Pipeline/Schedule.h"
#include "ambit/Runtime/Runtime.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

/// Another plan must save this share of the time of the function: less is
/// noise.
static constexpr double leastGain = 0.01;
/// Plans that are measured once more, in turns.
static constexpr size_t maxFinalists = 4;

namespace {

/// What was found for one operation.
struct Finding {
  std::string function, operation, plan;
  /// Of one call of the function, with the plan and with that by cost model.
  double seconds, modelSeconds;
};

/// A function compiled with one plan for the operation that is looked at.
struct Contender {
  PlanAttr plan;
  std::unique_ptr<Executable> executable;
  std::unique_ptr<Call> call;
  std::unique_ptr<Sampler> sampler;
  double seconds = std::numeric_limits<double>::infinity();
};

/// Tunes the operations of one function, one after the other.
class Tuner {
public:
  Tuner(Model &model, const Options &options, const Sizes &sizes,
        Phases &phases)
      : model(model), options(options), sizes(sizes), phases(phases) {}

  /// Those in `known` are settled.
  llvm::Error run(std::vector<Finding> &findings, llvm::StringSet<> &known);

private:
  /// Null when the plan cannot be compiled.
  llvm::Expected<std::optional<Contender>> compile(StringRef operation,
                                                   PlanAttr plan);
  llvm::Error sample(Contender &contender);
  llvm::Expected<Finding> tune(StringRef operation, ArrayRef<PlanAttr> plans);

  Model &model;
  const Options &options;
  const Sizes &sizes;
  Phases &phases;
  /// The plans so far.
  NamedAttrList chosen;
  std::optional<Arguments> arguments;
};

} // namespace

llvm::Expected<std::optional<Contender>> Tuner::compile(StringRef operation,
                                                        PlanAttr plan) {
  NamedAttrList plans = chosen;
  plans.set(operation, plan);
  MLIRContext *context = plan.getContext();
  pipeline::setSchedule(model.getModule(), plans.getDictionary(context));
  bool isByModel = plan == chosen.get(operation);
  // Tiles may be too large for wide operations.
  ScopedDiagnosticHandler listen(
      context, [&](Diagnostic &) { return isByModel ? failure() : success(); });
  auto executable = build(model, options, /*reference=*/false, phases);
  if (!executable) {
    if (isByModel)
      return executable.takeError();
    llvm::consumeError(executable.takeError());
    return std::nullopt;
  }
  Contender contender;
  contender.plan = plan;
  contender.executable = std::make_unique<Executable>(std::move(**executable));
  const emit::Entry &entry = contender.executable->entry;
  if (!arguments) {
    auto bound = bindArguments(model, entry, options, sizes);
    if (!bound)
      return bound.takeError();
    arguments = std::move(*bound);
  }
  auto call = Call::prepare(*contender.executable->program, entry, *arguments);
  if (!call)
    return call.takeError();
  contender.call = std::make_unique<Call>(std::move(*call));
  auto sampler = Sampler::create(*contender.call, options.threads == 1);
  if (!sampler)
    return sampler.takeError();
  contender.sampler = std::make_unique<Sampler>(*sampler);
  return contender;
}

llvm::Error Tuner::sample(Contender &contender) {
  auto seconds = contender.sampler->sample();
  if (!seconds)
    return seconds.takeError();
  contender.seconds = std::min(contender.seconds, *seconds);
  return llvm::Error::success();
}

llvm::Expected<Finding> Tuner::tune(StringRef operation,
                                    ArrayRef<PlanAttr> plans) {
  std::vector<Contender> finalists;
  for (auto [number, plan] : llvm::enumerate(plans)) {
    auto contender = compile(operation, plan);
    if (!contender)
      return contender.takeError();
    if (!*contender)
      continue;
    phases.begin(("measure plan " + Twine(number + 1) + " of " +
                  Twine(plans.size()) + " of " + operation.split(' ').first)
                     .str());
    for (int turn = 0; turn < 3; ++turn)
      if (llvm::Error error = sample(**contender))
        return std::move(error);
    finalists.push_back(std::move(**contender));
    // The first is what the others are compared with.
    if (finalists.size() > maxFinalists)
      finalists.erase(std::max_element(
          finalists.begin() + 1, finalists.end(),
          [](auto &a, auto &b) { return a.seconds < b.seconds; }));
  }
  phases.begin(("compare plans of " + operation.split(' ').first).str());
  double begin = now();
  for (int turn = 0; turn < 5 || (now() - begin < 1 && turn < 10000); ++turn)
    for (Contender &contender : finalists)
      if (llvm::Error error = sample(contender))
        return std::move(error);
  phases.end();
  const Contender &first = finalists.front();
  const Contender *best = &*llvm::min_element(
      finalists, [](auto &a, auto &b) { return a.seconds < b.seconds; });
  if (best->seconds > (1 - leastGain) * first.seconds)
    best = &first;
  chosen.set(operation, best->plan);
  std::string text;
  llvm::raw_string_ostream(text) << best->plan;
  return Finding{model.getSelectedEntry().str(), operation.str(), text,
                 best->seconds, first.seconds};
}

llvm::Error Tuner::run(std::vector<Finding> &findings,
                       llvm::StringSet<> &known) {
  auto choices = pipeline::findChoices(model.getModule());
  if (failed(choices))
    return fail(Exit::NotCompiled, "");
  for (const pipeline::Choice &choice : *choices)
    chosen.set(choice.operation, choice.plans.front());
  for (const pipeline::Choice &choice : *choices) {
    if (!known.insert(choice.operation).second)
      continue;
    auto finding = tune(choice.operation, choice.plans);
    if (!finding)
      return finding.takeError();
    findings.push_back(std::move(*finding));
  }
  return llvm::Error::success();
}

static void print(llvm::raw_ostream &os, ArrayRef<Finding> findings) {
  os << llvm::format("%-16s %-16s %12s %12s %7s  %s\n", "function", "operation",
                     "cost model", "tuned", "gain", "plan");
  for (const Finding &finding : findings) {
    StringRef name = StringRef(finding.operation).split(' ').first;
    os << llvm::format("%-16s %-16s %9.4g ms %9.4g ms %5.1f %%  ",
                       finding.function.c_str(), name.str().c_str(),
                       finding.modelSeconds * 1e3, finding.seconds * 1e3,
                       100 * (1 - finding.seconds / finding.modelSeconds))
       << finding.plan << "\n";
  }
}

static llvm::json::Value toJSON(ArrayRef<Finding> findings,
                                const Options &options, StringRef cpu) {
  llvm::json::Array operations;
  for (const Finding &finding : findings)
    operations.push_back(
        llvm::json::Object{{"operation", finding.operation},
                           {"plan", finding.plan},
                           {"function", finding.function},
                           {"seconds", finding.seconds},
                           {"cost_model_seconds", finding.modelSeconds}});
  return llvm::json::Object{{"schema", scheduleSchema},
                            {"cpu", cpu},
                            {"threads", options.threads},
                            {"sizes", llvm::json::Array(options.sizes)},
                            {"operations", std::move(operations)}};
}

llvm::Error driver::tuneModel(const Options &given) {
  Options options = given;
  options.seed = 0;
  // Most of what is compiled is never wanted again.
  options.cache = "off";
  auto cpu = getCPUName(options);
  if (!cpu)
    return cpu.takeError();
  auto sizes = Sizes::parse(options.sizes);
  if (!sizes)
    return sizes.takeError();
  ambit_set_threads(options.threads);
  std::vector<Finding> findings;
  {
    Phases phases;
    llvm::StringSet<> known;
    auto tune = [&](Model &model) {
      return Tuner(model, options, *sizes, phases).run(findings, known);
    };
    if (llvm::Error error = forEachEntry(options, phases, tune))
      return error;
  }
  if (findings.empty())
    return fail(Exit::NotCompiled,
                options.model + ": expected an operation with more than one "
                                "plan (attention, conv, linear), but got none");
  // The table goes to where the file does not.
  print(options.output.empty() ? llvm::errs() : llvm::outs(), findings);
  return printText(options, [&](llvm::raw_ostream &os) {
    os << llvm::formatv("{0:2}", toJSON(findings, options, *cpu)) << "\n";
  });
}
