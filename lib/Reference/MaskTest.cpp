// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The test of a mask, word for word from the table of its meaning. It shares
// nothing with the dialect's own test, which the fast path uses.
#include "Loops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::reference;

namespace {
/// One pair of positions, and the words that test it.
struct MaskTest {
  Loops &loops;
  Value i, j, n, m;

  Value emit(MaskAttr mask);

private:
  Value truth(bool value) {
    return arith::ConstantIntOp::create(loops.builder, loops.loc, value, 1);
  }
  Value compare(arith::CmpIPredicate predicate, Value a, Value b) {
    return arith::CmpIOp::create(loops.builder, loops.loc, predicate, a, b);
  }
  Value isLess(Value a, Value b) {
    return compare(arith::CmpIPredicate::slt, a, b);
  }
  Value isAtMost(Value a, Value b) {
    return compare(arith::CmpIPredicate::sle, a, b);
  }
  Value isEqual(Value a, Value b) {
    return compare(arith::CmpIPredicate::eq, a, b);
  }
  Value either(Value a, Value b) {
    return arith::OrIOp::create(loops.builder, loops.loc, a, b);
  }
  Value negate(Value a) {
    return arith::XOrIOp::create(loops.builder, loops.loc, a, truth(true));
  }
  Value evaluate(AffineExpr expression);
  /// (row - j) mod `modulus` = 0
  Value isCongruent(Value row, Value modulus);
  Value emitAll(ArrayRef<MaskAttr> masks);
  Value emitWindow(MaskAttr mask, Value row);
  Value emitBlock(MaskAttr mask);
  Value emitComparisons(MaskAttr mask);
};
} // namespace

Value MaskTest::evaluate(AffineExpr expression) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expression))
    return loops.index(constant.getValue());
  if (auto position = dyn_cast<AffineDimExpr>(expression))
    return position.getPosition() == 0 ? i : j;
  if (auto length = dyn_cast<AffineSymbolExpr>(expression))
    return length.getPosition() == 0 ? n : m;
  auto binary = cast<AffineBinaryOpExpr>(expression);
  Value left = evaluate(binary.getLHS()), right = evaluate(binary.getRHS());
  switch (expression.getKind()) {
  case AffineExprKind::Add:
    return loops.plus(left, right);
  case AffineExprKind::Mul:
    return loops.times(left, right);
  case AffineExprKind::FloorDiv:
    return loops.floorDiv(left, right);
  case AffineExprKind::CeilDiv:
    return arith::CeilDivSIOp::create(loops.builder, loops.loc, left, right);
  case AffineExprKind::Mod:
    return loops.modulo(left, right);
  default:
    llvm_unreachable("unknown expression");
  }
}

Value MaskTest::isCongruent(Value row, Value modulus) {
  return isEqual(loops.modulo(loops.minus(row, j), modulus), loops.index(0));
}

Value MaskTest::emitAll(ArrayRef<MaskAttr> masks) {
  Value result = emit(masks.front());
  for (MaskAttr mask : masks.drop_front())
    result = loops.both(result, emit(mask));
  return result;
}

Value MaskTest::emitWindow(MaskAttr mask, Value row) {
  Value first = loops.index(mask.getNumbers()[0]);
  if (mask.getNumbers().size() == 1) {
    // -w < row - j < w
    Value distance = loops.minus(row, j);
    return loops.both(isLess(loops.minus(loops.index(0), first), distance),
                      isLess(distance, first));
  }
  // row - left <= j <= row + right
  Value right = loops.index(mask.getNumbers()[1]);
  return loops.both(isAtMost(loops.minus(row, first), j),
                    isAtMost(j, loops.plus(row, right)));
}

Value MaskTest::emitBlock(MaskAttr mask) {
  Value length = loops.index(mask.getNumbers()[0]);
  Value row = loops.floorDiv(i, length), column = loops.floorDiv(j, length);
  if (mask.getNumbers().size() == 1)
    return isEqual(row, column);
  // row - back <= column <= row
  Value back = loops.index(mask.getNumbers()[1]);
  return loops.both(isAtMost(loops.minus(row, back), column),
                    isAtMost(column, row));
}

Value MaskTest::emitComparisons(MaskAttr mask) {
  Value result = truth(true);
  for (const MaskComparison &comparison : mask.getComparisons()) {
    Value left = evaluate(comparison.left), right = evaluate(comparison.right);
    Value holds;
    switch (comparison.compare) {
    case MaskCompare::LT:
      holds = isLess(left, right);
      break;
    case MaskCompare::LE:
      holds = isAtMost(left, right);
      break;
    case MaskCompare::GT:
      holds = isLess(right, left);
      break;
    case MaskCompare::GE:
      holds = isAtMost(right, left);
      break;
    case MaskCompare::EQ:
      holds = isEqual(left, right);
      break;
    case MaskCompare::NE:
      holds = negate(isEqual(left, right));
      break;
    }
    result = loops.both(result, holds);
  }
  return result;
}

Value MaskTest::emit(MaskAttr mask) {
  auto number = [&](size_t at) { return loops.index(mask.getNumbers()[at]); };
  AffineExpr offset = mask.getOffset();
  Value row = offset ? loops.plus(i, evaluate(offset)) : i;
  switch (mask.getKind()) {
  case MaskKind::And:
  case MaskKind::Set:
    return emitAll(mask.getChildren());
  case MaskKind::Or: {
    Value result = truth(false);
    for (MaskAttr child : mask.getChildren())
      result = either(result, emit(child));
    return result;
  }
  case MaskKind::Not:
    return negate(emitAll(mask.getChildren()));
  case MaskKind::All:
    return truth(true);
  case MaskKind::Causal:
    return isAtMost(j, row);
  case MaskKind::Window:
    return emitWindow(mask, row);
  case MaskKind::Strided:
    return isCongruent(row, number(0));
  case MaskKind::DilatedWindow:
    return loops.both(loops.isBetween(loops.index(0), loops.minus(row, j),
                                      loops.times(number(0), number(1))),
                      isCongruent(row, number(1)));
  case MaskKind::Fixed: {
    Value same =
        isEqual(loops.floorDiv(i, number(0)), loops.floorDiv(j, number(0)));
    Value isSummary =
        isAtMost(loops.minus(number(0), number(1)), loops.modulo(j, number(0)));
    return either(same, isSummary);
  }
  case MaskKind::Global:
    return either(isLess(i, number(0)), isLess(j, number(0)));
  case MaskKind::Block:
    return emitBlock(mask);
  case MaskKind::Prefix:
    return isLess(j, number(0));
  case MaskKind::Compare:
    return emitComparisons(mask);
  }
  llvm_unreachable("unknown kind");
}

Value reference::emitMaskTest(Loops &loops, MaskAttr mask, Value i, Value j,
                              Value n, Value m) {
  return MaskTest{loops, i, j, n, m}.emit(mask);
}
