// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The passes over a group: panels of lanes, blocks of rows.

#include "GroupEmitter.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

GroupEmitter::GroupEmitter(Emitter &emitter, const TileGroup &group,
                           TileStorage &storage)
    : emitter(emitter), group(group), storage(storage),
      lanes(storage.getLanes(group.getDomain())) {}

//===- Memory of the results ----------------------------------------------===//

static bool isUsedOutside(const TileGroup &group, Value tile) {
  return llvm::any_of(tile.getUsers(),
                      [&](Operation *user) { return !group.contains(user); });
}

/// True if nothing after the group reads `tile`, which this block defines.
static bool diesInGroup(const TileGroup &group, Value tile) {
  Block *block = group.getOps().front()->getBlock();
  if (tile.getParentBlock() != block)
    return false;
  return llvm::all_of(tile.getUsers(), [&](Operation *user) {
    Operation *here = block->findAncestorOpInBlock(*user);
    return here && (group.contains(here) ||
                    here->isBeforeInBlock(group.getOps().front()));
  });
}

/// A tile whose memory the result of `op` can take over: read elementwise by
/// this group for the last time.
Value GroupEmitter::findReusable(Operation *op) const {
  auto isFree = [&](Value tile) {
    if (!storage.has(tile) || !storage.isPadded(tile) ||
        tile.getType() != op->getResult(0).getType() ||
        !diesInGroup(group, tile))
      return false;
    for (Operation *other : group.getOps())
      for (Value result : other->getResults())
        if (storage.has(result) && storage.isSame(result, tile))
          return false;
    return true;
  };
  if (auto reduce = dyn_cast<tile::ReduceOp>(op)) {
    bool onlyHere = llvm::none_of(group.getOps(), [&](Operation *other) {
      return other != op &&
             llvm::is_contained(other->getOperands(), reduce.getInit());
    });
    return onlyHere && isFree(reduce.getInit()) ? Value(reduce.getInit())
                                                : Value();
  }
  tile::ContractOp contract = group.getContract();
  for (Operation *other : group.getOps())
    for (Value operand : other->getOperands())
      if (isTile(operand) &&
          storage.getLayout().getLaneAxis(operand) == laneAxis() &&
          (!contract ||
           (operand != contract.getLhs() && operand != contract.getRhs())) &&
          isFree(operand))
        return operand;
  return {};
}

void GroupEmitter::assignResults() {
  for (Operation *op : group.getOps()) {
    if (op->getNumResults() == 0 || !isUsedOutside(group, op->getResult(0)))
      continue;
    if (Value old = findReusable(op)) {
      storage.share(op->getResult(0), old);
      inPlace |= !isa<tile::ReduceOp>(op);
    } else {
      storage.allocate(op->getResult(0));
    }
  }
}

void GroupEmitter::openStores() {
  for (Operation *op : group.getOps())
    if (auto store = dyn_cast<tile::StoreOp>(op))
      stores[op] = getBufferView(emitter, store.getBuffer(), store.getOffsets(),
                                 store.getBufferAxes(), store.getAllSteps());
}

//===- Variants -----------------------------------------------------------===//

/// Emits `body(true)` and `body(false)` in the branches of `condition`.
static void emitBranches(Emitter &emitter, Value condition,
                         function_ref<void(bool)> body) {
  auto branch = scf::IfOp::create(emitter.builder, emitter.loc, condition,
                                  /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(emitter.builder);
  emitter.builder.setInsertionPointToStart(branch.thenBlock());
  body(true);
  emitter.builder.setInsertionPointToStart(branch.elseBlock());
  body(false);
}

void GroupEmitter::emit() {
  assignResults();
  openStores();
  auto withWhen = [&](bool absorb) {
    if (!group.getWhen())
      return emitVariant(/*conditional=*/false, absorb);
    emitBranches(emitter, group.getWhen(),
                 [&](bool holds) { emitVariant(holds, absorb); });
  };
  tile::ContractOp contract = group.getContract();
  if (!contract || !contract.getAbsorb())
    return withWhen(false);
  auto check = scf::IfOp::create(emitter.builder, emitter.loc,
                                 TypeRange(emitter.builder.getI1Type()),
                                 contract.getAbsorb(), /*withElseRegion=*/true);
  {
    OpBuilder::InsertionGuard guard(emitter.builder);
    emitter.builder.setInsertionPointToStart(check.thenBlock());
    Value any = emitAnyNotFinite(contract.getRhs());
    scf::YieldOp::create(emitter.builder, emitter.loc, any);
    emitter.builder.setInsertionPointToStart(check.elseBlock());
    Value no = arith::ConstantIntOp::create(emitter.builder, emitter.loc, 0, 1);
    scf::YieldOp::create(emitter.builder, emitter.loc, no);
  }
  emitBranches(emitter, check.getResult(0), withWhen);
}

/// True if an element of `tile` is infinite or NaN: then the sum of all
/// elements times zero is not zero.
Value GroupEmitter::emitAnyNotFinite(Value tile) {
  const TileView &view = storage.get(tile);
  int64_t across = view.hasUnitStride(1) ? 1 : 0;
  std::optional<FactorAxes> pairs = getPairAxes(tile);
  Type scalarType = getTileType(group.getDomain()).getElementType();
  auto vectorType = VectorType::get(lanes, scalarType);
  Index zero = emitter.builder.getIndexAttr(0);
  Index width = getExtent(tile, across);
  Index rows = getExtent(tile, 1 - across);
  // Pairs are in scratch, which is padded.
  if (pairs) {
    UnitReader reader{view, scalarType, pairs->depth};
    rows = reader.countAll(emitter, 1 - across, rows);
    width = emitter.roundUp(reader.countAll(emitter, across, width), lanes);
  }
  Index whole =
      view.hasUnitStride(across) ? emitter.roundDown(width, lanes) : zero;
  auto addZeroTimes = [&](Value element, Value sum) -> Value {
    if (pairs)
      return addPairProducts(emitter, sum, element,
                             emitter.zero(element.getType()));
    Value product =
        arith::MulFOp::create(emitter.builder, emitter.loc, element,
                              emitter.number(0.0, element.getType()));
    return arith::AddFOp::create(emitter.builder, emitter.loc, sum, product);
  };
  // Several sums of vectors, so that one need not wait for the one before, and
  // one of scalars.
  constexpr int64_t chains = 4;
  Index many = emitter.roundDown(whole, chains * lanes);
  SmallVector<Value> sums(chains, emitter.number(0.0, vectorType));
  sums.push_back(emitter.number(0.0, scalarType));
  auto addRow = [&](Index row, ArrayRef<Value> before) {
    SmallVector<Index> at(2, row);
    SmallVector<Value> all(before);
    auto columns = [&](Index lower, Index upper, int64_t step, size_t first,
                       size_t count,
                       function_ref<Value(ArrayRef<Index>)> load) {
      auto next =
          emitter.loop(lower, upper, step, ArrayRef(all).slice(first, count),
                       [&](Index lane, ArrayRef<Value> values) {
                         SmallVector<Value> result;
                         for (auto [chain, value] : llvm::enumerate(values)) {
                           at[across] = shifted(lane, int64_t(chain) * lanes);
                           result.push_back(addZeroTimes(load(at), value));
                         }
                         return result;
                       });
      llvm::copy(next, all.begin() + first);
    };
    auto loadVector = [&](ArrayRef<Index> at) {
      return view.loadVector(emitter, at, lanes);
    };
    columns(zero, many, chains * lanes, 0, chains, loadVector);
    columns(many, whole, lanes, 0, 1, loadVector);
    if (!pairs)
      columns(whole, width, 1, chains, 1,
              [&](ArrayRef<Index> at) { return view.loadScalar(emitter, at); });
    return all;
  };
  sums = emitter.loop(zero, rows, 1, sums, addRow);
  for (int64_t chain = 1; chain < chains; ++chain)
    sums[0] = arith::AddFOp::create(emitter.builder, emitter.loc, sums[0],
                                    sums[chain]);
  Value sum = vector::ReductionOp::create(
      emitter.builder, emitter.loc, vector::CombiningKind::ADD, sums[0],
      sums[chains], arith::FastMathFlags::reassoc);
  return arith::CmpFOp::create(emitter.builder, emitter.loc,
                               arith::CmpFPredicate::UNE, sum,
                               emitter.number(0.0, scalarType));
}

void GroupEmitter::emitVariant(bool isConditional, bool absorbs) {
  conditional = isConditional;
  absorb = absorbs;
  if (group.isOfBlocks() && !absorb)
    emitBlocks();
  else if (group.getTransposedStore())
    emitTransposedStore();
  else if (group.reducesLanes())
    emitRowReduction();
  else
    emitPanels();
}

//===- Panels and rows ----------------------------------------------------===//

/// True if whole vectors may be touched past the extent along the lanes.
bool GroupEmitter::isPadded() const {
  auto isBounded = [&](Value tile, ArrayRef<int64_t> axes) {
    return storage.has(tile) && !storage.isPadded(tile) &&
           llvm::is_contained(axes, laneAxis());
  };
  for (Operation *op : group.getOps()) {
    if (isa<tile::StoreOp>(op))
      return false;
    if (auto map = dyn_cast<tile::MapOp>(op)) {
      for (auto [input, axes] : llvm::zip_equal(
               map.getInputs(), map.getAxes().getAsRange<DenseI64ArrayAttr>()))
        if (isBounded(input, axes))
          return false;
    } else if (auto contract = dyn_cast<tile::ContractOp>(op)) {
      if (isRowProduct())
        return false;
      Value vectors = laneAxis() == 0 ? contract.getLhs() : contract.getRhs();
      if (!storage.isPadded(vectors) ||
          (contract.getInit() && isBounded(contract.getInit(), {0, 1})))
        return false;
    } else if (auto reduce = dyn_cast<tile::ReduceOp>(op)) {
      if (isBounded(reduce.getInput(), {0, 1}) ||
          isBounded(reduce.getInit(), laneAxis()))
        return false;
    }
  }
  return true;
}

void GroupEmitter::emitPanels() {
  Index zero = emitter.builder.getIndexAttr(0);
  Index extent = group.getExtent(laneAxis());
  auto fixed = getConstant(extent);
  bool padded = isPadded();
  int64_t capacity = storage.getPadded(
      group.getDomain(),
      fixed.value_or(getTileType(group.getDomain()).getShape()[laneAxis()]));
  int64_t vectors = capacity / lanes;
  if (fixed && !padded)
    vectors = std::max<int64_t>(1, *fixed / lanes);
  std::optional<int64_t> rows = 1;
  if (group.getRank() == 2)
    rows = getConstant(rest ? emitter.sub(rest->endRow, rest->firstRow)
                            : group.getExtent(1 - laneAxis()));
  bool isVector = !group.getContract() && group.getRank() == 1;
  if (absorb || isVector || isRowProduct())
    registerTile = {1, 1};
  else if (group.getContract())
    registerTile = chooseRegisterTile(storage.getTarget(), rows, vectors,
                                      /*divides=*/padded && !fixed);
  else
    registerTile = {storesPairsOfRows() ? 2 : 1, vectors % 2 == 0 ? 2 : 1};
  int64_t step = registerTile.vectors * lanes;
  if (padded)
    extent = emitter.roundUp(extent, fixed ? lanes : step);
  auto panels = [&](Index lower, Index upper, int64_t width, bool masked) {
    emitter.loop(lower, upper, width * lanes, {},
                 [&](Index lane, ArrayRef<Value>) -> SmallVector<Value> {
                   Value mask;
                   if (masked)
                     mask = emitter.tailMask(emitter.sub(extent, lane), lanes);
                   emitPanel(lane, width, mask);
                   return {};
                 });
  };
  Index whole = emitter.roundDown(extent, step);
  panels(zero, whole, registerTile.vectors, /*masked=*/false);
  Index vectorsEnd = emitter.roundDown(extent, lanes);
  if (fixed) {
    int64_t rest = (*getConstant(vectorsEnd) - *getConstant(whole)) / lanes;
    if (rest)
      panels(whole, vectorsEnd, rest, /*masked=*/false);
  } else if (registerTile.vectors > 1 && !padded) {
    panels(whole, vectorsEnd, 1, /*masked=*/false);
  }
  if (!padded && !(fixed && *fixed % lanes == 0))
    panels(vectorsEnd, extent, 1, /*masked=*/true);
}

/// True if two rows at a time become one row of pairs.
bool GroupEmitter::storesPairsOfRows() const {
  return llvm::any_of(group.getOps(), [&](Operation *op) {
    if (!isa<tile::MapOp>(op))
      return false;
    std::optional<FactorAxes> axes = getPairAxes(op->getResult(0));
    return axes && axes->depth != laneAxis();
  });
}

/// True if a row may be computed twice: no sum counts it again, no result
/// replaces what it was computed from, and no pair begins with another row.
bool GroupEmitter::canRepeatRows() const {
  return !inPlace && !rest && !storesPairsOfRows() &&
         llvm::none_of(getReductions(), [](tile::ReduceOp reduce) {
           return reduce.getKind() == tile::ReduceKind::Sum;
         });
}

SmallVector<tile::ReduceOp> GroupEmitter::getReductions() const {
  SmallVector<tile::ReduceOp> reductions;
  for (Operation *op : group.getOps())
    if (auto reduce = dyn_cast<tile::ReduceOp>(op))
      reductions.push_back(reduce);
  return reductions;
}

/// Splits `flat` into equal parts, one per reduction.
static SmallVector<SmallVector<Value>> split(ArrayRef<Value> flat,
                                             size_t parts) {
  SmallVector<SmallVector<Value>> result;
  size_t size = parts ? flat.size() / parts : 0;
  for (size_t part = 0; part < parts; ++part)
    result.emplace_back(flat.slice(part * size, size));
  return result;
}

static SmallVector<Value> join(ArrayRef<SmallVector<Value>> parts) {
  SmallVector<Value> flat;
  for (const SmallVector<Value> &part : parts)
    flat.append(part);
  return flat;
}

void GroupEmitter::emitPanel(Index lane, int64_t vectors, Value mask) {
  SmallVector<tile::ReduceOp> reductions = getReductions();
  Place place{emitter.builder.getIndexAttr(0), lane, {1, vectors}, mask};
  SmallVector<Registers> carried;
  for (tile::ReduceOp reduce : reductions) {
    Registers &values = carried.emplace_back();
    for (int64_t j = 0; j < vectors; ++j)
      values.push_back(emitter.splat(
          getElement(reduce.getInit(), laneAxis(), place, 0, j), lanes));
  }
  SmallVector<Value> flat = join(carried);
  auto rowsOf = [&](int64_t rows) {
    return [&, rows](Index row, ArrayRef<Value> values) {
      SmallVector<Registers> inner = split(values, reductions.size());
      emitTile({row, lane, {rows, vectors}, mask}, inner);
      return join(inner);
    };
  };
  Index zero = emitter.builder.getIndexAttr(0);
  Index rows = group.getRank() == 1 ? Index(emitter.builder.getIndexAttr(1))
                                    : group.getExtent(1 - laneAxis());
  Index first = zero;
  if (rest) {
    first = rest->firstRow;
    rows = rest->endRow;
  }
  int64_t height = registerTile.rows;
  Index count = emitter.sub(rows, first);
  Index whole = emitter.add(first, emitter.roundDown(count, height));
  flat = emitter.loop(first, whole, height, flat, rowsOf(height));
  if (auto fixed = getConstant(count)) {
    if (int64_t last = *fixed % height)
      flat = emitter.loop(whole, rows, last, flat, rowsOf(last));
  } else if (height > 1) {
    if (canRepeatRows()) {
      // The last rows as one more block, which ends with them.
      Value isMore = emitter.less(whole, rows);
      Value hasBlock = emitter.less(zero, whole);
      Value repeats =
          arith::AndIOp::create(emitter.builder, emitter.loc, isMore, hasBlock);
      Index last = emitter.select(repeats, shifted(rows, -height), rows);
      flat = emitter.loop(last, rows, height, flat, rowsOf(height));
      whole = emitter.select(repeats, rows, whole);
    }
    flat = emitter.loop(whole, rows, 1, flat, rowsOf(1));
  }
  carried = split(flat, reductions.size());
  for (auto [reduce, values] : llvm::zip_equal(reductions, carried))
    if (storage.has(reduce.getResult()))
      for (int64_t j = 0; j < vectors; ++j)
        storage.get(reduce.getResult())
            .storeVector(emitter, values[j], at(laneAxis(), place, 0, j));
}

/// Reductions along the lanes: one row at a time, partial results per lane,
/// combined across lanes at the end of the row.
void GroupEmitter::emitRowReduction() {
  SmallVector<tile::ReduceOp> reductions = getReductions();
  Index zero = emitter.builder.getIndexAttr(0);
  Index extent = group.getExtent(laneAxis());
  auto vectorType =
      VectorType::get(lanes, getTileType(group.getDomain()).getElementType());
  auto identity = [&](tile::ReduceOp reduce) {
    double start = reduce.getKind() == tile::ReduceKind::Sum
                       ? 0.0
                       : -std::numeric_limits<double>::infinity();
    return emitter.number(start, vectorType);
  };
  emitter.loop(
      zero, group.getExtent(1 - laneAxis()), 1, {},
      [&](Index row, ArrayRef<Value>) -> SmallVector<Value> {
        SmallVector<Value> flat = llvm::map_to_vector(reductions, identity);
        auto columns = [&](Index lower, Index upper, bool masked) {
          flat = emitter.loop(
              lower, upper, lanes, flat,
              [&](Index lane, ArrayRef<Value> values) {
                Value mask;
                if (masked)
                  mask = emitter.tailMask(emitter.sub(extent, lane), lanes);
                SmallVector<Registers> inner = split(values, reductions.size());
                emitTile({row, lane, {1, 1}, mask}, inner);
                return join(inner);
              });
        };
        Index whole = emitter.roundDown(extent, lanes);
        columns(zero, whole, /*masked=*/false);
        if (auto fixed = getConstant(extent); !fixed || *fixed % lanes)
          columns(whole, extent, /*masked=*/true);
        Place place{row, zero, {1, 1}, {}};
        for (auto [reduce, value] : llvm::zip_equal(reductions, flat)) {
          bool isSum = reduce.getKind() == tile::ReduceKind::Sum;
          Value scalar = vector::ReductionOp::create(
              emitter.builder, emitter.loc,
              isSum ? vector::CombiningKind::ADD
                    : vector::CombiningKind::MAXNUMF,
              value, arith::FastMathFlags::reassoc);
          Value init =
              getElement(reduce.getInit(), 1 - laneAxis(), place, 0, 0);
          scalar = combine(reduce.getKind(), init, scalar);
          if (storage.has(reduce.getResult()))
            storage.get(reduce.getResult())
                .storeScalar(emitter, scalar, at(1 - laneAxis(), place, 0, 0));
        }
        return {};
      });
}

/// Squares of registers: rows of the domain, which are contiguous in memory,
/// become the elements of a vector.
void GroupEmitter::emitTransposedStore() {
  tile::StoreOp store = group.getTransposedStore();
  const TileView &view = stores.at(store);
  OpBuilder &builder = emitter.builder;
  Index zero = builder.getIndexAttr(0);
  Index extent = group.getExtent(laneAxis());
  Index rows = group.getExtent(1 - laneAxis());
  bool contiguous = view.hasUnitStride(1 - laneAxis());
  Index wholeRows = contiguous ? emitter.roundDown(rows, lanes) : zero;
  auto target = [&](Index row, Index lane) -> SmallVector<Index> {
    return laneAxis() == 0 ? SmallVector<Index>{lane, row}
                           : SmallVector<Index>{row, lane};
  };
  auto ifInside = [&](Index lane, bool ragged, function_ref<void()> body) {
    if (!ragged)
      return body();
    Value inside = emitter.less(lane, extent);
    auto branch = scf::IfOp::create(builder, emitter.loc, inside,
                                    /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    body();
  };
  auto block = [&](Index lane, int64_t height, bool ragged) {
    return [&, lane, height, ragged](Index row,
                                     ArrayRef<Value>) -> SmallVector<Value> {
      emitTile({row, lane, {height, 1}, {}}, {});
      Registers square;
      Place place{row, lane, {height, 1}, {}};
      for (int64_t i = 0; i < height; ++i)
        square.push_back(emitter.splat(
            getElement(store.getTile(), {0, 1}, place, i, 0), lanes));
      if (height > 1)
        square = transpose(emitter, square);
      for (int64_t k = 0; k < lanes; ++k) {
        Index one = shifted(lane, k);
        ifInside(one, ragged, [&] {
          if (height > 1)
            return view.storeVector(emitter, square[k], target(row, one));
          Value scalar =
              vector::ExtractOp::create(builder, emitter.loc, square[0], k);
          view.storeScalar(emitter, scalar, target(row, one));
        });
      }
      return {};
    };
  };
  auto columns = [&](Index lower, Index upper, bool ragged) {
    emitter.loop(lower, upper, lanes, {},
                 [&](Index lane, ArrayRef<Value>) -> SmallVector<Value> {
                   emitter.loop(zero, wholeRows, lanes, {},
                                block(lane, lanes, ragged));
                   emitter.loop(wholeRows, rows, 1, {}, block(lane, 1, ragged));
                   return {};
                 });
  };
  Index whole = emitter.roundDown(extent, lanes);
  columns(zero, whole, /*ragged=*/false);
  if (auto fixed = getConstant(extent); !fixed || *fixed % lanes)
    columns(whole, extent, /*ragged=*/true);
}
