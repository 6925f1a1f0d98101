// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files that a command writes, at once or not at all.
#ifndef AMBIT_LIB_DRIVER_WRITEFILE_H
#define AMBIT_LIB_DRIVER_WRITEFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace ambit::driver {

/// Writes what `print` prints; the error ends the command with
/// `Exit::NotWritten`.
llvm::Error writeFile(llvm::StringRef path,
                      llvm::function_ref<void(llvm::raw_ostream &)> print);

/// Writes `value`, indented, and a line end.
llvm::Error writeJSON(llvm::StringRef path, const llvm::json::Value &value);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_WRITEFILE_H
