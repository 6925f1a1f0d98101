// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Greedy grouping: an operation joins the open group or closes it.

#include "TileGroup.h"

#include "BlockKernel.h"
#include "FactorPairs.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

Value ambit::codegen::cpu::getDomainOf(Operation *op) {
  if (auto store = dyn_cast<tile::StoreOp>(op))
    return store.getTile();
  if (auto reduce = dyn_cast<tile::ReduceOp>(op))
    return reduce.getInput();
  return op->getResult(0);
}

bool ambit::codegen::cpu::isTransposedStore(tile::StoreOp store,
                                            const TileLayout &layout) {
  int64_t axis = layout.getLaneAxis(store.getTile());
  auto strides = store.getBuffer().getType().getStridesAndOffset().first;
  return strides[store.getBufferAxis(axis)] != 1 ||
         getConstant(store.getStep(axis)) != 1;
}

/// The extents that `op` works on.
static SmallVector<Index, 2> getExtentsOf(Operation *op) {
  Value tile = getDomainOf(op);
  SmallVector<Index, 2> extents;
  auto store = dyn_cast<tile::StoreOp>(op);
  for (int64_t axis = 0; axis < getTileType(tile).getRank(); ++axis)
    extents.push_back(store && !store.getExtents().empty()
                          ? getAsOpFoldResult(store.getExtents()[axis])
                          : getExtent(tile, axis));
  return extents;
}

/// Same shape, lanes and extents; a store may narrow the extents of maps.
bool TileGroup::fitsDomain(Operation *op) const {
  if (!domain)
    return true;
  Value tile = getDomainOf(op);
  if (getTileType(tile).getShape() != getTileType(domain).getShape() ||
      layout->getLaneAxis(tile) != layout->getLaneAxis(domain))
    return false;
  bool narrows = isa<tile::StoreOp>(op) && !lanesReduced && !rowsReduced;
  for (auto [ours, theirs] : llvm::zip_equal(extents, getExtentsOf(op)))
    if (!isEqualConstantIntOrValue(ours, theirs) &&
        !(narrows && getConstant(ours)))
      return false;
  return true;
}

/// A reduction's result is complete only when the group is.
bool TileGroup::waitsFor(Value operand) const {
  Operation *op = operand.getDefiningOp();
  return isa_and_nonnull<tile::ReduceOp>(op) && contains(op);
}

bool TileGroup::joins(tile::MapOp map) const {
  return !map.getWhen() || !when || map.getWhen() == when;
}

bool TileGroup::isOfBlocks() const {
  return contract && multipliesBlocks(contract, *layout, *target);
}

bool TileGroup::joins(tile::ContractOp op) const {
  if (multipliesBlocks(op, *layout, *target))
    return ops.empty();
  auto isPrologue = [](Operation *other) {
    auto map = dyn_cast<tile::MapOp>(other);
    return map && !map.getWhen();
  };
  return !contains(op.getLhs().getDefiningOp()) &&
         !contains(op.getRhs().getDefiningOp()) &&
         llvm::all_of(ops, isPrologue);
}

bool TileGroup::joins(tile::ReduceOp reduce) const {
  bool alongLanes =
      int64_t(reduce.getAxis()) == layout->getLaneAxis(reduce.getInput());
  return alongLanes ? !contract && !rowsReduced : !lanesReduced;
}

bool TileGroup::joins(tile::StoreOp store) const {
  if (!isTransposedStore(store, *layout))
    return true;
  return llvm::all_of(ops, [](Operation *op) {
    return isa<tile::MapOp>(op) && !getPairAxes(op->getResult(0));
  });
}

bool TileGroup::add(Operation *op) {
  Value ours = getDomainOf(op);
  if (transposedStore || isOfBlocks() || !fitsDomain(op) ||
      llvm::any_of(op->getOperands(), [&](Value v) { return waitsFor(v); }))
    return false;
  if (auto map = dyn_cast<tile::MapOp>(op)) {
    if (!joins(map))
      return false;
    if (map.getWhen())
      when = map.getWhen();
  } else if (auto product = dyn_cast<tile::ContractOp>(op)) {
    if (!joins(product))
      return false;
    contract = product;
  } else if (auto reduce = dyn_cast<tile::ReduceOp>(op)) {
    if (!joins(reduce))
      return false;
    (int64_t(reduce.getAxis()) == layout->getLaneAxis(ours) ? lanesReduced
                                                            : rowsReduced) =
        true;
  } else if (auto store = dyn_cast<tile::StoreOp>(op)) {
    if (!joins(store))
      return false;
    if (isTransposedStore(store, *layout) && getTileType(ours).getRank() == 2)
      transposedStore = store;
  }
  if (!domain)
    domain = ours;
  if (extents.empty() || isa<tile::StoreOp>(op))
    extents = getExtentsOf(op);
  ops.push_back(op);
  return true;
}
