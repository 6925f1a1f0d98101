// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every op in bufferized form to loops on the buffers behind its tensors.
#include "Loops.h"
#include "ambit/Reference/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"

namespace ambit::reference {
#define GEN_PASS_DEF_LOWERTOLOOPSPASS
#include "ambit/Reference/Passes.h.inc"
} // namespace ambit::reference

using namespace mlir;
using namespace ambit;

/// Every operand names a buffer; every result has one use at most, which names
/// one.
static LogicalResult verifyBufferizedForm(Operation *op) {
  for (OpOperand &operand : op->getOpOperands())
    if (!operand.get().getDefiningOp<bufferization::ToTensorOp>())
      return op->emitOpError("expected operand ")
             << operand.getOperandNumber()
             << " to be read from a buffer by `bufferization.to_tensor`";
  for (OpResult result : op->getResults())
    if (!result.use_empty() && !(result.hasOneUse() &&
                                 isa<bufferization::MaterializeInDestinationOp>(
                                     *result.user_begin()) &&
                                 reference::getBuffer(result)))
      return op->emitOpError("expected result ")
             << result.getResultNumber()
             << " to go to one buffer by "
                "`bufferization.materialize_in_destination`";
  return success();
}

/// A row of attention lies on the stack.
static LogicalResult verifyRowSize(Operation *op) {
  constexpr int64_t limit = 1 << 16;
  auto attention = dyn_cast<AttentionOp>(op);
  if (!attention || attention.getValueSize() <= limit)
    return success();
  return op->emitOpError("expected a value size of at most ")
         << limit << " in the reference (more is not supported yet), but got "
         << attention.getValueSize();
}

/// The last operation that writes a result of `op` to its buffer.
static Operation *getLastWrite(Operation *op) {
  Operation *last = nullptr;
  for (Operation *user : op->getUsers())
    if (!last || last->isBeforeInBlock(user))
      last = user;
  return last;
}

static LogicalResult emitLoopsOf(reference::Loops &loops, Operation *op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<AttentionOp, ConvOp, EmbeddingOp, RopeOp, LinearOp, LayerNormOp,
            RmsNormOp, ActivationOp, AddOp, MulOp>([&](auto op) {
        reference::emitLoops(loops, op);
        return success();
      })
      .Default([](Operation *op) {
        return op->emitOpError("is not supported yet by the reference");
      });
}

/// `op`, what reads its operands and what writes its results → loops.
static LogicalResult lower(Operation *op) {
  if (failed(verifyBufferizedForm(op)) || failed(verifyRowSize(op)))
    return failure();
  if (Operation *write = getLastWrite(op)) {
    OpBuilder builder(write);
    reference::Loops loops{builder, op->getLoc()};
    if (failed(emitLoopsOf(loops, op)))
      return failure();
  }
  for (Operation *user : llvm::make_early_inc_range(op->getUsers()))
    user->erase();
  op->erase();
  return success();
}

/// `memref.copy` → loops: between views it would be a call to a library.
static void lowerCopy(memref::CopyOp op) {
  OpBuilder builder(op);
  reference::Loops loops{builder, op.getLoc()};
  loops.forEach(loops.sizes(op.getTarget()), [&](ValueRange indices) {
    Value element =
        memref::LoadOp::create(builder, op.getLoc(), op.getSource(), indices);
    memref::StoreOp::create(builder, op.getLoc(), element, op.getTarget(),
                            indices);
  });
  op.erase();
}

namespace {
struct LowerToLoopsPass
    : public reference::impl::LowerToLoopsPassBase<LowerToLoopsPass> {
  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      if (isa<DimCheckOpInterface>(op))
        ops.push_back(op);
    });
    for (Operation *op : ops)
      if (failed(lower(op)))
        return signalPassFailure();
    getOperation().walk([](memref::CopyOp op) { lowerCopy(op); });
    getOperation().walk([](bufferization::ToTensorOp op) {
      if (op->use_empty())
        op->erase();
    });
  }
};
} // namespace
