// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The command line of `ambit`: subcommands, options, help, plugins, dispatch.
#include "Error.h"
#include "Options.h"
#include "ambit/Driver/Driver.h"
#include "ambit/Emit/Object.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace ambit;
using namespace ambit::driver;
namespace cl = llvm::cl;

static constexpr llvm::StringLiteral overview =
    R"(ambit: compiles sequence models to loops, runs and measures them

  ambit run MODEL.mlir      compute the outputs, --check them
  ambit compile MODEL.mlir  write an object or a shared library and a C header
  ambit bench MODEL.mlir    time, GFLOP/s, share of the peak of this machine

  ambit COMMAND --help      the options of a command
  ambit-opt --help          single stages and passes

Exit codes: 0 ok, 1 usage, 2 bad model or input file, 3 not compiled,
4 run failed (sizes, memory), 5 --check failed, 6 output not written
)";

char Failure::ID;

int driver::report(llvm::Error error) {
  Exit exit = Exit::Ok;
  llvm::handleAllErrors(
      std::move(error),
      [&](const Failure &failure) {
        exit = failure.exit;
        if (!failure.text.empty())
          llvm::errs() << "ambit: error: " << failure.text << "\n";
      },
      [&](const llvm::ErrorInfoBase &other) {
        exit = Exit::NotCompiled;
        llvm::errs() << "ambit: error: " << other.message() << "\n";
      });
  return int(exit);
}

namespace {
/// The options of LLVM, made when they are needed: libraries that load this one
/// shall not see them.
struct CommandLine {
  cl::OptionCategory category{"Options"};
  cl::SubCommand run{"run", "Compute the outputs of a model"};
  cl::SubCommand compile{"compile", "Write an object or a shared library"};
  cl::SubCommand bench{"bench", "Measure a model"};

  cl::opt<std::string> model{cl::Positional,    cl::desc("MODEL.mlir"),
                             cl::cat(category), cl::sub(run),
                             cl::sub(compile),  cl::sub(bench)};
  cl::opt<std::string> entry{
      "entry",
      cl::desc("Function to use (default: the only public one)"),
      cl::value_desc("name"),
      cl::cat(category),
      cl::sub(run),
      cl::sub(bench)};
  cl::list<std::string> inputs{
      "input", cl::desc("Read an input; without a name, in their order"),
      cl::value_desc("[name=]x.npy"), cl::cat(category), cl::sub(run)};
  cl::opt<std::string> weights{"weights",
                               cl::desc("Read the globals of the model"),
                               cl::value_desc("w.safetensors"),
                               cl::cat(category),
                               cl::sub(run),
                               cl::sub(bench)};
  cl::list<std::string> outputs{
      "output", cl::desc("Write an output; without a name, in their order"),
      cl::value_desc("[name=]y.npy"), cl::cat(category), cl::sub(run)};
  cl::opt<std::string> random{
      "random", cl::desc("Make up inputs and weights that no file gives"),
      cl::value_desc("seed"), cl::cat(category), cl::sub(run)};
  cl::list<std::string> sizes{
      "size",
      cl::desc("Dynamic sizes of made-up inputs: 1024, n=1024 or x=1x1024x64; "
               "bench takes lists n=512,1024"),
      cl::value_desc("size"),
      cl::cat(category),
      cl::sub(run),
      cl::sub(bench)};
  cl::opt<bool> check{"check", cl::desc("Compare with the reference lowering"),
                      cl::cat(category), cl::sub(run)};
  cl::opt<bool> reference{"reference",
                          cl::desc("Use the reference lowering (slow)"),
                          cl::cat(category), cl::sub(run), cl::sub(compile)};
  cl::opt<int> threads{"threads",
                       cl::desc("Threads to use (0: all)"),
                       cl::value_desc("count"),
                       cl::cat(category),
                       cl::sub(run),
                       cl::sub(bench)};
  cl::opt<std::string> output{"o", cl::desc("File to write: .o or .so"),
                              cl::value_desc("file"), cl::cat(category),
                              cl::sub(compile)};
  cl::opt<std::string> emit{
      "emit", cl::desc("Print the module after a stage, or `llvm` for LLVM IR"),
      cl::value_desc("stage"), cl::cat(category), cl::sub(compile)};
  cl::opt<std::string> stopAfter{"stop-after",
                                 cl::desc("Print the module after a stage"),
                                 cl::value_desc("stage"),
                                 cl::cat(category),
                                 cl::sub(run),
                                 cl::sub(compile)};
  cl::opt<std::string> dumpStages{
      "dump-stages",
      cl::desc("Write the module after every stage"),
      cl::value_desc("folder"),
      cl::cat(category),
      cl::sub(run),
      cl::sub(compile),
      cl::sub(bench)};
  cl::opt<std::string> cpu{
      "mcpu",
      cl::desc("Processor (default: this one; `help` lists them)"),
      cl::value_desc("name"),
      cl::cat(category),
      cl::sub(run),
      cl::sub(compile),
      cl::sub(bench)};
  cl::opt<std::string> json{"json", cl::desc("Write the results as JSON"),
                            cl::value_desc("file"), cl::cat(category),
                            cl::sub(bench)};
  cl::opt<bool> time{"time", cl::desc("Print the time of every phase"),
                     cl::cat(category), cl::sub(run), cl::sub(compile)};
  cl::list<std::string> passPlugins{"load-pass-plugin",
                                    cl::desc("Load passes"),
                                    cl::value_desc("library"),
                                    cl::cat(category),
                                    cl::sub(run),
                                    cl::sub(compile),
                                    cl::sub(bench)};
  cl::list<std::string> dialectPlugins{"load-dialect-plugin",
                                       cl::desc("Load dialects"),
                                       cl::value_desc("library"),
                                       cl::cat(category),
                                       cl::sub(run),
                                       cl::sub(compile),
                                       cl::sub(bench)};
  cl::opt<std::string> passes{
      "passes",
      cl::desc("Run these passes on the model before the stages"),
      cl::value_desc("pipeline"),
      cl::cat(category),
      cl::sub(run),
      cl::sub(compile),
      cl::sub(bench)};

  CommandLine() {
    threads.setInitialValue(-1);
    for (cl::SubCommand *command : {&run, &compile, &bench})
      cl::HideUnrelatedOptions(category, *command);
  }
};
} // namespace

static void printCPUNames() {
  llvm::outs() << "native\n";
  for (const std::string &name : emit::getCPUNames())
    llvm::outs() << name << "\n";
}

llvm::Expected<Options> driver::parseOptions(int argc, char **argv) {
  static CommandLine line;
  llvm::StringRef first = argc > 1 ? argv[1] : "";
  if (first.empty() || first == "--help" || first == "-h" || first == "help") {
    llvm::outs() << overview;
    std::exit(first.empty() ? int(Exit::Usage) : int(Exit::Ok));
  }
  Options options;
  if (first == "run")
    options.command = Command::Run;
  else if (first == "compile")
    options.command = Command::Compile;
  else if (first == "bench")
    options.command = Command::Bench;
  else
    return fail(Exit::Usage, "expected a command (run, compile, bench), but "
                             "got `" +
                                 first + "`; see ambit --help");
  std::string messages;
  llvm::raw_string_ostream errors(messages);
  if (!cl::ParseCommandLineOptions(argc, argv, "", &errors)) {
    llvm::StringRef text = llvm::StringRef(messages).trim();
    text.consume_front(llvm::sys::path::filename(argv[0]).str() + ": ");
    return fail(Exit::Usage, text);
  }
  if (line.cpu == "help") {
    printCPUNames();
    std::exit(int(Exit::Ok));
  }
  if (line.model.empty())
    return fail(Exit::Usage, "expected a model file; see ambit --help");
  if (line.random.getNumOccurrences()) {
    uint64_t seed;
    if (llvm::StringRef(line.random).getAsInteger(10, seed))
      return fail(Exit::Usage,
                  "expected a seed (a whole number) for --random, but got `" +
                      line.random + "`");
    options.seed = seed;
  }
  if (line.threads.getNumOccurrences() && line.threads < 0)
    return fail(Exit::Usage, "expected --threads to be at least 0, but got " +
                                 llvm::Twine(int(line.threads)));
  options.model = line.model;
  options.entry = line.entry;
  options.cpu = line.cpu;
  options.weights = line.weights;
  options.output = line.output;
  options.emit = line.emit;
  options.dumpStages = line.dumpStages;
  options.stopAfter = line.stopAfter;
  options.json = line.json;
  options.inputs = line.inputs;
  options.outputs = line.outputs;
  options.sizes = line.sizes;
  options.passes = line.passes;
  options.passPlugins = line.passPlugins;
  options.dialectPlugins = line.dialectPlugins;
  options.check = line.check;
  options.reference = line.reference;
  options.time = line.time;
  // `bench` measures one thread unless told otherwise.
  options.threads = line.threads >= 0                   ? int32_t(line.threads)
                    : options.command == Command::Bench ? 1
                                                        : 0;
  return options;
}

int driver::runDriver(int argc, char **argv) {
  llvm::Expected<Options> options = parseOptions(argc, argv);
  if (!options)
    return report(options.takeError());
  switch (options->command) {
  case Command::Run:
    return report(runModel(*options));
  case Command::Compile:
    return report(compileModel(*options));
  case Command::Bench:
    return report(benchModel(*options));
  }
}
