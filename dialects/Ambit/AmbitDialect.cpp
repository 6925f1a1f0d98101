// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Registers the ops and attributes of the dialect.

#include "dialects/Ambit/AmbitOps.h"
#include "dialects/Ambit/AssemblyClauses.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ambit;

#include "dialects/Ambit/AmbitDialect.cpp.inc"
#include "dialects/Ambit/AmbitEnums.cpp.inc"
#include "dialects/Ambit/DimCheckInterface.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Ambit/AmbitAttributes.cpp.inc"

void AmbitDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Ambit/AmbitOps.cpp.inc"
      >();
  registerAttributes();
}

void AmbitDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Ambit/AmbitAttributes.cpp.inc"
      >();
}

#define GET_OP_CLASSES
#include "dialects/Ambit/AmbitOps.cpp.inc"
