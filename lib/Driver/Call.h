// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A call of compiled code on arrays.
#ifndef AMBIT_LIB_DRIVER_CALL_H
#define AMBIT_LIB_DRIVER_CALL_H

#include "Arguments.h"
#include "ambit/Emit/Program.h"

namespace ambit::driver {

/// One entry with its arguments and the arrays for its results.
class Call {
public:
  /// Checks the shapes and allocates the outputs. `program` and `arguments`
  /// must outlive the call.
  static llvm::Expected<Call> prepare(emit::Program &program,
                                      const emit::Entry &entry,
                                      const Arguments &arguments);

  /// Computes; gives seconds of wall time.
  llvm::Expected<double> run();

  llvm::ArrayRef<data::Array> getOutputs() const { return outputs; }

private:
  const emit::Entry *entry = nullptr;
  emit::CFunction function = nullptr;
  std::vector<emit::CArray> inputs, globals, results;
  std::vector<data::Array> outputs;
};

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_CALL_H
