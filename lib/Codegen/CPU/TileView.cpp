// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Addresses, loads and stores of tiles in flat memory.

#include "TileView.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace ambit::codegen::cpu;

std::optional<int64_t> ambit::codegen::cpu::getConstant(Index index) {
  return getConstantIntValue(index);
}

//===- Emitter ------------------------------------------------------------===//

Value Emitter::constant(int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value Emitter::value(Index index) {
  return getValueOrCreateConstantIndexOp(builder, loc, index);
}

/// `index` as a variable part, null if there is none, plus a constant.
static std::pair<Value, int64_t> split(Index index) {
  if (auto constant = getConstant(index))
    return {Value(), *constant};
  auto value = cast<Value>(index);
  if (auto sum = value.getDefiningOp<arith::AddIOp>())
    if (auto constant = getConstantIntValue(sum.getRhs()))
      return {sum.getLhs(), *constant};
  return {value, 0};
}

/// Constants are added last: in an address they become its displacement.
Index Emitter::add(Index left, Index right) {
  auto [a, first] = split(left);
  auto [b, second] = split(right);
  int64_t rest = first + second;
  if (!a && !b)
    return builder.getIndexAttr(rest);
  Value sum = !a || !b ? (a ? a : b)
                       : arith::AddIOp::create(builder, loc, a, b).getResult();
  if (rest)
    sum = arith::AddIOp::create(builder, loc, sum, constant(rest));
  return sum;
}

Index Emitter::sub(Index left, Index right) {
  auto a = getConstant(left), b = getConstant(right);
  if (a && b)
    return builder.getIndexAttr(*a - *b);
  if (b == 0)
    return left;
  return arith::SubIOp::create(builder, loc, value(left), value(right))
      .getResult();
}

Index Emitter::mul(Index left, Index right) {
  auto a = getConstant(left), b = getConstant(right);
  if (a && b)
    return builder.getIndexAttr(*a * *b);
  if (a == 0 || b == 0)
    return builder.getIndexAttr(0);
  if (a == 1)
    return right;
  if (b == 1)
    return left;
  if (a)
    return mul(right, left);
  if (auto [variable, rest] = split(left); b && rest != 0)
    return add(mul(variable, right), builder.getIndexAttr(rest * *b));
  return arith::MulIOp::create(builder, loc, value(left), value(right))
      .getResult();
}

Index Emitter::divide(Index left, int64_t divisor) {
  if (auto a = getConstant(left))
    return builder.getIndexAttr(*a / divisor);
  if (divisor == 1)
    return left;
  return arith::DivUIOp::create(builder, loc, value(left), constant(divisor))
      .getResult();
}

Index Emitter::roundDown(Index left, int64_t multiple) {
  return multiple == 1
             ? left
             : mul(divide(left, multiple), builder.getIndexAttr(multiple));
}

Index Emitter::roundUp(Index left, int64_t multiple) {
  return roundDown(add(left, builder.getIndexAttr(multiple - 1)), multiple);
}

Value Emitter::less(Index left, Index right) {
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt,
                               value(left), value(right));
}

Index Emitter::select(Value condition, Index left, Index right) {
  return arith::SelectOp::create(builder, loc, condition, value(left),
                                 value(right))
      .getResult();
}

Value Emitter::splat(Value scalar, int64_t lanes) {
  if (isa<VectorType>(scalar.getType()))
    return scalar;
  auto type = VectorType::get(lanes, scalar.getType());
  return vector::BroadcastOp::create(builder, loc, type, scalar);
}

Value Emitter::tailMask(Index count, int64_t lanes) {
  auto type = VectorType::get(lanes, builder.getI1Type());
  return vector::CreateMaskOp::create(builder, loc, type, value(count));
}

Value Emitter::number(double value, Type type) {
  TypedAttr attr = FloatAttr::get(getElementTypeOrSelf(type), value);
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(vector, Attribute(attr));
  return arith::ConstantOp::create(builder, loc, attr);
}

Value Emitter::zero(Type type) {
  return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
}

SmallVector<Value>
Emitter::loop(Index lower, Index upper, int64_t step, ValueRange carried,
              function_ref<SmallVector<Value>(Index, ArrayRef<Value>)> body) {
  auto first = getConstant(lower), end = getConstant(upper);
  if (first && end && *first + step >= *end) {
    SmallVector<Value> values(carried);
    return *first < *end ? body(lower, values) : values;
  }
  auto loop = scf::ForOp::create(builder, loc, value(lower), value(upper),
                                 constant(step), carried);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> arguments(loop.getRegionIterArgs());
  SmallVector<Value> results = body(loop.getInductionVar(), arguments);
  if (!carried.empty())
    scf::YieldOp::create(builder, loc, results);
  return SmallVector<Value>(loop.getResults());
}

//===- TileView -----------------------------------------------------------===//

Type TileView::getElementType() const {
  return cast<MemRefType>(memory.getType()).getElementType();
}

bool TileView::hasUnitStride(int64_t axis) const {
  return getConstant(strides[axis]) == 1;
}

Value TileView::address(Emitter &emitter, ArrayRef<Index> at) const {
  Index sum = origin;
  for (auto [index, stride] : llvm::zip_equal(at, strides))
    sum = emitter.add(sum, emitter.mul(index, stride));
  if (panels) {
    Index first = emitter.roundDown(at[panels->axis], panels->width);
    Index jump =
        emitter.builder.getIndexAttr(panels->stride / panels->width - 1);
    sum = emitter.add(sum, emitter.mul(first, jump));
  }
  return emitter.value(sum);
}

void TileView::prefetch(Emitter &emitter, ArrayRef<Index> at) const {
  memref::PrefetchOp::create(emitter.builder, emitter.loc, memory,
                             address(emitter, at), /*isWrite=*/false,
                             /*localityHint=*/3, /*isDataCache=*/true);
}

Value TileView::loadScalar(Emitter &emitter, ArrayRef<Index> at) const {
  return memref::LoadOp::create(emitter.builder, emitter.loc, memory,
                                address(emitter, at));
}

void TileView::storeScalar(Emitter &emitter, Value scalar,
                           ArrayRef<Index> at) const {
  scalar = convertFloat(emitter, scalar, getElementType());
  memref::StoreOp::create(emitter.builder, emitter.loc, scalar, memory,
                          address(emitter, at));
}

/// Calls `body(lane)` in a branch for each lane where `mask` holds. Masked
/// vectors of 16-bit floats have no instruction that works on every processor.
static void forEachLane(Emitter &emitter, Value mask,
                        function_ref<void(int64_t)> body) {
  for (int64_t lane :
       llvm::seq(cast<VectorType>(mask.getType()).getDimSize(0))) {
    Value inside =
        vector::ExtractOp::create(emitter.builder, emitter.loc, mask, lane);
    auto branch = scf::IfOp::create(emitter.builder, emitter.loc, inside,
                                    /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(emitter.builder);
    emitter.builder.setInsertionPointToStart(branch.thenBlock());
    body(lane);
  }
}

static bool isNarrow(Type element) {
  return element.getIntOrFloatBitWidth() < 32;
}

Value TileView::loadVector(Emitter &emitter, ArrayRef<Index> at, int64_t lanes,
                           Value mask) const {
  OpBuilder &builder = emitter.builder;
  auto type = VectorType::get(lanes, getElementType());
  Value where = address(emitter, at);
  if (!mask)
    return vector::LoadOp::create(builder, emitter.loc, type, memory, where);
  if (!isNarrow(getElementType()))
    return vector::MaskedLoadOp::create(builder, emitter.loc, type, memory,
                                        where, mask, emitter.number(0.0, type));
  type = type.clone(builder.getF32Type());
  Value result = emitter.number(0.0, type);
  for (int64_t lane : llvm::seq(lanes)) {
    Value inside = vector::ExtractOp::create(builder, emitter.loc, mask, lane);
    auto branch = scf::IfOp::create(builder, emitter.loc, TypeRange(type),
                                    inside, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.elseBlock());
    scf::YieldOp::create(builder, emitter.loc, result);
    builder.setInsertionPointToStart(branch.thenBlock());
    Value one = emitter.value(emitter.add(where, builder.getIndexAttr(lane)));
    Value scalar = memref::LoadOp::create(builder, emitter.loc, memory, one);
    scalar = convertFloat(emitter, scalar, builder.getF32Type());
    Value next =
        vector::InsertOp::create(builder, emitter.loc, scalar, result, lane);
    scf::YieldOp::create(builder, emitter.loc, next);
    result = branch.getResult(0);
  }
  return result;
}

void TileView::storeVector(Emitter &emitter, Value vector, ArrayRef<Index> at,
                           Value mask) const {
  OpBuilder &builder = emitter.builder;
  Value where = address(emitter, at);
  if (!mask) {
    vector = convertFloat(emitter, vector, getElementType());
    vector::StoreOp::create(builder, emitter.loc, vector, memory, where);
  } else if (!isNarrow(getElementType())) {
    vector::MaskedStoreOp::create(builder, emitter.loc, memory, where, mask,
                                  vector);
  } else {
    forEachLane(emitter, mask, [&](int64_t lane) {
      Value one = emitter.value(emitter.add(where, builder.getIndexAttr(lane)));
      Value scalar =
          vector::ExtractOp::create(builder, emitter.loc, vector, lane);
      scalar = convertFloat(emitter, scalar, getElementType());
      memref::StoreOp::create(builder, emitter.loc, scalar, memory, one);
    });
  }
}

TileView ambit::codegen::cpu::getBufferView(Emitter &emitter, Value buffer,
                                            ValueRange offsets,
                                            ArrayRef<int64_t> axes,
                                            ArrayRef<Index> steps) {
  OpBuilder &builder = emitter.builder;
  auto type = cast<MemRefType>(buffer.getType());
  auto metadata =
      memref::ExtractStridedMetadataOp::create(builder, emitter.loc, buffer);
  auto [staticStrides, staticOffset] = type.getStridesAndOffset();
  SmallVector<Index> strides;
  for (auto [fixed, dynamic] :
       llvm::zip_equal(staticStrides, metadata.getStrides()))
    strides.push_back(ShapedType::isDynamic(fixed)
                          ? Index(dynamic)
                          : builder.getIndexAttr(fixed));
  TileView view;
  view.origin = ShapedType::isDynamic(staticOffset)
                    ? Index(metadata.getOffset())
                    : builder.getIndexAttr(staticOffset);
  for (auto [offset, stride] : llvm::zip_equal(offsets, strides))
    view.origin = emitter.add(view.origin, emitter.mul(offset, stride));
  for (auto [axis, step] : llvm::zip_equal(axes, steps))
    view.strides.push_back(emitter.mul(strides[axis], step));
  // The flat size is a bound for nobody: loops keep every access in the buffer.
  auto flat = MemRefType::get({ShapedType::kDynamic}, type.getElementType());
  view.memory = memref::ReinterpretCastOp::create(
      builder, emitter.loc, flat, metadata.getBaseBuffer(),
      Index(builder.getIndexAttr(0)),
      ArrayRef<Index>{emitter.constant(int64_t(1) << 40)},
      ArrayRef<Index>{builder.getIndexAttr(1)});
  return view;
}

//===- Values -------------------------------------------------------------===//

Value ambit::codegen::cpu::convertFloat(Emitter &emitter, Value value,
                                        Type type) {
  Type element = getElementTypeOrSelf(value.getType());
  if (element == type)
    return value;
  Type wanted = type;
  if (auto vector = dyn_cast<VectorType>(value.getType()))
    wanted = vector.clone(type);
  if (element.getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth())
    return arith::ExtFOp::create(emitter.builder, emitter.loc, wanted, value);
  return arith::TruncFOp::create(emitter.builder, emitter.loc, wanted, value);
}

/// Takes the vectors apart into halves and interleaves each row with the one
/// half a square away; doing this log2(lanes) times is a transposition.
std::pair<Value, Value> ambit::codegen::cpu::interleave(Emitter &emitter,
                                                        Value a, Value b) {
  int64_t lanes = cast<VectorType>(a.getType()).getDimSize(0);
  SmallVector<int64_t> low, high;
  for (int64_t lane = 0; lane < lanes / 2; ++lane) {
    low.append({lane, lane + lanes});
    high.append({lane + lanes / 2, lane + lanes / 2 + lanes});
  }
  return {vector::ShuffleOp::create(emitter.builder, emitter.loc, a, b, low),
          vector::ShuffleOp::create(emitter.builder, emitter.loc, a, b, high)};
}

SmallVector<Value> ambit::codegen::cpu::transpose(Emitter &emitter,
                                                  ArrayRef<Value> rows) {
  size_t lanes = rows.size();
  SmallVector<Value> from(rows), to(lanes);
  for (size_t done = 1; done < lanes; done *= 2) {
    for (size_t pair = 0; pair < lanes / 2; ++pair)
      std::tie(to[2 * pair], to[2 * pair + 1]) =
          interleave(emitter, from[pair], from[pair + lanes / 2]);
    std::swap(from, to);
  }
  return from;
}

Value ambit::codegen::cpu::sumEach(Emitter &emitter,
                                   SmallVector<Value> vectors) {
  for (size_t half = vectors.size() / 2; half > 0; half /= 2)
    for (size_t at = 0; at < half; ++at) {
      auto [low, high] = interleave(emitter, vectors[at], vectors[at + half]);
      vectors[at] =
          arith::AddFOp::create(emitter.builder, emitter.loc, low, high);
    }
  return vectors[0];
}
