// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One module for several processors, chosen when its functions are called.
#ifndef AMBIT_EMIT_VARIANTS_H
#define AMBIT_EMIT_VARIANTS_H

#include "ambit/Emit/Interface.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>
#include <vector>

namespace ambit::emit {

/// Status of the C functions when the processor fits none of their variants.
inline constexpr int32_t statusWrongProcessor = -2;

/// The whole model, optimised for one x86-64 processor.
struct Variant {
  std::string cpu;
  std::unique_ptr<llvm::Module> module;
};

/// A module in `context` with the functions of `entries`. Each calls that of
/// the last variant whose instructions the processor has, and returns
/// `statusWrongProcessor` when it has those of none.
llvm::Expected<std::unique_ptr<llvm::Module>>
joinVariants(const std::vector<Variant> &variants,
             llvm::ArrayRef<Entry> entries, llvm::LLVMContext &context);

} // namespace ambit::emit

#endif // AMBIT_EMIT_VARIANTS_H
