// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes models op by op.
#ifndef AMBIT_LIB_DRIVER_TEMPLATETEXT_H
#define AMBIT_LIB_DRIVER_TEMPLATETEXT_H

#include "Template.h"

namespace ambit::driver {

/// A model on one sequence of vectors: weights and ops as they come.
class ModelText {
public:
  /// A weight of this shape ("64x64"); gives the name of its value.
  std::string addWeight(const llvm::Twine &name, const std::string &shape);
  /// A value on the sequence, computed by `op`, with the channels of `width`.
  std::string addOp(const llvm::Twine &name, const llvm::Twine &op);
  void addLine(const llvm::Twine &line);
  /// A mask under a name.
  void addMask(llvm::StringRef name, const llvm::Twine &words);

  int64_t width = 0;
  /// The value that the model returns.
  std::string output;

  std::string finish(llvm::StringRef command) const;

private:
  std::string globals, masks, body;
};

void writeTransformer(const Template &options, ModelText &text);
void writeCNN(const Template &options, ModelText &text);
void writeWaveNet(const Template &options, ModelText &text);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_TEMPLATETEXT_H
