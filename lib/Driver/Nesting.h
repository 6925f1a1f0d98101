// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A bound on the nesting of a text, before a recursive parser reads it.
#ifndef AMBIT_LIB_DRIVER_NESTING_H
#define AMBIT_LIB_DRIVER_NESTING_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <optional>

namespace ambit::driver {

/// Brackets may be this deep.
inline constexpr size_t maxNesting = 256;

/// Offset of the first bracket of an MLIR text that is deeper than
/// `maxNesting`, or of the first of as many prefix operators in a row.
std::optional<size_t> findDeepNesting(llvm::StringRef text);

/// Reads a text for a recursive parser: at most `maxBytes`, and not nested
/// deeper than `maxNesting`.
llvm::Expected<std::shared_ptr<const llvm::MemoryBuffer>>
readNested(llvm::StringRef path, size_t maxBytes);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_NESTING_H
