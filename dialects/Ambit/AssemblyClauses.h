// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Clauses of the assembly that the declarative format cannot say.

#ifndef DIALECTS_AMBIT_ASSEMBLYCLAUSES_H
#define DIALECTS_AMBIT_ASSEMBLYCLAUSES_H

#include "dialects/Ambit/AmbitOps.h"

namespace ambit {

/// mask(#ambit.mask<…>) or mask([#ambit.mask<…>, …]); nothing without masks.
mlir::ParseResult parseMasks(mlir::OpAsmParser &parser, mlir::ArrayAttr &masks);
void printMasks(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                mlir::ArrayAttr masks);

/// padding(causal), padding(same) or padding([low, high]); nothing for [0, 0].
mlir::ParseResult parsePadding(mlir::OpAsmParser &parser, PaddingAttr &padding,
                               mlir::DenseI64ArrayAttr &pads);
void printPadding(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                  PaddingAttr padding, mlir::DenseI64ArrayAttr pads);

/// (channels_first), behind the word `layout`.
mlir::ParseResult parseLayout(mlir::OpAsmParser &parser, LayoutAttr &layout);
void printLayout(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                 LayoutAttr layout);

/// kind(gelu)
mlir::ParseResult parseKind(mlir::OpAsmParser &parser,
                            ActivationKindAttr &kind);
void printKind(mlir::OpAsmPrinter &printer, mlir::Operation *op,
               ActivationKindAttr kind);

/// The constraints of `masks` that attention and its block share: one entry,
/// or one for each of `heads`.
llvm::LogicalResult verifyMaskCount(mlir::Operation *op, mlir::ArrayAttr masks,
                                    int64_t heads);

/// Whether a mask in `masks`, which may be null, needs n = m.
bool needEqualLengths(mlir::ArrayAttr masks);

} // namespace ambit

#endif // DIALECTS_AMBIT_ASSEMBLYCLAUSES_H
