// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compiled code in this process.
#ifndef AMBIT_EMIT_PROGRAM_H
#define AMBIT_EMIT_PROGRAM_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Target/TargetMachine.h"
#include <memory>
#include <utility>

namespace ambit::emit {

/// Owns the machine code; functions live as long as it does.
class Program {
public:
  /// Function of the host that compiled code calls.
  using Symbol = std::pair<llvm::StringRef, void *>;

  /// Links an object file for `machine` into the process. Symbols that are not
  /// in `symbols` are looked up there (memcpy, expf, ...).
  static llvm::Expected<std::unique_ptr<Program>>
  create(std::unique_ptr<llvm::MemoryBuffer> object,
         const llvm::TargetMachine &machine, llvm::ArrayRef<Symbol> symbols);

  /// Address of an exported function; the first call links.
  template <typename Function>
  llvm::Expected<Function> lookup(llvm::StringRef name) {
    llvm::Expected<llvm::orc::ExecutorAddr> address = jit->lookup(name);
    if (!address)
      return address.takeError();
    return address->toPtr<Function>();
  }

private:
  explicit Program(std::unique_ptr<llvm::orc::LLJIT> jit)
      : jit(std::move(jit)) {}

  std::unique_ptr<llvm::orc::LLJIT> jit;
};

} // namespace ambit::emit

#endif // AMBIT_EMIT_PROGRAM_H
