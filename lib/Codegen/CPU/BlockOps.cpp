// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A group that is one contraction by blocks, and what blocks leave of it.

#include "BlockKernel.h"
#include "GroupEmitter.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

void GroupEmitter::emitBlock(const Place &place, Index steps) {
  tile::ContractOp contract = group.getContract();
  int64_t leftOperand = laneAxis() == 0 ? 1 : 0;
  Value init = contract.getInit();
  auto getFactor = [&](int64_t operand, Index r, Index step, Index across) {
    Value factor = contract->getOperand(operand);
    FactorAxes axes = getFactorAxes(contract, operand);
    // The buffer counts elements, scratch counts pairs.
    int64_t depth = storage.isPadded(factor) ? blockSize : 2 * blockSize;
    Index first = emitter.mul(step, emitter.builder.getIndexAttr(depth));
    return getBlockAddress(emitter, storage.get(factor),
                           atFactor(operand, r, first, across),
                           operand == leftOperand ? axes.across : axes.depth);
  };
  auto getLeft = [&](Index r, Index step, int64_t i) {
    return getFactor(leftOperand, r, step, shifted(place.row, i * blockSize));
  };
  auto getRight = [&](Index r, Index step, int64_t j) {
    return getFactor(1 - leftOperand, r, step,
                     shifted(place.lane, j * blockSize));
  };
  auto getPlace = [&](Value tile, int64_t i, int64_t j) {
    return getBlockAddress(emitter, storage.get(tile),
                           at({0, 1}, place, i * blockSize, j), 1 - laneAxis());
  };
  auto getStart = [&](int64_t i, int64_t j) {
    return init && storage.has(init) ? getPlace(init, i, j) : BlockAddress();
  };
  auto getSums = [&](int64_t i, int64_t j) {
    return getPlace(contract.getResult(), i, j);
  };
  bool hasLeading = contract.getLhs().getType().getRank() == 3;
  BlockKernel kernel{place.size.rows,
                     place.size.vectors,
                     hasLeading ? getExtent(contract.getLhs(), 0)
                                : Index(emitter.builder.getIndexAttr(1)),
                     steps,
                     getLeft,
                     getRight,
                     getStart,
                     getSums};
  kernel.emit(emitter);
}

/// Two by two blocks keep all registers busy. What is left of the depth is
/// added to their sums, and the rows that are left are computed, by vectors.
void GroupEmitter::emitBlocks() {
  OpBuilder &builder = emitter.builder;
  Index zero = builder.getIndexAttr(0);
  Index rows = group.getExtent(1 - laneAxis());
  Index end = emitter.roundUp(group.getExtent(laneAxis()), blockSize);
  Index depth = getDepth(group.getContract());
  Index steps = emitter.divide(depth, 2 * blockSize);
  auto forEachBlock = [&](Index extent,
                          function_ref<void(Index, int64_t)> body) {
    Index pairs = emitter.roundDown(extent, 2 * blockSize);
    Index singles = emitter.roundDown(extent, blockSize);
    auto blocks = [&](Index lower, Index upper, int64_t count) {
      emitter.loop(lower, upper, count * blockSize, {},
                   [&](Index first, ArrayRef<Value>) -> SmallVector<Value> {
                     body(first, count);
                     return {};
                   });
    };
    blocks(zero, pairs, 2);
    blocks(pairs, singles, 1);
  };
  forEachBlock(end, [&](Index lane, int64_t columns) {
    forEachBlock(rows, [&](Index row, int64_t height) {
      emitBlock({row, lane, {height, columns}, {}}, steps);
    });
  });
  Index wholeRows = emitter.roundDown(rows, blockSize);
  auto emitRest = [&](Rest part) {
    rest = part;
    emitPanels();
    rest.reset();
  };
  if (auto fixed = getConstant(depth); !fixed || *fixed % (2 * blockSize))
    emitRest({zero, wholeRows,
              emitter.mul(steps, builder.getIndexAttr(blockSize)),
              /*continues=*/true});
  if (auto fixed = getConstant(rows); !fixed || *fixed % blockSize)
    emitRest({wholeRows, rows, zero, /*continues=*/false});
}
