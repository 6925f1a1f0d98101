// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operations of a group on one register tile.

#include "ElementwiseBody.h"
#include "GroupEmitter.h"
#include "MicroKernel.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

Index GroupEmitter::shifted(Index base, int64_t by) {
  return emitter.add(base, emitter.builder.getIndexAttr(by));
}

SmallVector<Index> GroupEmitter::at(ArrayRef<int64_t> axes, const Place &place,
                                    int64_t i, int64_t j) {
  return llvm::map_to_vector(axes, [&](int64_t axis) {
    return axis == laneAxis() ? shifted(place.lane, j * lanes)
                              : shifted(place.row, i);
  });
}

Value GroupEmitter::getElement(Value tile, ArrayRef<int64_t> axes,
                               const Place &place, int64_t i, int64_t j) {
  if (auto known = registers.find(tile); known != registers.end())
    return known->second[i * place.size.vectors + j];
  Type element = getTileType(tile).getElementType();
  if (auto fill = tile.getDefiningOp<tile::FillOp>())
    return emitter.number(fill.getValue().convertToDouble(), element);
  const TileView &view = storage.get(tile);
  SmallVector<Index> where = at(axes, place, i, j);
  Value value =
      llvm::is_contained(axes, laneAxis())
          ? view.loadVector(emitter, where, lanes,
                            storage.isPadded(tile) ? Value() : place.mask)
          : view.loadScalar(emitter, where);
  return convertFloat(emitter, value, element);
}

GroupEmitter::Registers GroupEmitter::emitMap(tile::MapOp map,
                                              const Place &place) {
  SmallVector<ArrayRef<int64_t>> axes = llvm::map_to_vector(
      map.getAxes().getAsRange<DenseI64ArrayAttr>(),
      [](DenseI64ArrayAttr list) { return list.asArrayRef(); });
  bool applies = !map.getWhen() || conditional;
  // What pairs round is rounded when they are stored.
  if (getPairAxes(map.getResult()))
    applies = false;
  Registers result;
  for (int64_t i = 0; i < place.size.rows; ++i)
    for (int64_t j = 0; j < place.size.vectors; ++j) {
      SmallVector<Value> arguments;
      for (auto [input, list] : llvm::zip_equal(map.getInputs(), axes))
        arguments.push_back(getElement(input, list, place, i, j));
      if (!applies) {
        result.push_back(emitter.splat(arguments[0], lanes));
        continue;
      }
      for (auto [axis, base] : llvm::enumerate(map.getPositions())) {
        bool onLanes = int64_t(axis) == laneAxis();
        Index offset =
            onLanes ? shifted(place.lane, j * lanes) : shifted(place.row, i);
        Value first = emitter.value(emitter.add(base, offset));
        arguments.push_back(onLanes ? emitLanePositions(emitter, first, lanes)
                                    : first);
      }
      result.push_back(emitBody(emitter, map, arguments, lanes));
    }
  return result;
}

bool GroupEmitter::isRowProduct() const {
  tile::ContractOp contract = group.getContract();
  return contract && storage.getLayout().isRowProduct(contract);
}

Value GroupEmitter::emitRowProducts(tile::ContractOp contract,
                                    const Place &place) {
  const TileView &lhs = storage.get(contract.getLhs());
  const TileView &rhs = storage.get(contract.getRhs());
  RowProducts products;
  products.lanes = lanes;
  products.depth = getDepth(contract);
  // Rows past the last are the last once more.
  Index last = shifted(group.getExtent(1), -1);
  auto loadRow = [&](Index k, Value mask) {
    return lhs.loadVector(emitter, {place.row, k}, lanes, mask);
  };
  auto loadOther = [&](Index k, int64_t other, Value mask) {
    Index row = shifted(place.lane, other);
    if (place.mask)
      row = emitter.select(emitter.less(row, last), row, last);
    return rhs.loadVector(emitter, {row, k}, lanes, mask);
  };
  products.loadRow = loadRow;
  products.loadOther = loadOther;
  Value sum = products.emit(emitter, contract.getType().getElementType());
  if (!contract.getInit())
    return sum;
  Value init = getElement(contract.getInit(), {0, 1}, place, 0, 0);
  return arith::AddFOp::create(emitter.builder, emitter.loc,
                               emitter.splat(init, lanes), sum);
}

SmallVector<Index> GroupEmitter::atFactor(int64_t operand, Index leading,
                                          Index depth, Index across) {
  tile::ContractOp contract = group.getContract();
  FactorAxes axes = getFactorAxes(contract, operand);
  SmallVector<Index> at(contract.getLhs().getType().getRank(), leading);
  at[axes.depth] = depth;
  at[axes.across] = across;
  return at;
}

GroupEmitter::Registers GroupEmitter::emitContract(tile::ContractOp contract,
                                                   const Place &place) {
  if (isRowProduct())
    return {emitRowProducts(contract, place)};
  Value lhs = contract.getLhs(), rhs = contract.getRhs();
  int64_t rank = getTileType(lhs).getRank();
  bool lanesOnRows = laneAxis() == 0;
  Value init = rest && rest->continues ? Value(contract.getResult())
                                       : Value(contract.getInit());
  auto type = VectorType::get(
      lanes, cast<tile::TileType>(contract.getType()).getElementType());
  Registers sums;
  for (int64_t i = 0; i < place.size.rows; ++i)
    for (int64_t j = 0; j < place.size.vectors; ++j)
      sums.push_back(
          init ? emitter.splat(getElement(init, {0, 1}, place, i, j), lanes)
               : emitter.number(0.0, type));
  int64_t scalarOperand = lanesOnRows ? 1 : 0;
  Value scalars = lanesOnRows ? rhs : lhs, vectors = lanesOnRows ? lhs : rhs;
  const TileView &vectorView = storage.get(vectors);
  Value mask = storage.isPadded(vectors) ? Value() : place.mask;
  FactorAxes axes = getFactorAxes(contract, scalarOperand);
  UnitReader scalarReader{storage.get(scalars), type.getElementType(), {}};
  bool pairs = multipliesPairs(contract);
  // Scratch holds pairs, of which the last is padded.
  bool pairsInPlace = pairs && !storage.isPadded(scalars);
  if (pairs)
    scalarReader.element = emitter.builder.getI32Type();
  if (pairsInPlace)
    scalarReader.depth = axes.depth;
  auto loadScalar = [&](Index r, Index k, int64_t row, bool isHalf) {
    SmallVector<Index> at =
        atFactor(scalarOperand, r, k, shifted(place.row, row));
    return scalarReader.load(emitter, at, axes.depth, 1, isHalf);
  };
  auto loadVector = [&](Index r, Index k, int64_t vector) {
    return vectorView.loadVector(
        emitter,
        atFactor(1 - scalarOperand, r, k, shifted(place.lane, vector * lanes)),
        lanes, mask);
  };
  MicroKernel kernel;
  kernel.tile = place.size;
  kernel.lanes = lanes;
  kernel.leading =
      rank == 3 ? getExtent(lhs, 0) : Index(emitter.builder.getIndexAttr(1));
  kernel.depth = kernel.end = getDepth(contract);
  kernel.first =
      rest ? rest->firstDepth : Index(emitter.builder.getIndexAttr(0));
  kernel.pairs = pairs;
  if (pairs) {
    UnitReader counter{vectorView, type.getElementType(), axes.depth};
    kernel.end = counter.countAll(emitter, axes.depth, kernel.end);
    kernel.depth = pairsInPlace
                       ? counter.countWhole(emitter, axes.depth, kernel.depth)
                       : kernel.end;
  }
  kernel.loadScalar = loadScalar;
  kernel.loadVector = loadVector;
  kernel.absorb = absorb;
  kernel.absorbVector = lanesOnRows;
  if (lanesOnRows && !storage.isPadded(scalars)) {
    // The rows behind those of the tile are the next to be read; the
    // processor loses sight of them between two programs.
    Index rows = getExtent(scalars, 0);
    for (int64_t i = 0; i < place.size.rows; ++i)
      storage.get(scalars).prefetch(
          emitter, {emitter.add(rows, shifted(place.row, i)), place.lane});
  }
  return kernel.emit(emitter, sums);
}

/// The greater of two values, the right one if either is NaN: one instruction.
Value GroupEmitter::combine(tile::ReduceKind kind, Value left, Value right) {
  if (kind == tile::ReduceKind::Sum)
    return arith::AddFOp::create(emitter.builder, emitter.loc, left, right);
  Value greater = arith::CmpFOp::create(emitter.builder, emitter.loc,
                                        arith::CmpFPredicate::OGT, left, right);
  return arith::SelectOp::create(emitter.builder, emitter.loc, greater, left,
                                 right);
}

void GroupEmitter::emitReduce(tile::ReduceOp reduce, const Place &place,
                              Registers &carried) {
  for (int64_t i = 0; i < place.size.rows; ++i)
    for (int64_t j = 0; j < place.size.vectors; ++j) {
      Value element = emitter.splat(
          getElement(reduce.getInput(), {0, 1}, place, i, j), lanes);
      Value next = combine(reduce.getKind(), element, carried[j]);
      if (place.mask && group.reducesLanes())
        next = arith::SelectOp::create(emitter.builder, emitter.loc, place.mask,
                                       next, carried[j]);
      carried[j] = next;
    }
}

void GroupEmitter::emitStore(tile::StoreOp store, const Place &place) {
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, group.getRank()));
  for (int64_t i = 0; i < place.size.rows; ++i)
    for (int64_t j = 0; j < place.size.vectors; ++j) {
      Value vector =
          emitter.splat(getElement(store.getTile(), axes, place, i, j), lanes);
      stores.at(store).storeVector(emitter, vector, at(axes, place, i, j),
                                   place.mask);
    }
}

/// Two rows become one row of pairs, the last row alone is paired with zero; or
/// the lanes of each vector are paired.
void GroupEmitter::storePairs(Value tile, const Place &place) {
  const Registers &values = registers[tile];
  int64_t depth = getPairAxes(tile)->depth, vectors = place.size.vectors;
  bool isAlong = depth == laneAxis();
  for (int64_t i = 0; i < place.size.rows; i += isAlong ? 1 : 2)
    for (int64_t j = 0; j < vectors; ++j) {
      Value pairs, first = values[i * vectors + j];
      if (isAlong)
        pairs = roundAlong(emitter, first);
      else if (i + 1 < place.size.rows)
        pairs = roundPairs(emitter, first, values[(i + 1) * vectors + j]);
      else
        pairs = roundPairs(emitter, first, emitter.zero(first.getType()));
      SmallVector<Index> where = at({0, 1}, place, i, j);
      where[depth] = emitter.divide(where[depth], 2);
      storage.get(tile).storeVector(emitter, pairs, where);
    }
}

void GroupEmitter::emitTile(const Place &place,
                            MutableArrayRef<Registers> carried) {
  registers.clear();
  size_t reduction = 0;
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, group.getRank()));
  for (Operation *op : group.getOps()) {
    if (auto map = dyn_cast<tile::MapOp>(op))
      registers[map.getResult()] = emitMap(map, place);
    else if (auto contract = dyn_cast<tile::ContractOp>(op))
      registers[contract.getResult()] = emitContract(contract, place);
    else if (auto reduce = dyn_cast<tile::ReduceOp>(op))
      emitReduce(reduce, place, carried[reduction++]);
    else if (op != group.getTransposedStore())
      emitStore(cast<tile::StoreOp>(op), place);
  }
  // Memory is written last: a result may replace a tile that was read above.
  for (Operation *op : group.getOps()) {
    if (!isa<tile::MapOp, tile::ContractOp>(op) ||
        !storage.has(op->getResult(0)))
      continue;
    Value tile = op->getResult(0);
    if (getPairAxes(tile)) {
      storePairs(tile, place);
      continue;
    }
    for (int64_t i = 0; i < place.size.rows; ++i)
      for (int64_t j = 0; j < place.size.vectors; ++j)
        storage.get(tile).storeVector(
            emitter, registers[tile][i * place.size.vectors + j],
            at(axes, place, i, j));
  }
}
