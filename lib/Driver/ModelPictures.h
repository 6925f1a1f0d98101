// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pictures of a model, and of one mask.
#ifndef AMBIT_LIB_DRIVER_MODELPICTURES_H
#define AMBIT_LIB_DRIVER_MODELPICTURES_H

#include "AnalyzeModel.h"
#include "ambit/Draw/Report.h"
#include "dialects/Ambit/AmbitOps.h"

namespace ambit::driver {

/// One picture, for a file or for the terminal.
struct Picture {
  std::string name; ///< for `--picture`
  draw::Figure figure;
  std::string text;
};

/// The tiles of a mask; `tile` as on the command line, or empty.
llvm::Expected<Picture> getMaskPicture(MaskAttr mask, int64_t queries,
                                       int64_t keys, llvm::StringRef tile);

/// Each mask of a model at its lengths, once.
llvm::Expected<std::vector<Picture>> getMaskPictures(const Analyzed &model,
                                                     llvm::StringRef tile);

/// The receptive cone; nothing if no op joins positions.
llvm::Expected<std::optional<Picture>> getConePicture(const Analyzed &model);

/// FLOPs and bytes over the main size; nothing if it has none.
std::optional<Picture> getCostPicture(const Analyzed &model);

/// The ops of the model on a machine.
Picture getRooflinePicture(const Analyzed &model,
                           const analysis::Machine &machine);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_MODELPICTURES_H
