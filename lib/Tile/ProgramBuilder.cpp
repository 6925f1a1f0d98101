// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Index arithmetic, tile operations and loops of tile programs.

#include "ProgramBuilder.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace ambit::tile;

//===- Index arithmetic ---------------------------------------------------===//

Value ProgramBuilder::index(int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value ProgramBuilder::add(Value a, Value b) {
  return builder.createOrFold<arith::AddIOp>(loc, a, b);
}

Value ProgramBuilder::sub(Value a, Value b) {
  return builder.createOrFold<arith::SubIOp>(loc, a, b);
}

Value ProgramBuilder::mul(Value a, int64_t b) {
  return builder.createOrFold<arith::MulIOp>(loc, a, index(b));
}

Value ProgramBuilder::floorDiv(Value a, int64_t b) {
  return b == 1 ? a
                : builder.createOrFold<arith::FloorDivSIOp>(loc, a, index(b));
}

Value ProgramBuilder::ceilDiv(Value a, int64_t b) {
  return floorDiv(add(a, b - 1), b);
}

Value ProgramBuilder::min(Value a, Value b) {
  return builder.createOrFold<arith::MinSIOp>(loc, a, b);
}

Value ProgramBuilder::max(Value a, Value b) {
  return builder.createOrFold<arith::MaxSIOp>(loc, a, b);
}

Value ProgramBuilder::less(Value a, Value b) {
  return builder.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, a,
                                             b);
}

Value ProgramBuilder::select(Value condition, Value a, Value b) {
  return builder.createOrFold<arith::SelectOp>(loc, condition, a, b);
}

Value ProgramBuilder::dim(Value buffer, int64_t axis) {
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.isDynamicDim(axis))
    return index(type.getDimSize(axis));
  return memref::DimOp::create(builder, loc, buffer, index(axis));
}

Value ProgramBuilder::rest(Value block, int64_t size, Value length) {
  if (std::optional<int64_t> known = getConstantIntValue(length);
      known && *known % size == 0)
    return index(size);
  return min(sub(length, mul(block, size)), index(size));
}

Value ProgramBuilder::number(double value, Type type) {
  return arith::ConstantOp::create(builder, loc, FloatAttr::get(type, value));
}

//===- Tiles --------------------------------------------------------------===//

TileType ProgramBuilder::type(ArrayRef<int64_t> shape, Type element) {
  return TileType::get(builder.getContext(), shape, element);
}

/// The axes of a block as an attribute; none when they are the default.
static DenseI64ArrayAttr getAxes(const BufferBlock &block, Builder &builder) {
  return block.axes.empty() ? DenseI64ArrayAttr()
                            : builder.getDenseI64ArrayAttr(block.axes);
}

static SmallVector<Value> getSteps(const BufferBlock &block,
                                   ProgramBuilder &builder) {
  return llvm::map_to_vector(block.steps,
                             [&](int64_t step) { return builder.index(step); });
}

Value ProgramBuilder::load(const BufferBlock &block, TileType type) {
  return LoadOp::create(builder, loc, type, block.buffer, block.offsets,
                        block.extents, getSteps(block, *this),
                        getAxes(block, builder));
}

void ProgramBuilder::store(Value tile, const BufferBlock &block) {
  StoreOp::create(builder, loc, tile, block.buffer, block.offsets,
                  block.extents, getSteps(block, *this),
                  getAxes(block, builder));
}

Value ProgramBuilder::fill(double value, TileType type) {
  return FillOp::create(builder, loc, type, builder.getF64FloatAttr(value));
}

Value ProgramBuilder::map(ArrayRef<MapInput> inputs, TileType type, Body body,
                          Values positions, Value when) {
  SmallVector<Value> tiles;
  SmallVector<Attribute> axes;
  SmallVector<Type> types;
  for (const MapInput &input : inputs) {
    tiles.push_back(input.tile);
    axes.push_back(builder.getDenseI64ArrayAttr(input.axes));
    types.push_back(cast<TileType>(input.tile.getType()).getElementType());
  }
  types.append(positions.size(), builder.getIndexType());
  auto op = MapOp::create(builder, loc, type, tiles, positions, when,
                          builder.getArrayAttr(axes));
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Location> locations(types.size(), loc);
  mlir::Block *block = builder.createBlock(&op.getBody(), {}, types, locations);
  SmallVector<Value> arguments(block->getArguments());
  Value result = body(*this, arguments);
  YieldOp::create(builder, loc, result);
  return op.getResult();
}

Value ProgramBuilder::reduce(ReduceKind kind, Value input, Value init,
                             int64_t axis) {
  return ReduceOp::create(builder, loc, init.getType(), kind, input, init,
                          axis);
}

//===- Control ------------------------------------------------------------===//

void ProgramBuilder::program(
    Values sizes, function_ref<void(ProgramBuilder &, Values)> body) {
  auto op = ProgramOp::create(builder, loc, sizes);
  SmallVector<Type> types(sizes.size(), builder.getIndexType());
  SmallVector<Location> locations(sizes.size(), loc);
  OpBuilder::InsertionGuard guard(builder);
  mlir::Block *block = builder.createBlock(&op.getBody(), {}, types, locations);
  SmallVector<Value> coordinates(block->getArguments());
  body(*this, coordinates);
}

SmallVector<Value> ProgramBuilder::loop(
    Value lower, Value upper, int64_t step, Values carried,
    function_ref<SmallVector<Value>(ProgramBuilder &, Value, Values)> body) {
  auto op = scf::ForOp::create(builder, loc, lower, upper, index(step),
                               ValueRange(carried));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(op.getBody());
  SmallVector<Value> arguments(op.getRegionIterArgs());
  SmallVector<Value> next = body(*this, op.getInductionVar(), arguments);
  if (!carried.empty())
    scf::YieldOp::create(builder, loc, next);
  return SmallVector<Value>(op.getResults());
}

SmallVector<Value> ProgramBuilder::sweep(
    Value lower, Value upper, Values carried,
    function_ref<Value(ProgramBuilder &, Value)> skip,
    function_ref<SmallVector<Value>(ProgramBuilder &, Value, Values)> body) {
  SmallVector<Value> initial{lower};
  initial.append(carried.begin(), carried.end());
  SmallVector<Type> types(ValueRange(initial).getTypes());
  SmallVector<Location> locations(types.size(), loc);
  auto op = scf::WhileOp::create(builder, loc, types, initial);
  OpBuilder::InsertionGuard guard(builder);
  mlir::Block *before =
      builder.createBlock(&op.getBefore(), {}, types, locations);
  SmallVector<Value> passed(before->getArguments());
  passed[0] = skip(*this, passed[0]);
  scf::ConditionOp::create(builder, loc, less(passed[0], upper), passed);
  mlir::Block *after =
      builder.createBlock(&op.getAfter(), {}, types, locations);
  SmallVector<Value> inside(after->getArguments().drop_front());
  SmallVector<Value> next = body(*this, after->getArgument(0), inside);
  scf::YieldOp::create(builder, loc, next);
  return SmallVector<Value>(op.getResults().drop_front());
}
