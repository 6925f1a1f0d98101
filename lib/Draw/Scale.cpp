// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rounds, groups and shortens.

#include "ambit/Draw/Scale.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/Unicode.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cmath>

std::string ambit::draw::groupDigits(int64_t value) {
  std::string digits = std::to_string(value), result;
  bool isNegative = digits[0] == '-';
  for (size_t k = isNegative; k < digits.size(); ++k) {
    // Four digits are read at once.
    if (k > isNegative && (digits.size() - k) % 3 == 0 &&
        digits.size() - isNegative > 4)
      result += "\xE2\x80\x89";
    result += digits[k];
  }
  return (isNegative ? "\xE2\x88\x92" : "") + result;
}

std::string ambit::draw::percent(double share) {
  std::string text;
  llvm::raw_string_ostream os(text);
  double value = 100 * share;
  os << llvm::format(value == 0 || value >= 10 ? "%.0f" : "%.2g", value)
     << " %";
  return text;
}

std::string ambit::draw::withPrefix(double value) {
  static constexpr llvm::StringLiteral prefixes[] = {"n", "µ", "m", "",  "k",
                                                     "M", "G", "T", "P", "E"};
  constexpr int unit = 3, last = std::size(prefixes) - 1;
  int index = unit;
  // What is rounded to 1000 has the next prefix.
  for (; std::abs(value) >= 999.5 && index < last; ++index)
    value /= 1000;
  // Fractions are read as they are.
  bool isTiny = value != 0 && std::abs(value) < 0.001;
  for (; isTiny && std::abs(value) < 0.9995 && index > 0; --index)
    value *= 1000;
  std::string text;
  llvm::raw_string_ostream os(text);
  os << llvm::format(std::abs(value) >= 1000 ? "%.0f" : "%.3g", value);
  if (!prefixes[index].empty())
    os << " " << prefixes[index];
  return text;
}

int64_t ambit::draw::tickStep(int64_t count, double most) {
  int64_t step = 1;
  while (double(count) / double(step) > most)
    step *= 2;
  return step;
}

size_t ambit::draw::textColumns(llvm::StringRef text) {
  return size_t(std::max(0, llvm::sys::unicode::columnWidthUTF8(text)));
}

std::string ambit::draw::shorten(llvm::StringRef text, double columns) {
  size_t most = columns < 2 ? 1 : size_t(columns);
  size_t count = 0, at = 0;
  for (; at < text.size() && count < most; ++at)
    // A character ends before the next byte that is no continuation.
    if (at + 1 == text.size() || (uint8_t(text[at + 1]) & 0xC0) != 0x80)
      ++count;
  if (at == text.size())
    return text.str();
  while (at > 0 && (uint8_t(text[at]) & 0xC0) == 0x80)
    --at;
  return text.take_front(at).rtrim().str() + "\xE2\x80\xA6";
}
