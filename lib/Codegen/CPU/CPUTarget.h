// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What code generation must know of a CPU, and the register tile it chooses.

#ifndef LIB_CODEGEN_CPU_CPUTARGET_H
#define LIB_CODEGEN_CPU_CPUTARGET_H

#include "mlir/IR/Types.h"
#include <algorithm>
#include <optional>

namespace ambit::codegen::cpu {

/// The vector unit. `vectorBits` 256 with 16 registers is AVX2, 512 with 32 is
/// AVX-512, 128 with 16 is SSE.
struct CPUTarget {
  int64_t vectorBits = 256;
  int64_t registers = 16;
  /// It also has registers of 16 x 16 sums (AMX).
  bool matrixUnit = false;

  /// Elements of 16 bits come in pairs, or are widened.
  int64_t getLanes(mlir::Type elementType) const {
    return vectorBits / std::max(32u, elementType.getIntOrFloatBitWidth());
  }
};

/// True if the processor `name` multiplies bf16 in pairs faster than it widens
/// them and multiplies f32.
bool isFastWithPairs(llvm::StringRef name);
/// The same of its matrix unit, if it has one for bf16.
bool isFastWithBlocks(llvm::StringRef name);

/// Accumulators that a micro-kernel keeps in registers: rows times vectors.
struct RegisterTile {
  int64_t rows = 1;
  int64_t vectors = 1;
};

/// The tile with the least estimated time for `rows` (unknown: many) by
/// `vectors` accumulators, among those that do not spill; with `divides`, its
/// vectors divide `vectors`.
RegisterTile chooseRegisterTile(const CPUTarget &target,
                                std::optional<int64_t> rows, int64_t vectors,
                                bool divides);

} // namespace ambit::codegen::cpu

#endif // LIB_CODEGEN_CPU_CPUTARGET_H
