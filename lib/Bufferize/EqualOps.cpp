// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds equal operations by hashing. Their order in the block is kept, so a
// merged one dominates what the other did.
#include "EqualOps.h"

#include "mlir/IR/OperationSupport.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace ambit::bufferize;

unsigned EqualOps::getHashValue(const Operation *op) {
  return OperationEquivalence::computeHash(
      const_cast<Operation *>(op), OperationEquivalence::directHashValue,
      OperationEquivalence::ignoreHashValue,
      OperationEquivalence::IgnoreLocations);
}

bool EqualOps::isEqual(const Operation *left, const Operation *right) {
  if (left == right)
    return true;
  if (left == getEmptyKey() || left == getTombstoneKey() ||
      right == getEmptyKey() || right == getTombstoneKey())
    return false;
  return OperationEquivalence::isEquivalentTo(
      const_cast<Operation *>(left), const_cast<Operation *>(right),
      OperationEquivalence::IgnoreLocations);
}

void ambit::bufferize::mergeEqualOps(Block &block) {
  llvm::DenseSet<Operation *, EqualOps> known;
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (op.hasTrait<OpTrait::IsTerminator>() || !isPure(&op) ||
        op.getNumRegions() != 0)
      continue;
    if (op.use_empty()) {
      op.erase();
      continue;
    }
    auto [it, isNew] = known.insert(&op);
    if (isNew)
      continue;
    op.replaceAllUsesWith(*it);
    op.erase();
  }
}
