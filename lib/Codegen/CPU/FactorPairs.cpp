// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which factors come in pairs, how they are read, and the instructions on them.

#include "FactorPairs.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

//===- Factors ------------------------------------------------------------===//

FactorAxes ambit::codegen::cpu::getFactorAxes(tile::ContractOp contract,
                                              int64_t operand) {
  int64_t rank = contract.getLhs().getType().getRank();
  bool depthLast = operand == 0 || contract.getRhsTransposed();
  return depthLast ? FactorAxes{rank - 1, rank - 2}
                   : FactorAxes{rank - 2, rank - 1};
}

bool ambit::codegen::cpu::multipliesPairs(tile::ContractOp contract) {
  return contract.getLhs().getType().getElementType().isBF16() &&
         contract.getType().getElementType().isF32();
}

std::optional<FactorAxes> ambit::codegen::cpu::getPairAxes(Value tile) {
  for (OpOperand &use : tile.getUses()) {
    auto contract = dyn_cast<tile::ContractOp>(use.getOwner());
    if (contract && use.getOperandNumber() < 2 && multipliesPairs(contract))
      return getFactorAxes(contract, use.getOperandNumber());
  }
  return std::nullopt;
}

//===- Reading ------------------------------------------------------------===//

/// Vectors or scalars of bf16 as pairs.
static Value joinPairs(Emitter &emitter, Value first, Value second) {
  OpBuilder &builder = emitter.builder;
  Type i32 = builder.getI32Type();
  if (auto type = dyn_cast<VectorType>(first.getType())) {
    Value both =
        vector::InterleaveOp::create(builder, emitter.loc, first, second);
    return vector::BitCastOp::create(builder, emitter.loc, type.clone(i32),
                                     both);
  }
  auto widen = [&](Value element) -> Value {
    Value bits = arith::BitcastOp::create(builder, emitter.loc,
                                          builder.getI16Type(), element);
    return arith::ExtUIOp::create(builder, emitter.loc, i32, bits);
  };
  Value shift = arith::ConstantIntOp::create(builder, emitter.loc, 16, 32);
  Value high =
      arith::ShLIOp::create(builder, emitter.loc, widen(second), shift);
  return arith::OrIOp::create(builder, emitter.loc, widen(first), high);
}

/// `count` pairs that lie as such in the buffer.
static Value loadPairs(Emitter &emitter, const TileView &source,
                       ArrayRef<Index> at, int64_t count) {
  OpBuilder &builder = emitter.builder;
  Value elements = source.loadVector(emitter, at, 2 * count);
  auto type = VectorType::get(count, builder.getI32Type());
  Value pairs = vector::BitCastOp::create(builder, emitter.loc, type, elements);
  if (count > 1)
    return pairs;
  return vector::ExtractOp::create(builder, emitter.loc, pairs, int64_t(0));
}

Value UnitReader::load(Emitter &emitter, ArrayRef<Index> at, int64_t axis,
                       int64_t count, bool isHalf) const {
  auto read = [&](ArrayRef<Index> where) {
    return count == 1 ? source.loadScalar(emitter, where)
                      : source.loadVector(emitter, where, count);
  };
  if (!depth)
    return convertFloat(emitter, read(at), element);
  SmallVector<Index> where(at);
  Index &position = where[*depth];
  position = emitter.mul(position, emitter.builder.getIndexAttr(2));
  bool areAdjacent = source.hasUnitStride(*depth);
  if (areAdjacent && !isHalf && (count == 1 || axis == *depth))
    return loadPairs(emitter, source, where, count);
  Value first = read(where);
  if (isHalf)
    return joinPairs(emitter, first, emitter.zero(first.getType()));
  position = emitter.add(position, emitter.builder.getIndexAttr(1));
  return joinPairs(emitter, first, read(where));
}

void UnitReader::prefetch(Emitter &emitter, ArrayRef<Index> at) const {
  if (!depth)
    return source.prefetch(emitter, at);
  SmallVector<Index> where(at);
  Index &position = where[*depth];
  position = emitter.mul(position, emitter.builder.getIndexAttr(2));
  source.prefetch(emitter, where);
  if (source.hasUnitStride(*depth))
    return;
  position = emitter.add(position, emitter.builder.getIndexAttr(1));
  source.prefetch(emitter, where);
}

Index UnitReader::countWhole(Emitter &emitter, int64_t axis,
                             Index extent) const {
  return axis == depth ? emitter.divide(extent, 2) : extent;
}

Index UnitReader::countAll(Emitter &emitter, int64_t axis, Index extent) const {
  if (axis != depth)
    return extent;
  return emitter.divide(emitter.add(extent, emitter.builder.getIndexAttr(1)),
                        2);
}

//===- Instructions -------------------------------------------------------===//

static Value callIntrinsic(Emitter &emitter, StringRef name, Type type,
                           ValueRange operands) {
  return LLVM::CallIntrinsicOp::create(emitter.builder, emitter.loc, type,
                                       emitter.builder.getStringAttr(name),
                                       operands)
      .getResult(0);
}

/// The type of as many bits as `pairs`.
static VectorType getHalvesType(Value pairs, Type half) {
  int64_t lanes = cast<VectorType>(pairs.getType()).getDimSize(0);
  return VectorType::get(2 * lanes, half);
}

Value ambit::codegen::cpu::roundPairs(Emitter &emitter, Value first,
                                      Value second) {
  OpBuilder &builder = emitter.builder;
  auto type = cast<VectorType>(first.getType());
  int64_t lanes = type.getDimSize(0);
  Value halves = callIntrinsic(emitter, "llvm.x86.avx512bf16.cvtne2ps2bf16.512",
                               getHalvesType(first, builder.getBF16Type()),
                               {second, first});
  SmallVector<int64_t> order;
  for (int64_t lane = 0; lane < lanes; ++lane)
    order.append({lane, lane + lanes});
  halves =
      vector::ShuffleOp::create(builder, emitter.loc, halves, halves, order);
  return vector::BitCastOp::create(builder, emitter.loc,
                                   type.clone(builder.getI32Type()), halves);
}

Value ambit::codegen::cpu::roundAlong(Emitter &emitter, Value elements) {
  OpBuilder &builder = emitter.builder;
  auto type = cast<VectorType>(elements.getType());
  Value rounded = callIntrinsic(emitter, "llvm.x86.avx512bf16.cvtneps2bf16.512",
                                type.clone(builder.getBF16Type()), elements);
  auto pairs = VectorType::get(type.getDimSize(0) / 2, builder.getI32Type());
  return vector::BitCastOp::create(builder, emitter.loc, pairs, rounded);
}

Value ambit::codegen::cpu::addPairProducts(Emitter &emitter, Value sum,
                                           Value left, Value right) {
  auto toHalves = [&](Value pairs) -> Value {
    auto type = getHalvesType(pairs, emitter.builder.getBF16Type());
    return vector::BitCastOp::create(emitter.builder, emitter.loc, type, pairs);
  };
  return callIntrinsic(emitter, "llvm.x86.avx512bf16.dpbf16ps.512",
                       sum.getType(), {sum, toHalves(left), toHalves(right)});
}

/// The instruction takes a number without exponent for zero.
Value ambit::codegen::cpu::dropZeroFactors(Emitter &emitter, Value left,
                                           Value right) {
  constexpr int64_t exponent = 0x7f80;
  OpBuilder &builder = emitter.builder;
  auto type = getHalvesType(left, builder.getI16Type());
  Value factors = vector::BitCastOp::create(builder, emitter.loc, type, left);
  Value others = vector::BitCastOp::create(builder, emitter.loc, type, right);
  Value mask = arith::ConstantOp::create(
      builder, emitter.loc,
      DenseElementsAttr::get(type, builder.getI16IntegerAttr(exponent)));
  Value zero = emitter.zero(type);
  Value bits = arith::AndIOp::create(builder, emitter.loc, factors, mask);
  Value isZero = arith::CmpIOp::create(builder, emitter.loc,
                                       arith::CmpIPredicate::eq, bits, zero);
  others = arith::SelectOp::create(builder, emitter.loc, isZero, zero, others);
  return vector::BitCastOp::create(builder, emitter.loc, right.getType(),
                                   others);
}
