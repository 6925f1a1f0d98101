// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Whole files: mapped when read, never half-written.

#ifndef AMBIT_DATA_FILE_H
#define AMBIT_DATA_FILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>
#include <optional>
#include <string>

namespace ambit::data {

/// An error that reads "PATH: MESSAGE".
llvm::Error fileError(llvm::StringRef path, const llvm::Twine &message);

/// `text` in single quotes for a message: shortened, control characters
/// escaped.
std::string quoted(llvm::StringRef text);

/// The bytes of a regular file, mapped if it is not small.
llvm::Expected<std::shared_ptr<const llvm::MemoryBuffer>>
readFile(llvm::StringRef path);

/// A file that is complete but has another name until `commit`.
class PendingFile {
public:
  /// Writes a temporary file beside `path`.
  static llvm::Expected<PendingFile>
  write(llvm::StringRef path,
        llvm::function_ref<void(llvm::raw_ostream &)> write);

  PendingFile(PendingFile &&other);
  /// Without `commit` nothing has changed.
  ~PendingFile();

  /// Gives the file its name.
  llvm::Error commit();

private:
  PendingFile(llvm::StringRef path, llvm::sys::fs::TempFile temporary);

  std::string path;
  std::optional<llvm::sys::fs::TempFile> temporary;
};

/// Writes a `PendingFile` and commits it. After an error nothing has changed.
llvm::Error writeFile(llvm::StringRef path,
                      llvm::function_ref<void(llvm::raw_ostream &)> write);

} // namespace ambit::data

#endif // AMBIT_DATA_FILE_H
