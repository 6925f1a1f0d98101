// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `ambit bench`: time, useful work, share of the peak, with spread.
#include "Call.h"
#include "Error.h"
#include "MeasurePeak.h"
#include "Sample.h"
#include "Work.h"
#include "WriteFile.h"
#include "ambit/Runtime/Runtime.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

namespace {
/// One line of the table.
struct Measurement {
  std::string entry;
  std::string size;
  double seconds = 0;
  /// Third quartile over minimum, minus one.
  double spread = 0;
  double peak = 0;
  std::optional<Work> work;
};
} // namespace

/// Every `--size` with one list of several numbers, written out.
static llvm::Expected<std::vector<std::vector<std::string>>>
expandSizes(ArrayRef<std::string> texts) {
  std::vector<std::vector<std::string>> result = {{}};
  for (StringRef text : texts) {
    auto [name, list] =
        text.contains('=') ? text.split('=') : std::pair(StringRef(), text);
    std::vector<std::vector<std::string>> next;
    for (const std::vector<std::string> &head : result)
      for (StringRef value : llvm::split(list, ',')) {
        next.push_back(head);
        next.back().push_back((name.empty() ? "" : name.str() + "=") +
                              value.str());
      }
    result = std::move(next);
    if (result.size() > 1000)
      return fail(Exit::Usage, "expected at most 1000 combinations of --size");
  }
  return result;
}

/// Samples for about a second, at least three, each beside one of the peak.
static llvm::Error measure(Call &call, PeakLoop &peak, bool isOneThread,
                           Measurement &result) {
  auto sampler = Sampler::create(call, isOneThread);
  if (!sampler)
    return sampler.takeError();
  std::vector<double> times, peaks;
  double begin = now();
  while (times.size() < 3 || (now() - begin < 1 && times.size() < 10000)) {
    peaks.push_back(peak.measure());
    llvm::Expected<double> seconds = sampler->sample();
    if (!seconds)
      return seconds.takeError();
    times.push_back(*seconds);
  }
  llvm::sort(times);
  llvm::sort(peaks);
  result.seconds = times.front();
  result.spread = times[times.size() * 3 / 4] / times.front() - 1;
  result.peak = peaks.back();
  return llvm::Error::success();
}

static void printTable(ArrayRef<Measurement> measurements, int32_t threads) {
  llvm::outs() << llvm::sys::getHostCPUName() << ", " << threads
               << " thread(s); peak: f32 fused multiply-adds of one core\n";
  llvm::outs() << llvm::format("%-24s %-24s %12s %8s %10s %8s\n", "entry",
                               "size", "time", "spread", "GFLOP/s", "of peak");
  for (const Measurement &m : measurements) {
    llvm::outs() << llvm::format("%-24s %-24s %9.4g ms %6.1f %%",
                                 m.entry.c_str(), m.size.c_str(),
                                 m.seconds * 1e3, m.spread * 100);
    if (m.work && m.work->flops > 0)
      llvm::outs() << llvm::format(" %10.1f %6.1f %%",
                                   m.work->flops / m.seconds / 1e9,
                                   100 * m.work->flops / m.seconds / m.peak);
    llvm::outs() << "\n";
  }
}

static llvm::json::Value toJSON(ArrayRef<Measurement> measurements,
                                const Options &options) {
  llvm::json::Array rows;
  for (const Measurement &m : measurements) {
    llvm::json::Object row{{"entry", m.entry},
                           {"size", m.size},
                           {"seconds", m.seconds},
                           {"spread", m.spread},
                           {"peak_flops_per_second", m.peak}};
    if (m.work)
      row["flops"] = m.work->flops;
    rows.push_back(std::move(row));
  }
  return llvm::json::Object{{"cpu", llvm::sys::getHostCPUName()},
                            {"threads", options.threads},
                            {"model", options.model},
                            {"results", std::move(rows)}};
}

/// Measures one function at every size.
static llvm::Error benchEntry(Model &model, const Options &options,
                              PeakLoop &peak, Phases &phases,
                              std::vector<Measurement> &measurements) {
  auto combinations = expandSizes(options.sizes);
  if (!combinations)
    return combinations.takeError();
  auto executable = build(model, options, /*reference=*/false, phases);
  if (!executable)
    return executable.takeError();
  for (const std::vector<std::string> &combination : *combinations) {
    auto sizes = Sizes::parse(combination);
    if (!sizes)
      return sizes.takeError();
    phases.begin("measure " + (*executable)->entry.name);
    auto arguments =
        bindArguments(model, (*executable)->entry, options, *sizes);
    if (!arguments)
      return arguments.takeError();
    auto call = Call::prepare(*(*executable)->program, (*executable)->entry,
                              *arguments);
    if (!call)
      return call.takeError();
    Measurement measurement;
    measurement.entry = (*executable)->entry.name;
    measurement.size = llvm::join(combination, " ");
    measurement.work = getWork(model, (*executable)->entry, *arguments);
    if (llvm::Error error =
            measure(*call, peak, options.threads == 1, measurement))
      return error;
    measurements.push_back(std::move(measurement));
    phases.end();
  }
  return llvm::Error::success();
}

llvm::Error driver::benchModel(const Options &given) {
  if (!given.machine.empty())
    return measureMachine(given);
  Options options = given;
  options.seed = options.seed.value_or(0);
  auto peak = PeakLoop::create(options.cpu);
  if (!peak)
    return fail(Exit::Usage, peak.takeError());
  ambit_set_threads(options.threads);

  Phases phases;
  std::vector<Measurement> measurements;
  auto bench = [&](Model &model) {
    return benchEntry(model, options, **peak, phases, measurements);
  };
  if (llvm::Error error = forEachEntry(options, phases, bench))
    return error;
  phases.end();
  printTable(measurements, options.threads);
  return options.json.empty()
             ? llvm::Error::success()
             : writeJSON(options.json, toJSON(measurements, options));
}
