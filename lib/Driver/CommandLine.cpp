// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The command line of `ambit`: subcommands, options, help, plugins, dispatch.
#include "Check.h"
#include "Draw.h"
#include "Error.h"
#include "ambit/Driver/Driver.h"
#include "ambit/Emit/Object.h"

#include "llvm/ADT/StringSwitch.h"
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
  ambit tune MODEL.mlir     measure plans, write the fastest to a schedule
  ambit check MODEL.mlir    what holds for all lengths, with proofs
  ambit draw MODEL.mlir     masks, receptive field, costs, roofline
  ambit analyze MODEL.mlir  parameters, FLOPs, bytes, receptive field: formulas
  ambit compare A B ...     the same side by side, at equal budget, crossovers
  ambit new TEMPLATE        a model file: transformer, wavenet, ...

  ambit COMMAND --help      the options of a command
  ambit-opt --help          single stages and passes

Exit codes: 0 ok, 1 usage, 2 bad model or input file, 3 not compiled,
4 run failed (sizes, memory), 5 --check failed or a claim does not hold,
6 output not written, 7 a claim is not decided
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
struct CommandLine;

/// An option of `ambit new`: a text, so that the template checks it.
struct TemplateOption {
  TemplateOption(CommandLine &line, llvm::StringRef name, llvm::StringRef text,
                 llvm::StringRef value);
  cl::opt<std::string> option;
};

/// Makes an option one of several commands.
struct OptionOf {
  llvm::SmallVector<cl::SubCommand *> commands;
  template <typename Option> void apply(Option &option) const {
    for (cl::SubCommand *command : commands)
      option.addSubCommand(*command);
  }
};

/// The options of LLVM, made when they are needed: libraries that load this one
/// shall not see them.
struct CommandLine {
  cl::OptionCategory category{"Options"};
  std::vector<cl::opt<std::string> *> templateOptions;
  cl::SubCommand run{"run", "Compute the outputs of a model"};
  cl::SubCommand compile{"compile", "Write an object or a shared library"};
  cl::SubCommand bench{"bench", "Measure a model"};
  cl::SubCommand tune{"tune", "Measure plans, write the fastest"};
  cl::SubCommand proof{"check", "Prove what holds for all lengths"};
  cl::SubCommand drawing{"draw", "Draw what a model sees and costs"};
  cl::SubCommand analyze{"analyze", "Tell what a model costs and sees"};
  cl::SubCommand compare{"compare", "Put models side by side"};
  cl::SubCommand create{"new", "Write a model file: transformer, "
                               "sparse-transformer, longformer, cnn, wavenet"};

  /// Those that read model files.
  OptionOf ofModels{
      {&run, &compile, &bench, &tune, &analyze, &compare, &proof, &drawing}};

  cl::opt<std::string> model{cl::Positional,    cl::desc("MODEL.mlir"),
                             cl::cat(category), cl::sub(run),
                             cl::sub(compile),  cl::sub(bench),
                             cl::sub(tune),     cl::sub(analyze),
                             cl::sub(proof),    cl::sub(drawing)};
  cl::opt<std::string> templateName{cl::Positional, cl::desc("TEMPLATE"),
                                    cl::cat(category), cl::sub(create)};
  cl::list<std::string> models{cl::Positional, cl::desc("A.mlir B.mlir ..."),
                               cl::cat(category), cl::sub(compare)};
  cl::opt<std::string> match{
      "match",
      cl::desc("Solve the width of the others for the budget of the first"),
      cl::value_desc("params|flops|memory"), cl::cat(category),
      cl::sub(compare)};
  TemplateOption layers{*this, "layers", "Number of layers", "count"};
  TemplateOption width{*this, "width", "Channels", "count"};
  TemplateOption heads{*this, "heads", "Heads of attention", "count"};
  TemplateOption hidden{*this, "hidden", "Channels within a feed-forward map",
                        "count"};
  TemplateOption window{*this, "window", "Positions to each side", "count"};
  TemplateOption globals{*this, "globals", "Positions that all see", "count"};
  TemplateOption stride{*this, "stride", "Of a mask or a convolution", "count"};
  TemplateOption kernel{*this, "kernel", "Taps of a convolution", "count"};
  TemplateOption dilations{*this, "dilations",
                           "One for each layer (default: doubling)", "1,2,4"};
  cl::opt<std::string> entry{
      "entry",
      cl::desc("Function to use (default: the only public one)"),
      cl::value_desc("name"),
      cl::cat(category),
      cl::sub(run),
      cl::sub(bench),
      cl::sub(tune),
      cl::sub(analyze),
      cl::sub(compare),
      cl::sub(proof),
      cl::sub(drawing)};
  cl::list<std::string> inputs{
      "input", cl::desc("Read an input; without a name, in their order"),
      cl::value_desc("[name=]x.npy"), cl::cat(category), cl::sub(run)};
  cl::opt<std::string> weights{"weights",
                               cl::desc("Read the globals of the model"),
                               cl::value_desc("w.safetensors"),
                               cl::cat(category),
                               cl::sub(run),
                               cl::sub(bench),
                               cl::sub(tune)};
  cl::list<std::string> outputs{
      "output", cl::desc("Write an output; without a name, in their order"),
      cl::value_desc("[name=]y.npy"), cl::cat(category), cl::sub(run)};
  cl::opt<std::string> random{
      "random", cl::desc("Make up inputs and weights that no file gives"),
      cl::value_desc("seed"), cl::cat(category), cl::sub(run)};
  cl::list<std::string> sizes{
      "size",
      cl::desc("Dynamic sizes of made-up inputs: 1024, n=1024 or x=1x1024x64; "
               "bench takes lists n=512,1024, check m=n"),
      cl::value_desc("size"),
      cl::cat(category),
      cl::sub(run),
      cl::sub(bench),
      cl::sub(tune),
      cl::sub(proof),
      cl::sub(drawing),
      cl::sub(analyze),
      cl::sub(compare)};
  cl::opt<bool> check{"check", cl::desc("Compare with the reference lowering"),
                      cl::cat(category), cl::sub(run)};
  cl::opt<bool> reference{"reference",
                          cl::desc("Use the reference lowering (slow)"),
                          cl::cat(category), cl::sub(run), cl::sub(compile)};
  cl::opt<bool> countsBytes{"count-bytes",
                            cl::desc("Count the bytes that tiles move (slow)"),
                            cl::cat(category), cl::sub(run)};
  cl::opt<int> threads{"threads",
                       cl::desc("Threads to use (0: all)"),
                       cl::value_desc("count"),
                       cl::cat(category),
                       cl::sub(run),
                       cl::sub(bench),
                       cl::sub(tune)};
  cl::opt<std::string> output{"o",
                              cl::desc("File to write: .o or .so; "
                                       "draw: .svg or .html"),
                              cl::value_desc("file"),
                              cl::cat(category),
                              cl::sub(compile),
                              cl::sub(proof),
                              cl::sub(tune),
                              cl::sub(drawing),
                              cl::sub(analyze),
                              cl::sub(compare),
                              cl::sub(create)};
  cl::opt<std::string> machine{"machine",
                               cl::desc("File with the rates of a machine; "
                                        "bench measures and writes it"),
                               cl::value_desc("file"),
                               cl::cat(category),
                               cl::sub(bench),
                               cl::sub(analyze),
                               cl::sub(drawing)};
  cl::opt<bool> printsJSON{
      "json",           cl::desc("Print JSON"), cl::cat(category),
      cl::sub(analyze), cl::sub(compare),       cl::sub(proof)};
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
      cl::desc(
          "Processor (default: this one; `help` lists them); compile takes "
          "several, a,b,c"),
      cl::value_desc("name"),
      cl::cat(category),
      cl::sub(run),
      cl::sub(compile),
      cl::sub(bench),
      cl::sub(tune)};
  cl::opt<std::string> schedule{"schedule",
                                cl::desc("Use the plans of `ambit tune`"),
                                cl::value_desc("file"),
                                cl::cat(category),
                                cl::sub(run),
                                cl::sub(compile),
                                cl::sub(bench),
                                cl::sub(analyze)};
  cl::opt<std::string> cache{
      "cache",
      cl::desc("Folder that keeps compiled models, or `off` (default: "
               "AMBIT_CACHE, else ambit in the cache folder of the user)"),
      cl::value_desc("folder"),
      cl::cat(category),
      cl::sub(run),
      cl::sub(compile),
      cl::sub(bench)};
  cl::opt<std::string> json{"json", cl::desc("Write the results as JSON"),
                            cl::value_desc("file"), cl::cat(category),
                            cl::sub(bench)};
  cl::opt<bool> time{"time", cl::desc("Print the time of every phase"),
                     cl::cat(category), cl::sub(run), cl::sub(compile)};
  cl::list<std::string> passPlugins{"load-pass-plugin", cl::desc("Load passes"),
                                    cl::value_desc("library"),
                                    cl::cat(category), ofModels};
  cl::list<std::string> dialectPlugins{
      "load-dialect-plugin", cl::desc("Load dialects"),
      cl::value_desc("library"), cl::cat(category), ofModels};
  cl::opt<std::string> passes{
      "passes", cl::desc("Run these passes on the model before the stages"),
      cl::value_desc("pipeline"), cl::cat(category), ofModels};

  cl::opt<std::string> mask{"mask",
                            cl::desc("The mask to look at"),
                            cl::value_desc("mask"),
                            cl::cat(category),
                            cl::sub(proof),
                            cl::sub(drawing)};
  cl::opt<std::string> tile{
      "tile",
      cl::desc("Size of the tiles: 64, or 64x32 along queries and keys"),
      cl::value_desc("size"), cl::cat(category), cl::sub(drawing)};
  cl::opt<std::string> picture{"picture", cl::desc("Draw this one only"),
                               cl::value_desc("name"), cl::cat(category),
                               cl::sub(drawing)};
  cl::opt<bool> causal{"causal", cl::desc("Claim: no query reads a later key"),
                       cl::cat(category), cl::sub(proof)};
  cl::opt<bool> noEmptyRows{"no-empty-rows",
                            cl::desc("Claim: every query reads some key"),
                            cl::cat(category), cl::sub(proof)};
  cl::opt<bool> noDeadKeys{"no-dead-keys", cl::desc("Claim: every key is read"),
                           cl::cat(category), cl::sub(proof)};
  cl::opt<int64_t> lookBack{
      "look-back",
      cl::desc("Claim: no query reads a key further back than this"),
      cl::value_desc("positions"), cl::cat(category), cl::sub(proof)};
  cl::opt<std::string> equal{"equal", cl::desc("Claim: the same pairs"),
                             cl::value_desc("mask"), cl::cat(category),
                             cl::sub(proof)};
  cl::opt<std::string> within{"within", cl::desc("Claim: no other pairs"),
                              cl::value_desc("mask"), cl::cat(category),
                              cl::sub(proof)};

  CommandLine() {
    threads.setInitialValue(-1);
    for (cl::SubCommand *command : {&run, &compile, &bench, &tune, &proof,
                                    &drawing, &analyze, &compare, &create})
      cl::HideUnrelatedOptions(category, *command);
  }
};
} // namespace

TemplateOption::TemplateOption(CommandLine &line, llvm::StringRef name,
                               llvm::StringRef text, llvm::StringRef value)
    : option(name, cl::desc(text), cl::value_desc(value),
             cl::cat(line.category), cl::sub(line.create)) {
  line.templateOptions.push_back(&option);
}

/// The command of a word; nothing if there is none.
static std::optional<Command> findCommand(llvm::StringRef word) {
  return llvm::StringSwitch<std::optional<Command>>(word)
      .Case("run", Command::Run)
      .Case("compile", Command::Compile)
      .Case("bench", Command::Bench)
      .Case("tune", Command::Tune)
      .Case("analyze", Command::Analyze)
      .Case("check", Command::Check)
      .Case("draw", Command::Draw)
      .Case("compare", Command::Compare)
      .Case("new", Command::New)
      .Default(std::nullopt);
}

static void printCPUNames() {
  llvm::outs() << "native\n";
  for (const std::string &name : emit::getCPUNames())
    llvm::outs() << name << "\n";
}

static CommandLine &getLine() {
  static CommandLine line;
  return line;
}

static llvm::Expected<CheckOptions> readClaims() {
  const CommandLine &line = getLine();
  CheckOptions claims;
  claims.mask = line.mask;
  claims.causal = line.causal;
  claims.noEmptyRows = line.noEmptyRows;
  claims.noDeadKeys = line.noDeadKeys;
  claims.equal = line.equal;
  claims.within = line.within;
  if (line.lookBack.getNumOccurrences()) {
    claims.lookBack = line.lookBack;
    if (line.lookBack < 0 || line.lookBack >= int64_t(1) << 40)
      return fail(Exit::Usage,
                  "expected --look-back to be in 0..2^40-1, but got " +
                      llvm::Twine(int64_t(line.lookBack)));
  }
  return claims;
}

llvm::Expected<Options> driver::parseOptions(int argc, char **argv) {
  CommandLine &line = getLine();
  llvm::StringRef first = argc > 1 ? argv[1] : "";
  if (first.empty() || first == "--help" || first == "-h" || first == "help") {
    llvm::outs() << overview;
    std::exit(first.empty() ? int(Exit::Usage) : int(Exit::Ok));
  }
  Options options;
  std::optional<Command> command = findCommand(first);
  if (!command)
    return fail(Exit::Usage, "expected a command (run, compile, bench, tune, "
                             "check, draw, analyze, compare, new), but got `" +
                                 first + "`; see ambit --help");
  options.command = *command;
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
  bool hasMask = line.mask.getNumOccurrences() > 0;
  if (hasMask && !line.model.empty())
    return fail(Exit::Usage, "expected a model file or --mask, but got both");
  bool measuresMachine =
      *command == Command::Bench && !line.machine.empty() && line.model.empty();
  bool needsModel = !hasMask && !measuresMachine &&
                    *command != Command::Compare && *command != Command::New;
  if (*command == Command::New)
    line.model = line.templateName;
  if (needsModel && line.model.empty())
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
  options.schedule = line.schedule;
  options.cache = line.cache;
  options.inputs = line.inputs;
  options.outputs = line.outputs;
  options.sizes = line.sizes;
  options.passes = line.passes;
  options.passPlugins = line.passPlugins;
  options.dialectPlugins = line.dialectPlugins;
  options.machine = line.machine;
  options.match = line.match;
  options.models = line.models;
  options.printsJSON = line.printsJSON;
  for (const cl::opt<std::string> *option : line.templateOptions)
    if (option->getNumOccurrences())
      options.templateOptions.emplace_back(option->ArgStr, *option);
  options.check = line.check;
  options.reference = line.reference;
  options.countsBytes = line.countsBytes;
  options.time = line.time;
  // `bench` and `tune` measure one thread unless told otherwise.
  bool isMeasured =
      options.command == Command::Bench || options.command == Command::Tune;
  options.threads = line.threads >= 0 ? int32_t(line.threads) : isMeasured;
  return options;
}

static llvm::Error check(const Options &options) {
  auto claims = readClaims();
  return claims ? checkModel(options, *claims) : claims.takeError();
}

static llvm::Error draw(const Options &options) {
  const CommandLine &line = getLine();
  return drawModel(options, {line.mask, line.picture, line.tile});
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
  case Command::Tune:
    return report(tuneModel(*options));
  case Command::Check:
    return report(check(*options));
  case Command::Draw:
    return report(draw(*options));
  case Command::Analyze:
    return report(analyzeModel(*options));
  case Command::Compare:
    return report(compareModels(*options));
  case Command::New:
    return report(newModel(*options));
  }
}
