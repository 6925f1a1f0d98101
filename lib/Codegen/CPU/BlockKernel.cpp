// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What blocks can multiply, and the instructions on them.

#include "BlockKernel.h"

#include "FactorPairs.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

/// True if depth is contiguous in the buffer.
static bool hasContiguousDepth(tile::LoadOp load, int64_t depth) {
  auto strides = load.getBuffer().getType().getStridesAndOffset().first;
  return strides[load.getBufferAxis(depth)] == 1 &&
         getConstant(load.getStep(depth)) == 1;
}

bool ambit::codegen::cpu::holdsBlocks(tile::ContractOp contract,
                                      const TileLayout &layout) {
  ArrayRef<int64_t> shape = contract.getType().getShape();
  int64_t operand = layout.getLaneAxis(contract) == 0 ? 1 : 0;
  FactorAxes axes = getFactorAxes(contract, operand);
  Value left = contract->getOperand(operand);
  if (llvm::any_of(shape, [](int64_t size) { return size < blockSize; }) ||
      getTileType(left).getShape()[axes.depth] < 2 * blockSize)
    return false;
  auto load = left.getDefiningOp<tile::LoadOp>();
  if (load ? getTileType(left).getRank() == 3 &&
                 !hasContiguousDepth(load, axes.depth)
           : layout.getLaneAxis(left) != axes.depth)
    return false;
  if (!contract.getInit())
    return true;
  auto fill = contract.getInit().getDefiningOp<tile::FillOp>();
  return !fill || fill.getValue().isZero();
}

bool ambit::codegen::cpu::multipliesBlocks(tile::ContractOp contract,
                                           const TileLayout &layout,
                                           const CPUTarget &target) {
  return target.matrixUnit && multipliesPairs(contract) &&
         holdsBlocks(contract, layout);
}

BlockAddress ambit::codegen::cpu::getBlockAddress(Emitter &emitter,
                                                  const TileView &view,
                                                  ArrayRef<Index> at,
                                                  int64_t rowAxis) {
  OpBuilder &builder = emitter.builder;
  Index bytes =
      builder.getIndexAttr(view.getElementType().getIntOrFloatBitWidth() / 8);
  auto toInteger = [&](Index index) -> Value {
    return arith::IndexCastOp::create(
        builder, emitter.loc, builder.getI64Type(), emitter.value(index));
  };
  Value base = memref::ExtractAlignedPointerAsIndexOp::create(
      builder, emitter.loc, view.memory);
  Index offset = emitter.mul(view.address(emitter, at), bytes);
  Value pointer = LLVM::IntToPtrOp::create(
      builder, emitter.loc, LLVM::LLVMPointerType::get(builder.getContext()),
      toInteger(emitter.add(base, offset)));
  return {pointer, toInteger(emitter.mul(view.strides[rowAxis], bytes))};
}

//===- Instructions -------------------------------------------------------===//

namespace {
/// Calls of intrinsics on whole blocks.
class BlockInstructions {
public:
  explicit BlockInstructions(Emitter &emitter)
      : emitter(emitter), rows(emitInteger(blockSize)),
        bytes(emitInteger(4 * blockSize)) {}

  Value zero() { return call("llvm.x86.tilezero.internal", {rows, bytes}); }
  Value load(const BlockAddress &from) {
    return call("llvm.x86.tileloadd64.internal",
                {rows, bytes, from.pointer, from.stride});
  }
  Value addProducts(Value sums, Value left, Value right) {
    return call("llvm.x86.tdpbf16ps.internal",
                {rows, bytes, bytes, sums, left, right});
  }
  void store(Value block, const BlockAddress &to) {
    LLVM::CallIntrinsicOp::create(
        emitter.builder, emitter.loc,
        emitter.builder.getStringAttr("llvm.x86.tilestored64.internal"),
        ValueRange{rows, bytes, to.pointer, to.stride, block});
  }

private:
  Value emitInteger(int64_t value) {
    return arith::ConstantIntOp::create(emitter.builder, emitter.loc, value,
                                        16);
  }
  Value call(StringRef name, ValueRange operands) {
    Type type = LLVM::LLVMX86AMXType::get(emitter.builder.getContext());
    return LLVM::CallIntrinsicOp::create(emitter.builder, emitter.loc, type,
                                         emitter.builder.getStringAttr(name),
                                         operands)
        .getResult(0);
  }

  Emitter &emitter;
  Value rows, bytes;
};
} // namespace

bool ambit::codegen::cpu::usesBlocks(Operation *op) {
  WalkResult result = op->walk([](LLVM::CallIntrinsicOp call) {
    bool isStore = call.getIntrin() == "llvm.x86.tilestored64.internal";
    return isStore ? WalkResult::interrupt() : WalkResult::advance();
  });
  return result.wasInterrupted();
}

void BlockKernel::emit(Emitter &emitter) const {
  BlockInstructions unit(emitter);
  SmallVector<Value> sums;
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j) {
      BlockAddress start = getStart(i, j);
      sums.push_back(start.pointer ? unit.load(start) : unit.zero());
    }
  Index zero = emitter.builder.getIndexAttr(0);
  auto addStep = [&](Index r, Index step, ArrayRef<Value> before) {
    SmallVector<Value> next(before), right;
    for (int64_t j = 0; j < columns; ++j)
      right.push_back(unit.load(getRight(r, step, j)));
    for (int64_t i = 0; i < rows; ++i) {
      Value left = unit.load(getLeft(r, step, i));
      for (int64_t j = 0; j < columns; ++j) {
        Value &sum = next[i * columns + j];
        sum = unit.addProducts(sum, left, right[j]);
      }
    }
    return next;
  };
  sums =
      emitter.loop(zero, leading, 1, sums, [&](Index r, ArrayRef<Value> outer) {
        return emitter.loop(zero, steps, 1, outer,
                            [&](Index step, ArrayRef<Value> inner) {
                              return addStep(r, step, inner);
                            });
      });
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j)
      unit.store(sums[i * columns + j], getSums(i, j));
}
