// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops and f64 arithmetic on buffers.
#include "Loops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::reference;

Value reference::getBuffer(Value tensor) {
  if (!tensor)
    return {};
  if (auto read = tensor.getDefiningOp<bufferization::ToTensorOp>())
    return read.getBuffer();
  for (Operation *user : tensor.getUsers())
    if (auto write = dyn_cast<bufferization::MaterializeInDestinationOp>(user))
      return write.getDest();
  return {};
}

//===--------------------------------------------------------------------===//
// Index arithmetic
//===--------------------------------------------------------------------===//

Value Loops::index(int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value Loops::plus(Value a, Value b) {
  return arith::AddIOp::create(builder, loc, a, b);
}

Value Loops::minus(Value a, Value b) {
  return arith::SubIOp::create(builder, loc, a, b);
}

Value Loops::times(Value a, Value b) {
  return arith::MulIOp::create(builder, loc, a, b);
}

Value Loops::floorDiv(Value a, Value b) {
  return arith::FloorDivSIOp::create(builder, loc, a, b);
}

Value Loops::modulo(Value a, Value b) {
  return minus(a, times(floorDiv(a, b), b));
}

Value Loops::isBetween(Value low, Value value, Value high) {
  Value above = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sle,
                                      low, value);
  Value below = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt,
                                      value, high);
  return both(above, below);
}

Value Loops::both(Value a, Value b) {
  return arith::AndIOp::create(builder, loc, a, b);
}

//===--------------------------------------------------------------------===//
// f64 arithmetic
//===--------------------------------------------------------------------===//

Value Loops::number(double value) {
  return arith::ConstantFloatOp::create(builder, loc, builder.getF64Type(),
                                        APFloat(value));
}

Value Loops::toNumber(Value index) {
  Value integer =
      arith::IndexCastOp::create(builder, loc, builder.getI64Type(), index);
  return arith::SIToFPOp::create(builder, loc, builder.getF64Type(), integer);
}

Value Loops::add(Value a, Value b) {
  return arith::AddFOp::create(builder, loc, a, b);
}

Value Loops::subtract(Value a, Value b) {
  return arith::SubFOp::create(builder, loc, a, b);
}

Value Loops::multiply(Value a, Value b) {
  return arith::MulFOp::create(builder, loc, a, b);
}

Value Loops::divide(Value a, Value b) {
  return arith::DivFOp::create(builder, loc, a, b);
}

Value Loops::exp(Value a) { return math::ExpOp::create(builder, loc, a); }

//===--------------------------------------------------------------------===//
// Buffers
//===--------------------------------------------------------------------===//

Value Loops::size(Value buffer, int64_t dim) {
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.isDynamicDim(dim))
    return index(type.getDimSize(dim));
  return memref::DimOp::create(builder, loc, buffer, dim);
}

SmallVector<Value> Loops::sizes(Value buffer) {
  SmallVector<Value> result;
  for (int64_t dim : llvm::seq(cast<MemRefType>(buffer.getType()).getRank()))
    result.push_back(size(buffer, dim));
  return result;
}

Value Loops::load(Value buffer, ValueRange indices) {
  Value element = memref::LoadOp::create(builder, loc, buffer, indices);
  if (element.getType().isF64())
    return element;
  return arith::ExtFOp::create(builder, loc, builder.getF64Type(), element);
}

/// f64 to f32, to nearest even; or to odd, which a second rounding to at most
/// 22 bits turns into one to nearest even.
static Value toF32(OpBuilder &builder, Location loc, Value value, bool toOdd) {
  Type f32 = builder.getF32Type(), f64 = builder.getF64Type();
  Type i32 = builder.getI32Type();
  Value nearest = arith::TruncFOp::create(builder, loc, f32, value);
  if (!toOdd)
    return nearest;
  auto compare = [&](arith::CmpFPredicate predicate, Value a, Value b) {
    return arith::CmpFOp::create(builder, loc, predicate, a, b);
  };
  Value back = arith::ExtFOp::create(builder, loc, f64, nearest);
  Value isInexact = compare(arith::CmpFPredicate::ONE, back, value);
  Value isAway = compare(arith::CmpFPredicate::OGT,
                         math::AbsFOp::create(builder, loc, back),
                         math::AbsFOp::create(builder, loc, value));
  Value bits = arith::BitcastOp::create(builder, loc, i32, nearest);
  Value one = arith::ConstantIntOp::create(builder, loc, 1, 32);
  Value step = arith::ExtUIOp::create(builder, loc, i32, isAway);
  Value towardsZero = arith::SubIOp::create(builder, loc, bits, step);
  Value odd = arith::OrIOp::create(builder, loc, towardsZero, one);
  Value chosen = arith::SelectOp::create(builder, loc, isInexact, odd, bits);
  return arith::BitcastOp::create(builder, loc, f32, chosen);
}

/// f32 to bf16, to nearest even, on the bits: not every processor can do it.
static Value toBF16(OpBuilder &builder, Location loc, Value value) {
  Type i16 = builder.getI16Type(), i32 = builder.getI32Type();
  auto constant = [&](int64_t bits) -> Value {
    return arith::ConstantIntOp::create(builder, loc, bits, 32);
  };
  Value bits = arith::BitcastOp::create(builder, loc, i32, value);
  Value high = arith::ShRUIOp::create(builder, loc, bits, constant(16));
  Value lowest = arith::AndIOp::create(builder, loc, high, constant(1));
  Value half = arith::AddIOp::create(builder, loc, lowest, constant(0x7fff));
  Value sum = arith::AddIOp::create(builder, loc, bits, half);
  Value rounded = arith::ShRUIOp::create(builder, loc, sum, constant(16));
  Value isNaN = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNO,
                                      value, value);
  Value quiet = arith::OrIOp::create(builder, loc, high, constant(0x40));
  Value chosen = arith::SelectOp::create(builder, loc, isNaN, quiet, rounded);
  Value result = arith::TruncIOp::create(builder, loc, i16, chosen);
  return arith::BitcastOp::create(builder, loc, builder.getBF16Type(), result);
}

void Loops::store(Value value, Value buffer, ValueRange indices) {
  Type type = cast<MemRefType>(buffer.getType()).getElementType();
  if (!type.isF64())
    value = toF32(builder, loc, value, /*toOdd=*/!type.isF32());
  if (type.isBF16())
    value = toBF16(builder, loc, value);
  else if (type.isF16())
    value = arith::TruncFOp::create(builder, loc, type, value);
  memref::StoreOp::create(builder, loc, value, buffer, indices);
}

//===--------------------------------------------------------------------===//
// Loops
//===--------------------------------------------------------------------===//

void Loops::forEach(ValueRange sizes, ForEach body) {
  Value zero = index(0), one = index(1);
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Value> indices;
  for (Value size : sizes) {
    auto loop = scf::ForOp::create(builder, loc, zero, size, one);
    builder.setInsertionPointToStart(loop.getBody());
    indices.push_back(loop.getInductionVar());
  }
  body(indices);
}

Value Loops::fold(Value size, Value init, Fold body) {
  auto loop = scf::ForOp::create(builder, loc, index(0), size, index(1), init);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Value next = body(loop.getInductionVar(), loop.getRegionIterArg(0));
  scf::YieldOp::create(builder, loc, next);
  return loop.getResult(0);
}

Value Loops::choose(Value condition, llvm::function_ref<Value()> body,
                    Value otherwise) {
  auto branch = scf::IfOp::create(builder, loc, otherwise.getType(), condition,
                                  /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  scf::YieldOp::create(builder, loc, body());
  builder.setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(builder, loc, otherwise);
  return branch.getResult(0);
}
