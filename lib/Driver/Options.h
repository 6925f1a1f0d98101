// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the command line asks for.
#ifndef AMBIT_LIB_DRIVER_OPTIONS_H
#define AMBIT_LIB_DRIVER_OPTIONS_H

#include "llvm/Support/Error.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ambit::driver {

enum class Command {
  Run,
  Compile,
  Bench,
  Tune,
  Check,
  Draw,
  Analyze,
  Compare,
  New
};

/// The options of all commands; those that a command has not keep their
/// defaults.
struct Options {
  Command command = Command::Run;
  std::string model;
  std::string entry;
  std::string cpu;
  std::string weights;
  std::string output;
  std::string emit;
  std::string dumpStages;
  std::string stopAfter;
  std::string json;
  std::string passes;
  std::string machine;
  std::string match;
  std::vector<std::string> models; ///< of `compare`
  /// Of `new`: option and value, as they were given.
  std::vector<std::pair<std::string, std::string>> templateOptions;
  /// File of `ambit tune` whose plans are used; empty: those by cost model.
  std::string schedule;
  /// Folder of compiled models; empty: the user's, `off`: none.
  std::string cache;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<std::string> sizes;
  std::vector<std::string> passPlugins;
  std::vector<std::string> dialectPlugins;
  std::optional<uint64_t> seed;
  bool check = false;
  bool reference = false;
  bool time = false;
  bool printsJSON = false;
  bool countsBytes = false;
  int32_t threads = 0;
};

/// Parses the arguments of `ambit`. Prints help and leaves the process when
/// asked to. `registerPlugins` is not done here.
llvm::Expected<Options> parseOptions(int argc, char **argv);

// One function per command, in the file of its name.
llvm::Error runModel(const Options &options);
llvm::Error compileModel(const Options &options);
llvm::Error benchModel(const Options &options);
llvm::Error tuneModel(const Options &options);
llvm::Error analyzeModel(const Options &options);
llvm::Error compareModels(const Options &options);
/// `options.model` is the name of a template.
llvm::Error newModel(const Options &options);

/// Writes the rates of this machine to `options.machine`.
llvm::Error measureMachine(const Options &options);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_OPTIONS_H
