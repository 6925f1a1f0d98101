// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A model file in memory, and its compilation.
#ifndef AMBIT_LIB_DRIVER_MODEL_H
#define AMBIT_LIB_DRIVER_MODEL_H

#include "Options.h"
#include "Phases.h"
#include "ambit/Emit/Interface.h"
#include "ambit/Emit/Program.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Target/TargetMachine.h"
#include <memory>

namespace ambit::driver {

/// Where the data of a global comes from.
struct GlobalSource {
  /// Name in the weights file.
  std::string key;
  /// Permutation of the stored dimensions; empty: none.
  llvm::SmallVector<int64_t> transpose;
};

/// A parsed and verified model.
class Model {
public:
  /// Reads and checks `options.model`; arguments get the names that the file
  /// gives them.
  static llvm::Expected<std::unique_ptr<Model>> load(const Options &options);
  /// The same for a text; diagnostics call it `options.model`.
  static llvm::Expected<std::unique_ptr<Model>> parse(llvm::StringRef text,
                                                      const Options &options);

  mlir::ModuleOp getModule() { return *module; }

  /// The text that was read.
  llvm::StringRef getText() const {
    return sources.getMemoryBuffer(sources.getMainFileID())->getBuffer();
  }

  /// The function of `selectEntry`; empty before.
  llvm::StringRef getSelectedEntry() const { return selectedEntry; }

  /// Public functions with a body.
  std::vector<std::string> getEntryNames();

  /// Keeps one function, and what it uses: `name`, or the only public one.
  llvm::Error selectEntry(llvm::StringRef name);

  /// The sources of all globals by symbol name.
  llvm::StringMap<GlobalSource> getGlobalSources();

  /// Whole numbers that are made up for inputs stay below this: rows of the
  /// smallest table that they may index.
  int64_t getIdLimit();

private:
  Model() = default;
  static llvm::Expected<std::unique_ptr<Model>>
  parse(std::unique_ptr<llvm::MemoryBuffer> buffer, const Options &options);

  llvm::SourceMgr sources;
  std::unique_ptr<mlir::MLIRContext> context;
  std::unique_ptr<mlir::SourceMgrDiagnosticHandler> diagnostics;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::string selectedEntry;
};

/// Calls `visit` with a model of each public function, or of `options.entry`.
llvm::Error forEachEntry(const Options &options, Phases &phases,
                         llvm::function_ref<llvm::Error(Model &)> visit);

/// An optimised LLVM module with its interface.
struct Compiled {
  std::vector<emit::Entry> entries;
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;
  std::unique_ptr<llvm::TargetMachine> machine;
};

/// Writes text to `options.output`, or to standard output if there is none.
llvm::Error printText(const Options &options,
                      llvm::function_ref<void(llvm::raw_ostream &)> print);

/// Runs the stages on a copy of the model. Empty when `options.stopAfter` ended
/// the flow: then the module was printed.
llvm::Expected<std::optional<Compiled>>
compile(Model &model, const Options &options, bool reference, Phases &phases);

/// Machine code with its interface.
struct Object {
  std::vector<emit::Entry> entries;
  std::unique_ptr<llvm::MemoryBuffer> code;
  std::unique_ptr<llvm::TargetMachine> machine;
};

/// The machine code of what was compiled.
llvm::Expected<Object> generate(Compiled compiled, Phases &phases);

/// The object file of the model, from the cache if it is there; see `compile`.
llvm::Expected<std::optional<Object>>
getObject(Model &model, const Options &options, bool reference, Phases &phases);

/// One entry in this process.
struct Executable {
  emit::Entry entry;
  std::unique_ptr<emit::Program> program;
};

/// Compiles and loads the one entry of the model; see `compile`.
llvm::Expected<std::optional<Executable>>
build(Model &model, const Options &options, bool reference, Phases &phases);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_MODEL_H
