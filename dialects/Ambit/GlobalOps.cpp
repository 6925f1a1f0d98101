// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifies the weights of a module and their uses.

#include "dialects/Ambit/AmbitOps.h"

#include "llvm/ADT/BitVector.h"

using namespace mlir;
using namespace ambit;

static bool isPermutation(ArrayRef<int64_t> numbers) {
  llvm::BitVector seen(numbers.size());
  for (int64_t number : numbers) {
    if (number < 0 || number >= static_cast<int64_t>(numbers.size()) ||
        seen.test(number))
      return false;
    seen.set(number);
  }
  return true;
}

LogicalResult GlobalOp::verify() {
  // C1
  RankedTensorType type = getTensorType();
  if (!type.hasStaticShape())
    return emitOpError("not supported yet: a weight of dynamic shape, ")
           << type;
  // C2
  if (auto transpose = getTranspose())
    if (static_cast<int64_t>(transpose->size()) != type.getRank() ||
        !isPermutation(*transpose))
      return emitOpError("expected `transpose` to be a permutation of the ")
             << type.getRank() << " dimensions, but got [" << *transpose << "]";
  // C3
  if (getSource() && getSource()->empty())
    return emitOpError("expected `source` to name an array, but got \"\"");
  return success();
}

StringRef GlobalOp::getSourceName() {
  return getSource().value_or(getSymName());
}

SmallVector<int64_t> GlobalOp::getStoredShape() {
  ArrayRef<int64_t> shape = getTensorType().getShape();
  SmallVector<int64_t> stored(shape);
  if (auto transpose = getTranspose())
    for (auto [dim, storedDim] : llvm::enumerate(*transpose))
      stored[storedDim] = shape[dim];
  return stored;
}

LogicalResult
GetGlobalOp::verifySymbolUses(SymbolTableCollection &symbolTable) {
  // C1
  auto global =
      symbolTable.lookupNearestSymbolFrom<GlobalOp>(*this, getGlobalAttr());
  if (!global)
    return emitOpError("expected a `global` named ")
           << getGlobalAttr() << ", but the module has none";
  // C2
  if (global.getTensorType() != getOutput().getType()) {
    InFlightDiagnostic diagnostic =
        emitOpError("expected the type of the global, but got ")
        << global.getTensorType() << " and " << getOutput().getType();
    diagnostic.attachNote(global.getLoc()) << "the global is here";
    return diagnostic;
  }
  return success();
}
