// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lane axes by union of the values that share one, and extents by their source.

#include "TileLayout.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

bool ambit::codegen::cpu::isTile(Value value) {
  return isa<tile::TileType>(value.getType());
}

tile::TileType ambit::codegen::cpu::getTileType(Value value) {
  return cast<tile::TileType>(value.getType());
}

void ambit::codegen::cpu::forEachCarriedTile(
    Operation *op, function_ref<void(Value, Value, Value, Value)> visit) {
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    for (auto [initial, inside, yielded, result] :
         llvm::zip_equal(loop.getInitArgs(), loop.getRegionIterArgs(),
                         loop.getYieldedValues(), loop.getResults()))
      if (isTile(initial))
        visit(initial, inside, yielded, result);
    return;
  }
  auto loop = cast<scf::WhileOp>(op);
  for (auto [number, passed] :
       llvm::enumerate(loop.getConditionOp().getArgs())) {
    auto argument = dyn_cast<BlockArgument>(passed);
    if (!isTile(passed) || !argument ||
        argument.getOwner() != loop.getBeforeBody())
      continue;
    unsigned at = argument.getArgNumber();
    visit(loop.getInits()[at], loop.getAfterArguments()[number],
          loop.getYieldOp().getResults()[at], loop.getResult(number));
  }
}

//===- Lane axes ----------------------------------------------------------===//

static bool isPlane(Value value) {
  return isTile(value) && getTileType(value).getRank() == 2;
}

void TileLayout::unite(Value left, Value right) {
  if (left && right && isPlane(left) && isPlane(right))
    classes.unionSets(left.getAsOpaquePointer(), right.getAsOpaquePointer());
}

void TileLayout::collect(Operation *op) {
  for (Value result : op->getResults())
    if (isPlane(result))
      classes.insert(result.getAsOpaquePointer());
  if (auto map = dyn_cast<tile::MapOp>(op)) {
    for (Value input : map.getInputs())
      unite(input, map.getResult());
  } else if (auto contract = dyn_cast<tile::ContractOp>(op)) {
    unite(contract.getInit(), contract.getResult());
  } else if (isa<scf::ForOp, scf::WhileOp>(op)) {
    forEachCarriedTile(
        op, [&](Value initial, Value inside, Value yielded, Value result) {
          unite(initial, inside);
          unite(initial, yielded);
          unite(initial, result);
        });
  }
}

LogicalResult TileLayout::set(Value tile, int64_t axis) {
  void *leader = classes.getLeaderValue(tile.getAsOpaquePointer());
  auto [entry, isNew] = laneAxes.try_emplace(leader, axis);
  if (isNew || entry->second == axis)
    return success();
  return emitError(tile.getLoc())
         << "not supported yet: a tile with lanes along axis " << entry->second
         << " used with lanes along axis " << axis;
}

LogicalResult TileLayout::decide(tile::ContractOp contract) {
  // Fewer rows than this would leave most lanes empty.
  constexpr int64_t leastRows = 5;
  bool alongRows = contract.getRhsTransposed() &&
                   contract.getType().getShape()[0] >= leastRows;
  if (isPlane(contract.getLhs())) {
    void *leader =
        classes.getLeaderValue(contract.getLhs().getAsOpaquePointer());
    auto known = laneAxes.find(leader);
    bool computed = !contract.getLhs().getDefiningOp<tile::LoadOp>();
    alongRows |= known != laneAxes.end() && computed && known->second == 0;
  } else if (contract.getRhsTransposed()) {
    return contract.emitError(
        "not supported yet: a transposed `rhs` with a leading axis");
  }
  if (alongRows && failed(set(contract.getLhs(), 0)))
    return failure();
  return set(contract.getResult(), alongRows ? 0 : 1);
}

FailureOr<TileLayout> TileLayout::get(tile::ProgramOp program) {
  TileLayout layout;
  program.walk<WalkOrder::PreOrder>([&](Operation *op) { layout.collect(op); });
  WalkResult result = program.walk<WalkOrder::PreOrder>(
      [&](tile::ContractOp contract) -> WalkResult {
        return layout.decide(contract);
      });
  if (result.wasInterrupted())
    return failure();
  return layout;
}

int64_t TileLayout::getLaneAxis(Value tile) const {
  int64_t rank = getTileType(tile).getRank();
  if (rank != 2)
    return rank - 1;
  auto leader = classes.findLeader(tile.getAsOpaquePointer());
  if (leader == classes.member_end())
    return 1;
  auto entry = laneAxes.find(*leader);
  return entry == laneAxes.end() ? 1 : entry->second;
}

//===- Extents ------------------------------------------------------------===//

/// The extent along the result axis that `axis` of an operand lies on; the
/// first operand that is bounded at run time tells it.
static Index getMapExtent(tile::MapOp map, int64_t axis) {
  for (auto [input, axes] : llvm::zip_equal(
           map.getInputs(), map.getAxes().getAsRange<DenseI64ArrayAttr>()))
    for (auto [from, to] : llvm::enumerate(axes.asArrayRef()))
      if (to == axis)
        if (Index extent = getExtent(input, from); !getConstant(extent))
          return extent;
  return Builder(map.getContext())
      .getIndexAttr(map.getResult().getType().getShape()[axis]);
}

Index ambit::codegen::cpu::getExtent(Value tile, int64_t axis) {
  Operation *op = tile.getDefiningOp();
  if (auto load = dyn_cast_or_null<tile::LoadOp>(op)) {
    if (!load.getExtents().empty()) {
      Value extent = load.getExtents()[axis];
      if (auto constant = getConstant(extent))
        return Builder(load.getContext()).getIndexAttr(*constant);
      return extent;
    }
  } else if (auto map = dyn_cast_or_null<tile::MapOp>(op)) {
    return getMapExtent(map, axis);
  } else if (auto contract = dyn_cast_or_null<tile::ContractOp>(op)) {
    int64_t rank = contract.getLhs().getType().getRank();
    if (axis == 0)
      return getExtent(contract.getLhs(), rank - 2);
    return getExtent(contract.getRhs(),
                     contract.getRhsTransposed() ? rank - 2 : rank - 1);
  } else if (auto reduce = dyn_cast_or_null<tile::ReduceOp>(op)) {
    return getExtent(reduce.getInput(), 1 - reduce.getAxis());
  }
  return Builder(tile.getContext())
      .getIndexAttr(getTileType(tile).getShape()[axis]);
}

/// The operand that is bounded at run time tells it.
Index ambit::codegen::cpu::getDepth(tile::ContractOp contract) {
  int64_t rank = contract.getLhs().getType().getRank();
  Index depth = getExtent(contract.getLhs(), rank - 1);
  if (!getConstant(depth))
    return depth;
  return getExtent(contract.getRhs(),
                   contract.getRhsTransposed() ? rank - 1 : rank - 2);
}

bool ambit::codegen::cpu::isOverwritten(tile::LoadOp load) {
  WalkResult result =
      load->getParentOfType<tile::ProgramOp>().walk([&](tile::StoreOp store) {
        return store.getBuffer() == load.getBuffer() ? WalkResult::interrupt()
                                                     : WalkResult::advance();
      });
  return result.wasInterrupted();
}
