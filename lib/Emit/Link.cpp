// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Objects to a shared library, with the tools of the system.
#include "ambit/Emit/Object.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"

using namespace llvm;
using namespace ambit;

/// First program of `names` on the path; empty when there is none.
static std::string findProgram(ArrayRef<StringRef> names) {
  for (StringRef name : names)
    if (ErrorOr<std::string> path = sys::findProgramByName(name))
      return *path;
  return "";
}

namespace {
struct Linker {
  std::string path;
  /// A compiler driver knows where the C library is. Without one, its symbols
  /// are left to the loader.
  bool isCompiler;
};
} // namespace

static Expected<Linker> getLinker() {
  if (std::optional<std::string> forced = sys::Process::GetEnv("AMBIT_CC")) {
    std::string path = findProgram({*forced});
    if (path.empty())
      return createStringError("AMBIT_CC names `" + *forced +
                               "`, which is not a program");
    return Linker{path, true};
  }
  std::string compiler = findProgram({"cc", "clang", "clang-22", "gcc"});
  if (!compiler.empty())
    return Linker{compiler, true};
  std::string linker = findProgram({"ld.lld-22", "ld.lld", "ld"});
  if (!linker.empty())
    return Linker{linker, false};
  return createStringError("no C compiler and no linker on the path: install "
                           "one, set AMBIT_CC, or write an object (-o x.o)");
}

Error emit::linkSharedLibrary(ArrayRef<std::string> inputs, StringRef output) {
  Expected<Linker> linker = getLinker();
  if (!linker)
    return linker.takeError();
  std::vector<std::string> command = {linker->path, "-shared", "-o",
                                      output.str()};
  append_range(command, inputs);
  // Symbols of the runtime archive stay inside the library.
  if (linker->isCompiler)
    append_values(command, "-Wl,--exclude-libs,ALL", "-Wl,--gc-sections", "-lm",
                  "-pthread");
  else
    append_values(command, "--exclude-libs", "ALL", "--gc-sections");

  SmallString<64> log;
  if (std::error_code code = sys::fs::createTemporaryFile("ambit", "log", log))
    return createStringError(code, "cannot create a temporary file");
  FileRemover removeLog(log);
  SmallVector<StringRef> arguments(command.begin(), command.end());
  std::optional<StringRef> redirects[] = {std::nullopt, StringRef(log),
                                          StringRef(log)};
  std::string message;
  if (sys::ExecuteAndWait(arguments.front(), arguments, std::nullopt, redirects,
                          /*SecondsToWait=*/120, /*MemoryLimit=*/0,
                          &message) == 0)
    return Error::success();
  if (auto buffer = MemoryBuffer::getFile(log); buffer && message.empty())
    message = (*buffer)->getBuffer().trim().str();
  return createStringError("link failed: " + join(command, " ") + ": " +
                           message);
}
