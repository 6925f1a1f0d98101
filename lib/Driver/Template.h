// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Model files from a few numbers.
#ifndef AMBIT_LIB_DRIVER_TEMPLATE_H
#define AMBIT_LIB_DRIVER_TEMPLATE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace ambit::driver {

/// An architecture and its numbers. Numbers that the architecture has not keep
/// their defaults.
struct Template {
  std::string name;
  int64_t layers = 6, width = 256, heads = 4;
  int64_t hidden = 0; ///< of a feed-forward map; 0: four times the width
  int64_t window = 128, globals = 16, stride = 1, kernel = 3;
  std::vector<int64_t> dilations;

  static llvm::ArrayRef<llvm::StringLiteral> getNames();
  /// The template with its own defaults.
  static llvm::Expected<Template> get(llvm::StringRef name);
  /// Reads what `getCommand` wrote.
  static llvm::Expected<Template> parse(llvm::StringRef command);
  /// "transformer --layers 6 --width 256 --heads 4".
  std::string getCommand() const;

  /// Sets one number by the name of its option.
  llvm::Error set(llvm::StringRef option, llvm::StringRef value);
  /// Reports numbers that do not fit each other.
  llvm::Error check() const;
  bool hasOption(llvm::StringRef option) const;
  /// Widths are multiples of this.
  int64_t getWidthStep() const;
  /// A whole model file.
  std::string getText() const;

private:
  llvm::ArrayRef<llvm::StringLiteral> getOptions() const;

  bool hasLayers = false; ///< else their number is that of the dilations
};

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_TEMPLATE_H
