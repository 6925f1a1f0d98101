// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Numbers on axes and in texts.

#ifndef AMBIT_DRAW_SCALE_H
#define AMBIT_DRAW_SCALE_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>

namespace ambit::draw {

/// 1234567 as "1 234 567", with thin spaces.
std::string groupDigits(int64_t value);

/// A share of one as "12 %".
std::string percent(double share);

/// 1500 as "1.5 k", 2e12 as "2 T", 0.25 as it is.
std::string withPrefix(double value);

/// The least of 1, 2, 4, 8, ... of which at most `most` fit into `count`.
int64_t tickStep(int64_t count, double most);

/// Columns that `text` takes in a terminal.
size_t textColumns(llvm::StringRef text);

/// At most `columns` characters, the end replaced by an ellipsis.
std::string shorten(llvm::StringRef text, double columns);

} // namespace ambit::draw

#endif // AMBIT_DRAW_SCALE_H
