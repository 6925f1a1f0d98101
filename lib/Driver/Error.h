// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Errors of the driver and their exit codes.
#ifndef AMBIT_LIB_DRIVER_ERROR_H
#define AMBIT_LIB_DRIVER_ERROR_H

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <string>

namespace ambit::driver {

/// Exit codes of `ambit`; documented in docs/Driver.md.
enum class Exit {
  Ok = 0,
  Usage = 1,
  BadInput = 2,
  NotCompiled = 3,
  RunFailed = 4,
  CheckFailed = 5,
  NotWritten = 6,
  NotDecided = 7
};

/// An error that ends the command with an exit code. An empty message: a
/// diagnostic has said it all.
class Failure : public llvm::ErrorInfo<Failure> {
public:
  static char ID;

  Failure(Exit exit, std::string message)
      : exit(exit), text(std::move(message)) {}
  void log(llvm::raw_ostream &os) const override { os << text; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }

  const Exit exit;
  const std::string text;
};

inline llvm::Error fail(Exit exit, const llvm::Twine &message) {
  return llvm::make_error<Failure>(exit, message.str());
}

/// The error of a library under an exit code of ours.
inline llvm::Error fail(Exit exit, llvm::Error error) {
  return fail(exit, llvm::toString(std::move(error)));
}

/// Prints `ambit: error: ...`; returns the exit code.
int report(llvm::Error error);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_ERROR_H
