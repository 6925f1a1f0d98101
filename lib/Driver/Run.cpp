// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `ambit run`: compute, check, write.
#include "Call.h"
#include "Compare.h"
#include "CountBytes.h"
#include "Error.h"
#include "MeasurePeak.h"
#include "Work.h"
#include "ambit/Analysis/Reach.h"
#include "ambit/Data/File.h"
#include "ambit/Data/Npy.h"
#include "ambit/Runtime/Runtime.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

/// The fastest of a few calls, the one before among them: as many as fit in a
/// hundredth of a second.
static llvm::Expected<double> measure(Call &call, double first) {
  double best = first, total = first;
  while (total < 0.01) {
    llvm::Expected<double> seconds = call.run();
    if (!seconds)
      return seconds.takeError();
    best = std::min(best, *seconds);
    // The calls of an empty array take no time.
    total += std::max(*seconds, 1e-5);
  }
  return best;
}

/// Writes all outputs, or none that were not there before.
static llvm::Error write(ArrayRef<std::string> paths,
                         ArrayRef<data::Array> outputs) {
  std::vector<data::PendingFile> files;
  for (auto [path, output] : llvm::zip_equal(paths, outputs)) {
    if (path.empty())
      continue;
    auto file = data::PendingFile::write(
        path, [&, &array = output](auto &os) { data::printNpy(os, array); });
    if (!file)
      return fail(Exit::NotWritten, file.takeError());
    files.push_back(std::move(*file));
  }
  for (data::PendingFile &file : files)
    if (llvm::Error error = file.commit())
      return fail(Exit::NotWritten, std::move(error));
  return llvm::Error::success();
}

/// Runs the reference on the same arrays.
static llvm::Expected<std::vector<data::Array>>
runReference(Model &model, const Options &options, const Arguments &arguments,
             Phases &phases) {
  Options quiet = options;
  quiet.countsBytes = false;
  quiet.stopAfter.clear();
  quiet.dumpStages.clear();
  auto executable = build(model, quiet, /*reference=*/true, phases);
  if (!executable)
    return executable.takeError();
  phases.begin("reference");
  auto call =
      Call::prepare(*(*executable)->program, (*executable)->entry, arguments);
  if (!call)
    return call.takeError();
  if (auto seconds = call->run(); !seconds)
    return seconds.takeError();
  phases.end();
  return std::vector<data::Array>(call->getOutputs());
}

/// The line about time: share of the peak when the work is known.
static llvm::Error printTime(const emit::Entry &entry, double seconds,
                             const std::optional<Work> &work,
                             const Options &options) {
  llvm::outs() << entry.name << ": " << llvm::format("%.4g ms", seconds * 1e3);
  if (work && work->flops > 0 && !options.reference) {
    auto peak = PeakLoop::create(options.cpu);
    if (!peak)
      return fail(Exit::NotCompiled, peak.takeError());
    double best = 0;
    for (int sample = 0; sample < 4; ++sample)
      best = std::max(best, (*peak)->measure());
    llvm::outs() << llvm::format(", %.1f GFLOP/s", work->flops / seconds / 1e9)
                 << llvm::format(", %.0f %% of the f32 peak of a core",
                                 100 * work->flops / seconds / best);
  }
  llvm::outs() << "\n";
  return llvm::Error::success();
}

llvm::Error driver::runModel(const Options &options) {
  Phases phases;
  phases.begin("parse");
  auto model = Model::load(options);
  if (!model)
    return model.takeError();
  if (llvm::Error error = (*model)->selectEntry(options.entry))
    return error;
  auto sizes = Sizes::parse(options.sizes);
  if (!sizes)
    return sizes.takeError();

  auto executable = build(**model, options, options.reference, phases);
  if (!executable)
    return executable.takeError();
  if (!*executable)
    return llvm::Error::success();
  emit::Entry &entry = (*executable)->entry;
  auto paths = assignFiles(options.outputs, entry.outputs, "output");
  if (!paths)
    return paths.takeError();

  phases.begin("read arrays");
  auto arguments = bindArguments(**model, entry, options, *sizes);
  if (!arguments)
    return arguments.takeError();
  ambit_set_threads(options.threads);
  auto call = Call::prepare(*(*executable)->program, entry, *arguments);
  if (!call)
    return call.takeError();
  phases.begin("first call");
  auto first = call->run();
  if (!first)
    return first.takeError();
  CountedBytes counted = takeCountedBytes();
  phases.begin("more calls");
  llvm::Expected<double> seconds = measure(*call, *first);
  if (!seconds)
    return seconds.takeError();

  auto work = getWork(**model, entry, *arguments);
  std::vector<data::Array> expected;
  if (options.check) {
    auto outputs = runReference(**model, options, *arguments, phases);
    if (!outputs)
      return outputs.takeError();
    expected = std::move(*outputs);
  }
  phases.end();

  if (llvm::Error error = printTime(entry, *seconds, work, options))
    return error;
  bool passes = true;
  for (auto [index, output] : llvm::enumerate(call->getOutputs())) {
    llvm::outs() << "  " << entry.outputs[index].name << ": "
                 << data::elementTypeName(output.type()) << " "
                 << data::shapeText(output.shape());
    if (options.check) {
      Comparison comparison =
          compare(output, expected[index], work ? work->reductionLength : 64);
      passes &= comparison.passes();
      llvm::outs() << llvm::format(", error %.2g", comparison.error)
                   << llvm::format(" (limit %.2g)", comparison.limit)
                   << (comparison.passes() ? ", ok" : ", WRONG");
    }
    llvm::outs() << "\n";
  }
  if (options.countsBytes)
    llvm::outs() << "  bytes of tiles: " << counted.read << " read, "
                 << counted.written << " written\n";
  if (work && work->field)
    llvm::outs() << "  receptive field: " << analysis::getText(*work->field)
                 << "\n";
  if (options.time)
    phases.print();
  if (!passes)
    return fail(Exit::CheckFailed,
                "the outputs differ from those of the reference");
  return write(*paths, call->getOutputs());
}
