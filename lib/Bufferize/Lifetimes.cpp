// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Follows a buffer through its views to the ops that read and write it.
#include "Lifetimes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace ambit::bufferize;

/// True for an op that only names the elements of its operand. A transpose does
/// not say so itself.
static bool isView(Operation *op) {
  return isa<ViewLikeOpInterface, memref::TransposeOp,
             bufferization::ToTensorOp>(op);
}

/// The ops that touch the elements of `value`, directly or through what may be
/// a view of it. An op that computes a tensor writes the buffer into which it
/// is materialized while it reads its operands.
static void collectAccesses(Value value, SmallVectorImpl<Operation *> &ops) {
  for (Operation *user : value.getUsers()) {
    for (Value result : user->getResults())
      if (isView(user) || isa<BaseMemRefType>(result.getType()))
        collectAccesses(result, ops);
    if (isView(user))
      continue;
    if (auto write = dyn_cast<bufferization::MaterializeInDestinationOp>(user))
      if (Operation *producer = write.getSource().getDefiningOp())
        ops.push_back(producer);
    ops.push_back(user);
  }
}

SmallVector<Lifetime> ambit::bufferize::computeLifetimes(Block &block) {
  DenseMap<Operation *, unsigned> numbers;
  for (auto [number, op] : llvm::enumerate(block))
    numbers[&op] = number;
  SmallVector<Lifetime> lifetimes;
  for (auto alloc : block.getOps<memref::AllocOp>()) {
    SmallVector<Operation *> ops;
    collectAccesses(alloc, ops);
    Lifetime lifetime{alloc, UINT_MAX, 0};
    for (Operation *op : ops) {
      unsigned number = numbers.lookup(block.findAncestorOpInBlock(*op));
      lifetime.begin = std::min(lifetime.begin, number);
      lifetime.end = std::max(lifetime.end, number);
    }
    lifetimes.push_back(lifetime);
  }
  llvm::sort(lifetimes, [&](const Lifetime &a, const Lifetime &b) {
    return std::pair(a.begin, numbers.lookup(a.alloc)) <
           std::pair(b.begin, numbers.lookup(b.alloc));
  });
  return lifetimes;
}
