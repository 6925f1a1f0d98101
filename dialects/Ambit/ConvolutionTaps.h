// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which inputs the outputs of a convolution read.

#ifndef DIALECTS_AMBIT_CONVOLUTIONTAPS_H
#define DIALECTS_AMBIT_CONVOLUTIONTAPS_H

#include "ambit/Relation/Relation.h"
#include "dialects/Ambit/AmbitOps.h"

namespace ambit {

/// j = i * stride + k * dilation - low for a tap k. Fails when a number is out
/// of range.
llvm::Expected<relation::Relation> getTaps(ConvOp op);

} // namespace ambit

#endif // DIALECTS_AMBIT_CONVOLUTIONTAPS_H
