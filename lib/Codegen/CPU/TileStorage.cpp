// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scratch, views of buffers, and the copies from a buffer into scratch.

#include "TileStorage.h"

#include "BlockKernel.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <numeric>

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

void TileStorage::assign(Value tile, TileView view, bool padded) {
  places[tile] = {std::move(view), padded};
}

/// True if contractions read or write `tile` by vectors of its lanes, and none
/// reads single elements of it.
static bool isContractedByLanes(Value tile, const TileLayout &layout) {
  auto contract = tile.getDefiningOp<tile::ContractOp>();
  bool byLanes = contract && !layout.isRowProduct(contract);
  for (OpOperand &use : tile.getUses()) {
    contract = dyn_cast<tile::ContractOp>(use.getOwner());
    if (!contract)
      continue;
    bool isFactor = use.getOperandNumber() < 2;
    bool lanesOnRows = layout.getLaneAxis(contract) == 0;
    if (isFactor && (layout.isRowProduct(contract) ||
                     (use.getOperandNumber() == 0) != lanesOnRows))
      return false;
    byLanes = true;
  }
  return byLanes;
}

/// Lanes that a micro-kernel reads side by side, if scratch of `width` lanes
/// falls into such panels; they are then contiguous for all rows, which spreads
/// them over the sets of the cache.
std::optional<int64_t> TileStorage::getPanelWidth(Value tile,
                                                  int64_t width) const {
  int64_t lanes = getLanes(tile);
  int64_t panel =
      lanes * chooseRegisterTile(target, /*rows=*/std::nullopt, width / lanes,
                                 /*divides=*/true)
                  .vectors;
  if (!isContractedByLanes(tile, layout) || panel == width ||
      !llvm::isPowerOf2_64(panel))
    return std::nullopt;
  return panel;
}

/// What is computed lies as it comes out of vectors. Of pairs that are loaded,
/// those for vectors lie across depth; a block of the other factor has rows of
/// depth.
int64_t TileStorage::getLaneAxis(Value tile) const {
  std::optional<FactorAxes> axes = getPairAxes(tile);
  if (!axes || !tile.getDefiningOp<tile::LoadOp>())
    return layout.getLaneAxis(tile);
  bool isLeftOfBlocks = llvm::any_of(tile.getUses(), [&](OpOperand &use) {
    auto contract = cast<tile::ContractOp>(use.getOwner());
    bool lanesOnRows = layout.getLaneAxis(contract) == 0;
    return (use.getOperandNumber() == 0) != lanesOnRows &&
           multipliesBlocks(contract, layout, target);
  });
  return isLeftOfBlocks ? axes->depth : axes->across;
}

const TileView &TileStorage::allocate(Value tile) {
  tile::TileType type = getTileType(tile);
  OpBuilder builder(program.getContext());
  builder.setInsertionPointToStart(&program.getBody().front());
  SmallVector<int64_t> shape(type.getShape());
  Type element = type.getElementType();
  if (std::optional<FactorAxes> axes = getPairAxes(tile)) {
    shape[axes->depth] = llvm::divideCeil(shape[axes->depth], 2);
    element = builder.getI32Type();
  }
  int64_t laneAxis = getLaneAxis(tile);
  int64_t width = getPadded(tile, shape[laneAxis]);
  std::optional<int64_t> panel = getPanelWidth(tile, width);
  TileView view;
  view.origin = builder.getIndexAttr(0);
  view.strides.assign(shape.size(), builder.getIndexAttr(1));
  int64_t size = panel.value_or(width);
  for (int64_t axis = shape.size() - 1; axis >= 0; --axis)
    if (axis != laneAxis) {
      view.strides[axis] = builder.getIndexAttr(size);
      size *= shape[axis];
    }
  if (panel) {
    view.panels = TileView::Panels{laneAxis, *panel, size};
    size *= width / *panel;
  }
  auto memory = MemRefType::get({size}, element);
  view.memory = memref::AllocaOp::create(builder, program.getLoc(), memory,
                                         builder.getI64IntegerAttr(64));
  assign(tile, view, /*padded=*/true);
  return get(tile);
}

//===- Loads --------------------------------------------------------------===//

/// True if the rows of `source` along `axis` meet in few sets of the
/// first-level cache: a contraction that reads a column of them, `across`,
/// evicts each before it reads the next column. Then a copy pays, if it stays
/// in the second level.
static bool meetInCache(tile::TileType type, const TileView &source,
                        int64_t axis, int64_t across) {
  constexpr int64_t lineBytes = 64, wayBytes = 4096, ways = 8;
  constexpr int64_t greatestCopy = 896 * 1024;
  auto stride = getConstant(source.strides[axis]);
  int64_t bytes = type.getElementTypeBitWidth() / 8;
  if (!stride || type.getNumElements() * bytes > greatestCopy)
    return false;
  int64_t step = std::max(std::gcd(*stride * bytes, wayBytes), lineBytes);
  int64_t rows = type.getNumElements() / type.getShape()[across];
  return rows > wayBytes / step * ways / 2;
}

/// Pairs lie in the buffer as a broadcast reads them if depth is contiguous.
static bool isReadableInPairs(Value tile, FactorAxes axes,
                              const TileLayout &layout,
                              const TileView &source) {
  return source.hasUnitStride(axes.depth) &&
         llvm::all_of(tile.getUses(), [&](OpOperand &use) {
           auto contract = cast<tile::ContractOp>(use.getOwner());
           bool lanesOnRows = layout.getLaneAxis(contract) == 0;
           bool onLanes = (use.getOperandNumber() == 0) == lanesOnRows;
           return !onLanes && !contract.getAbsorb();
         });
}

bool TileStorage::isReadableInPlace(tile::LoadOp load,
                                    const TileView &source) const {
  Value tile = load.getTile();
  bool converts = source.getElementType() != getTileType(tile).getElementType();
  int64_t laneAxis = layout.getLaneAxis(tile);
  if (isOverwritten(load))
    return false;
  if (std::optional<FactorAxes> axes = getPairAxes(tile))
    return isReadableInPairs(tile, *axes, layout, source);
  for (OpOperand &use : tile.getUses()) {
    if (auto contract = dyn_cast<tile::ContractOp>(use.getOwner())) {
      if (layout.isRowProduct(contract)) {
        if (use.getOperandNumber() > 1 || converts || !source.hasUnitStride(1))
          return false;
        continue;
      }
      bool lanesOnRows = layout.getLaneAxis(contract.getResult()) == 0;
      bool isLaneOperand = (use.getOperandNumber() == 0) == lanesOnRows;
      int64_t rank = getTileType(tile).getRank();
      int64_t across = lanesOnRows ? rank - 2 : rank - 1;
      int64_t depth = lanesOnRows ? rank - 1 : rank - 2;
      if (use.getOperandNumber() > 1 || converts ||
          (isLaneOperand &&
           (!source.hasUnitStride(across) ||
            meetInCache(getTileType(tile), source, depth, across))))
        return false;
    } else if (!isa<tile::MapOp, tile::StoreOp, tile::ReduceOp>(
                   use.getOwner()) ||
               !source.hasUnitStride(laneAxis)) {
      return false;
    }
  }
  return true;
}

void TileStorage::materialize(Emitter &emitter, tile::LoadOp load) {
  TileView source = getBufferView(emitter, load.getBuffer(), load.getOffsets(),
                                  load.getBufferAxes(), load.getAllSteps());
  if (isReadableInPlace(load, source))
    return assign(load.getTile(), source, /*padded=*/false);
  allocate(load.getTile());
  int64_t rank = load.getTile().getType().getRank();
  int64_t laneAxis = getLaneAxis(load.getTile());
  if (rank == 2 && source.hasUnitStride(1 - laneAxis) &&
      !source.hasUnitStride(laneAxis))
    copyAcross(emitter, load, source);
  else
    copyPlane(emitter, load, source);
}

/// Units of `load` as its scratch holds them.
static UnitReader getReader(tile::LoadOp load, const TileView &source) {
  Value tile = load.getTile();
  UnitReader reader{source, getTileType(tile).getElementType(), {}};
  if (std::optional<FactorAxes> axes = getPairAxes(tile))
    reader.depth = axes->depth;
  return reader;
}

/// Calls `body` at each position of the axes other than `laneAxis`, and with
/// true where half a unit is left.
static void forEachRow(Emitter &emitter, const UnitReader &reader, Value tile,
                       int64_t laneAxis, SmallVector<Index> at, int64_t axis,
                       bool isHalf,
                       function_ref<void(SmallVector<Index>, bool)> body) {
  if (axis == getTileType(tile).getRank())
    return body(at, isHalf);
  if (axis == laneAxis)
    return forEachRow(emitter, reader, tile, laneAxis, at, axis + 1, isHalf,
                      body);
  auto rows = [&](Index lower, Index upper, bool areHalf) {
    emitter.loop(lower, upper, 1, {},
                 [&](Index index, ArrayRef<Value>) -> SmallVector<Value> {
                   at[axis] = index;
                   forEachRow(emitter, reader, tile, laneAxis, at, axis + 1,
                              areHalf, body);
                   return {};
                 });
  };
  Index extent = getExtent(tile, axis);
  Index whole = reader.countWhole(emitter, axis, extent);
  rows(emitter.builder.getIndexAttr(0), whole, isHalf);
  if (axis == reader.depth)
    rows(whole, reader.countAll(emitter, axis, extent), /*areHalf=*/true);
}

/// Row by row, whole vectors first where the lanes are contiguous.
void TileStorage::copyPlane(Emitter &emitter, tile::LoadOp load,
                            const TileView &source) {
  Value tile = load.getTile();
  UnitReader reader = getReader(load, source);
  int64_t laneAxis = getLaneAxis(tile), lanes = getLanes(tile);
  int64_t rank = getTileType(tile).getRank();
  Index zero = emitter.builder.getIndexAttr(0);
  Index elements = getExtent(tile, laneAxis);
  Index extent = reader.countWhole(emitter, laneAxis, elements);
  Index end = reader.countAll(emitter, laneAxis, elements);
  Index whole =
      source.hasUnitStride(laneAxis) ? emitter.roundDown(extent, lanes) : zero;
  Index padded = emitter.roundUp(end, lanes);
  const TileView target = get(tile);
  SmallVector<Index> start(getTileType(tile).getRank(), zero);
  auto copyRow = [&](SmallVector<Index> at, bool isHalf) {
    auto each = [&](Index lower, Index upper, int64_t step,
                    function_ref<void(ArrayRef<Index>)> body) {
      emitter.loop(lower, upper, step, {},
                   [&](Index lane, ArrayRef<Value>) -> SmallVector<Value> {
                     at[laneAxis] = lane;
                     body(at);
                     return {};
                   });
    };
    each(zero, whole, lanes, [&](ArrayRef<Index> at) {
      // Rows that lie far apart are too short for the processor to notice.
      int64_t rowsAhead = reader.depth ? 8 : 16;
      if (at.size() > 1) {
        SmallVector<Index> ahead(at);
        Index &row = ahead[laneAxis == rank - 1 ? rank - 2 : rank - 1];
        row = emitter.add(row, emitter.builder.getIndexAttr(rowsAhead));
        reader.prefetch(emitter, ahead);
      }
      Value vector = reader.load(emitter, at, laneAxis, lanes, isHalf);
      target.storeVector(emitter, vector, at);
    });
    each(whole, extent, 1, [&](ArrayRef<Index> at) {
      Value unit = reader.load(emitter, at, laneAxis, 1, isHalf);
      target.storeScalar(emitter, unit, at);
    });
    if (reader.depth == laneAxis)
      each(extent, end, 1, [&](ArrayRef<Index> at) {
        Value unit = reader.load(emitter, at, laneAxis, 1, /*isHalf=*/true);
        target.storeScalar(emitter, unit, at);
      });
    each(end, padded, 1, [&](ArrayRef<Index> at) {
      target.storeScalar(emitter, emitter.zero(target.getElementType()), at);
    });
  };
  forEachRow(emitter, reader, tile, laneAxis, start, 0, /*isHalf=*/false,
             copyRow);
}

/// Transposes: vectors along the rows of the buffer become lanes of scratch.
/// Lanes past the extent read zero.
void TileStorage::copyAcross(Emitter &emitter, tile::LoadOp load,
                             const TileView &source) {
  Value tile = load.getTile();
  OpBuilder &builder = emitter.builder;
  UnitReader reader = getReader(load, source);
  int64_t laneAxis = getLaneAxis(tile), lanes = getLanes(tile);
  Index zero = builder.getIndexAttr(0);
  Index laneExtent = getExtent(tile, laneAxis),
        rowExtent = getExtent(tile, 1 - laneAxis);
  Index whole = reader.countWhole(emitter, laneAxis, laneExtent);
  Index extent = reader.countAll(emitter, laneAxis, laneExtent);
  Index rows = reader.countWhole(emitter, 1 - laneAxis, rowExtent);
  Index wholeRows = emitter.roundDown(rows, lanes);
  const TileView target = get(tile);
  Type element = target.getElementType();
  auto at = [&](Index row, Index lane) -> SmallVector<Index> {
    return laneAxis == 0 ? SmallVector<Index>{lane, row}
                         : SmallVector<Index>{row, lane};
  };
  // `first()` if `lane` is below `end`, else `second()`.
  auto choose = [&](Index lane, Index end, Type type,
                    function_ref<Value()> first, function_ref<Value()> second) {
    auto branch = scf::IfOp::create(builder, emitter.loc, TypeRange(type),
                                    emitter.less(lane, end), /*withElse=*/true);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    scf::YieldOp::create(builder, emitter.loc, first());
    builder.setInsertionPointToStart(branch.elseBlock());
    scf::YieldOp::create(builder, emitter.loc, second());
    return branch.getResult(0);
  };
  // Reads `width` units from (row, lane), or zero past the extent.
  auto read = [&](Index row, Index lane, int64_t width, bool ragged,
                  bool isHalf = false) -> Value {
    auto load = [&](bool half) {
      return reader.load(emitter, at(row, lane), 1 - laneAxis, width, half);
    };
    if (!ragged)
      return load(isHalf);
    Type type = width == 1 ? element : VectorType::get(width, element);
    auto loadWhole = [&] { return load(isHalf); };
    auto none = [&] { return emitter.zero(type); };
    auto loadHalf = [&] {
      return choose(lane, extent, type, [&] { return load(true); }, none);
    };
    if (reader.depth == laneAxis)
      return choose(lane, whole, type, loadWhole, loadHalf);
    return choose(lane, extent, type, loadWhole, none);
  };
  auto copyLanes = [&](Index lane, bool ragged) {
    emitter.loop(zero, wholeRows, lanes, {},
                 [&](Index row, ArrayRef<Value>) -> SmallVector<Value> {
                   SmallVector<Value> square;
                   for (int64_t k = 0; k < lanes; ++k) {
                     Index one = emitter.add(lane, builder.getIndexAttr(k));
                     square.push_back(read(row, one, lanes, ragged));
                     // The runs are too short for the processor to notice.
                     Index next = emitter.add(
                         one, builder.getIndexAttr(
                                  getTileType(tile).getShape()[laneAxis]));
                     reader.prefetch(emitter, at(row, next));
                   }
                   square = transpose(emitter, square);
                   for (int64_t k = 0; k < lanes; ++k)
                     target.storeVector(
                         emitter, square[k],
                         at(emitter.add(row, builder.getIndexAttr(k)), lane));
                   return {};
                 });
    auto copyRest = [&](Index lower, Index upper, bool isHalf) {
      emitter.loop(lower, upper, 1, {},
                   [&](Index row, ArrayRef<Value>) -> SmallVector<Value> {
                     for (int64_t k = 0; k < lanes; ++k) {
                       Index one = emitter.add(lane, builder.getIndexAttr(k));
                       Value unit = read(row, one, 1, ragged, isHalf);
                       target.storeScalar(emitter, unit, at(row, one));
                     }
                     return {};
                   });
    };
    copyRest(wholeRows, rows, /*isHalf=*/false);
    if (reader.depth == 1 - laneAxis)
      copyRest(rows, reader.countAll(emitter, 1 - laneAxis, rowExtent),
               /*isHalf=*/true);
  };
  Index wholeLanes = emitter.roundDown(whole, lanes);
  auto blocks = [&](Index lower, Index upper, bool ragged) {
    emitter.loop(lower, upper, lanes, {},
                 [&](Index lane, ArrayRef<Value>) -> SmallVector<Value> {
                   copyLanes(lane, ragged);
                   return {};
                 });
  };
  blocks(zero, wholeLanes, /*ragged=*/false);
  if (auto constant = getConstant(laneExtent);
      !constant || wholeLanes != extent)
    blocks(wholeLanes, extent, /*ragged=*/true);
}

//===- Copies between tiles -----------------------------------------------===//

void TileStorage::copy(Emitter &emitter, Value from, Value to) {
  tile::TileType type = getTileType(to);
  int64_t laneAxis = layout.getLaneAxis(to), lanes = getLanes(to);
  auto fill = from.getDefiningOp<tile::FillOp>();
  auto vectorType = VectorType::get(lanes, type.getElementType());
  const TileView target = get(to);
  Index zero = emitter.builder.getIndexAttr(0);
  Value constant;
  if (fill)
    constant = emitter.number(fill.getValue().convertToDouble(), vectorType);
  auto each = [&](const SmallVector<Index> &at) {
    Value vector = fill ? constant : get(from).loadVector(emitter, at, lanes);
    target.storeVector(emitter, vector, at);
  };
  Index width =
      emitter.builder.getIndexAttr(getPadded(to, type.getShape()[laneAxis]));
  Index rows = emitter.builder.getIndexAttr(
      type.getRank() == 1 ? 1 : type.getShape()[1 - laneAxis]);
  emitter.loop(zero, rows, 1, {}, [&](Index row, ArrayRef<Value>) {
    emitter.loop(zero, width, lanes, {},
                 [&](Index lane, ArrayRef<Value>) -> SmallVector<Value> {
                   if (type.getRank() == 1)
                     each({lane});
                   else if (laneAxis == 0)
                     each({lane, row});
                   else
                     each({row, lane});
                   return {};
                 });
    return SmallVector<Value>{};
  });
}
