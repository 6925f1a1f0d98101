// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counterexamples by trying all small lengths: what is left where no proof was
// found.

#pragma once

#include "ambit/Relation/Theorems.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ambit::relation {

using FindAt =
    llvm::function_ref<std::optional<Point>(llvm::ArrayRef<int64_t> symbols)>;

/// Refuted by what `find` gives at the least lengths that the facts allow, or
/// unknown. Relations with other symbols are not searched.
Answer searchSmallLengths(const Relation &relation, FindAt find);

} // namespace ambit::relation
