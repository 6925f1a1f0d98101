// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writing files under the exit code of the driver.
#include "WriteFile.h"
#include "Error.h"
#include "ambit/Data/File.h"

#include "llvm/Support/FormatVariadic.h"

using namespace ambit;

llvm::Error
driver::writeFile(llvm::StringRef path,
                  llvm::function_ref<void(llvm::raw_ostream &)> print) {
  if (llvm::Error error = data::writeFile(path, print))
    return fail(Exit::NotWritten, std::move(error));
  return llvm::Error::success();
}

llvm::Error driver::writeJSON(llvm::StringRef path,
                              const llvm::json::Value &value) {
  return writeFile(path, [&](llvm::raw_ostream &os) {
    os << llvm::formatv("{0:2}\n", value);
  });
}
