// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The families of the dialect.

#ifndef AMBIT_OPS
#define AMBIT_OPS

include "dialects/Ambit/AttentionOps.td"
include "dialects/Ambit/BlockOps.td"
include "dialects/Ambit/ConvolutionOps.td"
include "dialects/Ambit/EmbeddingOps.td"
include "dialects/Ambit/GlobalOps.td"
include "dialects/Ambit/LinearOps.td"
include "dialects/Ambit/NormOps.td"
include "dialects/Ambit/PointwiseOps.td"
include "dialects/Ambit/ViewOps.td"

#endif // AMBIT_OPS
