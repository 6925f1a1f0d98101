// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What `ambit check` makes statements about.
#ifndef AMBIT_LIB_DRIVER_CHECKSUBJECTS_H
#define AMBIT_LIB_DRIVER_CHECKSUBJECTS_H

#include "MaskLengths.h"
#include "MaskTheorems.h"

namespace ambit::driver {

/// A mask at some lengths, or a model.
struct Subject {
  std::string name;
  MaskFindings found;
};

llvm::Expected<Subject> checkOneMask(MaskAttr mask, const MaskLengths &lengths,
                                     const CheckOptions &claims);

/// A model as a whole, then its masks.
llvm::Expected<std::vector<Subject>> checkFunction(const Options &options,
                                                   const CheckOptions &claims);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_CHECKSUBJECTS_H
