// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a node of a mask must look like, for its verifier and its parser.

#ifndef DIALECTS_AMBIT_MASKCHECK_H
#define DIALECTS_AMBIT_MASKCHECK_H

#include "dialects/Ambit/AmbitOps.h"

namespace ambit {

/// Constants of a mask are at most this in size, so that sums with lengths
/// below the same bound never overflow.
constexpr int64_t maskConstantLimit = int64_t(1) << 40;
constexpr int64_t maskModulusLimit = (int64_t(1) << 31) - 1;

/// The reason why a node may not have these parts; empty when it may.
std::string checkMask(MaskKind kind, llvm::ArrayRef<int64_t> numbers,
                      llvm::ArrayRef<mlir::AffineExpr> expressions,
                      llvm::ArrayRef<MaskAttr> children);

} // namespace ambit

#endif // DIALECTS_AMBIT_MASKCHECK_H
