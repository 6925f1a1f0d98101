// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The dialect `ambit`: its ops, attributes and interfaces.

#ifndef DIALECTS_AMBIT_AMBITOPS_H
#define DIALECTS_AMBIT_AMBITOPS_H

#include "dialects/Ambit/Cost.h"
#include "dialects/Ambit/DimCheck.h"
#include "dialects/Ambit/Mixing.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Ambit/AmbitDialect.h.inc"
#include "dialects/Ambit/AmbitEnums.h.inc"

namespace ambit {

/// The nodes of a mask. `Compare` occurs inside `Set` only.
enum class MaskKind : unsigned {
  And,
  Or,
  Not,
  All,
  Causal,
  Window,
  Strided,
  DilatedWindow,
  Fixed,
  Global,
  Block,
  Prefix,
  Set,
  Compare
};
/// The word of a kind, as it is written: "window", "&" …
llvm::StringRef getMaskWord(MaskKind kind);

/// How a comparison in a raw set compares.
enum class MaskCompare : int64_t { LT, LE, GT, GE, EQ, NE };

/// One comparison of a raw set, of expressions in dimensions d0 = i, d1 = j and
/// symbols s0 = n, s1 = m.
struct MaskComparison {
  mlir::AffineExpr left;
  MaskCompare compare;
  mlir::AffineExpr right;
};

} // namespace ambit

#define GET_ATTRDEF_CLASSES
#include "dialects/Ambit/AmbitAttributes.h.inc"

namespace ambit {

/// Builds the test of one pair: an `i1` from the `index` values of a query
/// position, a key position and the two lengths.
mlir::Value emitContains(mlir::OpBuilder &builder, mlir::Location loc,
                         MaskAttr mask, mlir::Value i, mlir::Value j,
                         mlir::Value n, mlir::Value m);

} // namespace ambit

#define GET_OP_CLASSES
#include "dialects/Ambit/AmbitOps.h.inc"

#endif // DIALECTS_AMBIT_AMBITOPS_H
