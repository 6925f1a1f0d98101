// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `ambit compile`: objects, shared libraries, headers, text of a stage.
#include "Error.h"
#include "Model.h"
#include "Variants.h"
#include "WriteFile.h"
#include "ambit/Emit/Object.h"
#include "ambit/Runtime/Runtime.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Host.h"
#include <dlfcn.h>

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

/// The archive of the runtime lies beside this library.
static llvm::Expected<std::string> findRuntime() {
  Dl_info info;
  SmallString<128> path;
  if (dladdr(reinterpret_cast<void *>(ambit_parallel_for), &info) &&
      info.dli_fname)
    path = llvm::sys::path::parent_path(info.dli_fname);
  llvm::sys::path::append(path, "libAmbitRuntime.a");
  if (!llvm::sys::fs::exists(path))
    return fail(Exit::NotCompiled, "expected the runtime at " + path.str() +
                                       ", but it is not there");
  return path.str().str();
}

/// Writes a file at once; `text` is complete.
static llvm::Error write(StringRef path, StringRef text) {
  return writeFile(path, [&](llvm::raw_ostream &os) { os << text; });
}

/// Links beside `output` and renames, so that nothing half-written appears.
static llvm::Error writeLibrary(StringRef output, StringRef object) {
  auto runtime = findRuntime();
  if (!runtime)
    return runtime.takeError();
  SmallString<128> objectPath, libraryPath;
  int descriptor;
  if (std::error_code code = llvm::sys::fs::createTemporaryFile(
          "ambit", "o", descriptor, objectPath))
    return fail(Exit::NotWritten, "a temporary file: " + code.message());
  llvm::FileRemover removeObject(objectPath);
  {
    llvm::raw_fd_ostream os(descriptor, /*shouldClose=*/true);
    os << object;
    os.close();
    if (os.has_error()) {
      std::string message = os.error().message();
      os.clear_error();
      return fail(Exit::NotWritten, objectPath.str() + ": " + message);
    }
  }
  if (std::error_code code =
          llvm::sys::fs::createUniqueFile(output + "-%%%%%%.tmp", libraryPath))
    return fail(Exit::NotWritten, output + ": " + code.message());
  llvm::FileRemover removeLibrary(libraryPath);
  if (llvm::Error error = emit::linkSharedLibrary(
          {objectPath.str().str(), *runtime}, libraryPath))
    return fail(Exit::NotCompiled, std::move(error));
  if (std::error_code code = llvm::sys::fs::rename(libraryPath, output))
    return fail(Exit::NotWritten, output + ": " + code.message());
  removeLibrary.releaseFile();
  return llvm::Error::success();
}

/// What the command line asks for must be one thing that exists.
static llvm::Error checkOptions(const Options &options) {
  bool isText = !options.emit.empty() || !options.stopAfter.empty();
  StringRef extension = llvm::sys::path::extension(options.output);
  if (!isText && extension != ".o" && extension != ".so")
    return fail(Exit::Usage, "expected -o with a file that ends in .o or .so "
                             "(or --emit STAGE), but got `" +
                                 options.output + "`");
  return llvm::Error::success();
}

/// The runtime beside this library is for its own architecture.
static llvm::Error checkLinks(const llvm::TargetMachine &machine,
                              StringRef output) {
  const llvm::Triple &triple = machine.getTargetTriple();
  llvm::Triple here(llvm::sys::getProcessTriple());
  if (!output.ends_with(".so") || triple.getArch() == here.getArch())
    return llvm::Error::success();
  return fail(Exit::NotCompiled, "not supported yet: a shared library for " +
                                     triple.getArchName() +
                                     "; write an object (-o x.o)");
}

static bool isList(StringRef cpu) { return cpu.contains(','); }

/// For one processor or for several.
static llvm::Expected<std::optional<Compiled>>
compileAll(Model &model, const Options &options, Phases &phases) {
  return isList(options.cpu)
             ? compileVariants(model, options, phases)
             : compile(model, options, options.reference, phases);
}

static llvm::Expected<std::optional<Object>>
getObjectOfAll(Model &model, const Options &options, Phases &phases) {
  if (!isList(options.cpu))
    return getObject(model, options, options.reference, phases);
  auto compiled = compileAll(model, options, phases);
  if (!compiled)
    return compiled.takeError();
  if (!*compiled)
    return std::nullopt;
  return generate(std::move(**compiled), phases);
}

/// `--emit llvm`
static llvm::Error printLLVM(Model &model, const Options &options,
                             Phases &phases) {
  auto compiled = compileAll(model, options, phases);
  if (!compiled)
    return compiled.takeError();
  if (!*compiled)
    return llvm::Error::success();
  return printText(options, [&](llvm::raw_ostream &os) {
    (*compiled)->module->print(os, nullptr);
  });
}

llvm::Error driver::compileModel(const Options &options) {
  if (llvm::Error error = checkOptions(options))
    return error;
  Phases phases;
  phases.begin("parse");
  auto model = Model::load(options);
  if (!model)
    return model.takeError();
  bool isLLVM = options.emit == "llvm";
  Options flow = options;
  if (!options.emit.empty() && !isLLVM)
    flow.stopAfter = options.emit;
  if (isLLVM)
    return printLLVM(**model, options, phases);
  auto object = getObjectOfAll(**model, flow, phases);
  if (!object)
    return object.takeError();
  if (!*object)
    return llvm::Error::success();
  if ((*object)->entries.empty())
    return fail(Exit::NotCompiled, options.model +
                                       ": expected a public function, but the "
                                       "model has none");
  if (llvm::Error error = checkLinks(*(*object)->machine, options.output))
    return error;
  phases.begin("write");
  StringRef code = (*object)->code->getBuffer();
  SmallString<128> header(options.output);
  llvm::sys::path::replace_extension(header, "h");
  StringRef output = options.output;
  llvm::Error error = output.ends_with(".so") ? writeLibrary(output, code)
                                              : write(output, code);
  if (error)
    return error;
  StringRef stem = llvm::sys::path::stem(output);
  if (llvm::Error error =
          write(header, emit::printHeader((*object)->entries, stem))) {
    // The first error is the one to tell.
    (void)llvm::sys::fs::remove(output);
    return error;
  }
  phases.end();
  if (options.time)
    phases.print();
  return llvm::Error::success();
}
