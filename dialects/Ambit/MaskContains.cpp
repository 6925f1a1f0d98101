// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Whether a mask has a pair of positions: as a number, and as emitted IR.

#include "dialects/Ambit/AmbitOps.h"

#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace ambit;

//===--------------------------------------------------------------------===//
// As a number
//===--------------------------------------------------------------------===//

namespace {
struct Pair {
  int64_t i, j, n, m;
};
} // namespace

static int64_t floorMod(int64_t value, int64_t modulus) {
  int64_t rest = value % modulus;
  return rest < 0 ? rest + modulus : rest;
}

static int64_t floorDiv(int64_t value, int64_t divisor) {
  return (value - floorMod(value, divisor)) / divisor;
}

static int64_t evaluate(AffineExpr expression, const Pair &pair) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expression))
    return constant.getValue();
  if (auto dim = dyn_cast<AffineDimExpr>(expression))
    return dim.getPosition() == 0 ? pair.i : pair.j;
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expression))
    return symbol.getPosition() == 0 ? pair.n : pair.m;
  auto binary = cast<AffineBinaryOpExpr>(expression);
  int64_t left = evaluate(binary.getLHS(), pair);
  int64_t right = evaluate(binary.getRHS(), pair);
  switch (expression.getKind()) {
  case AffineExprKind::Add:
    return left + right;
  case AffineExprKind::Mul:
    return left * right;
  case AffineExprKind::FloorDiv:
    return floorDiv(left, right);
  case AffineExprKind::CeilDiv:
    return -floorDiv(-left, right);
  case AffineExprKind::Mod:
    return floorMod(left, right);
  default:
    llvm_unreachable("unknown expression");
  }
}

static bool holds(MaskCompare compare, int64_t left, int64_t right) {
  switch (compare) {
  case MaskCompare::LT:
    return left < right;
  case MaskCompare::LE:
    return left <= right;
  case MaskCompare::GT:
    return left > right;
  case MaskCompare::GE:
    return left >= right;
  case MaskCompare::EQ:
    return left == right;
  case MaskCompare::NE:
    return left != right;
  }
  llvm_unreachable("unknown comparison");
}

static bool containsPair(MaskAttr mask, const Pair &pair) {
  ArrayRef<int64_t> numbers = mask.getNumbers();
  AffineExpr offset = mask.getOffset();
  int64_t i = pair.i + (offset ? evaluate(offset, pair) : 0), j = pair.j;
  auto holdsFor = [&](MaskAttr child) { return containsPair(child, pair); };
  switch (mask.getKind()) {
  case MaskKind::And:
    return llvm::all_of(mask.getChildren(), holdsFor);
  case MaskKind::Or:
    return llvm::any_of(mask.getChildren(), holdsFor);
  case MaskKind::Not:
    return !holdsFor(mask.getChildren()[0]);
  case MaskKind::All:
    return true;
  case MaskKind::Causal:
    return j <= i;
  case MaskKind::Window:
    if (numbers.size() == 1)
      return -numbers[0] < i - j && i - j < numbers[0];
    return i - numbers[0] <= j && j <= i + numbers[1];
  case MaskKind::Strided:
    return (i - j) % numbers[0] == 0;
  case MaskKind::DilatedWindow:
    return i - j >= 0 && i - j < numbers[0] * numbers[1] &&
           (i - j) % numbers[1] == 0;
  case MaskKind::Fixed:
    return i / numbers[0] == j / numbers[0] ||
           j % numbers[0] >= numbers[0] - numbers[1];
  case MaskKind::Global:
    return i < numbers[0] || j < numbers[0];
  case MaskKind::Block: {
    int64_t back = numbers.size() == 2 ? numbers[1] : 0;
    int64_t row = i / numbers[0], column = j / numbers[0];
    return row - back <= column && column <= row;
  }
  case MaskKind::Prefix:
    return j < numbers[0];
  case MaskKind::Set:
    return holdsFor(mask.getChildren()[0]);
  case MaskKind::Compare:
    return llvm::all_of(mask.getComparisons(), [&](MaskComparison comparison) {
      return holds(comparison.compare, evaluate(comparison.left, pair),
                   evaluate(comparison.right, pair));
    });
  }
  llvm_unreachable("unknown kind");
}

bool MaskAttr::contains(int64_t i, int64_t j, int64_t n, int64_t m) const {
  return containsPair(*this, {i, j, n, m});
}

//===--------------------------------------------------------------------===//
// As emitted IR
//===--------------------------------------------------------------------===//

namespace {
/// Emits the test of a mask. What depends on i alone is computed apart from j,
/// so that it leaves a loop over j.
struct ContainsEmitter {
  OpBuilder &builder;
  Location loc;
  Value i, j, n, m;

  Value emit(MaskAttr mask);

private:
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value truth(bool value) {
    return arith::ConstantIntOp::create(builder, loc, value, 1);
  }
  Value compare(arith::CmpIPredicate predicate, Value left, Value right) {
    return arith::CmpIOp::create(builder, loc, predicate, left, right);
  }
  Value conjoin(Value left, Value right) {
    return arith::AndIOp::create(builder, loc, left, right);
  }
  Value disjoin(Value left, Value right) {
    return arith::OrIOp::create(builder, loc, left, right);
  }
  Value add(Value left, int64_t right) {
    return right == 0
               ? left
               : arith::AddIOp::create(builder, loc, left, constant(right))
                     .getResult();
  }
  Value subtract(Value left, Value right) {
    return arith::SubIOp::create(builder, loc, left, right);
  }
  Value expand(AffineExpr expression) {
    return affine::expandAffineExpr(builder, loc, expression, {i, j}, {n, m});
  }
  /// i, or i + E.
  Value row(MaskAttr mask);
  Value remainder(Value value, int64_t modulus);
  Value quotient(Value value, int64_t divisor);
  Value inBand(MaskAttr mask, int64_t before, int64_t after);
  Value emitStrided(MaskAttr mask, int64_t modulus);
  Value emitFixed(int64_t length, int64_t summary);
  Value emitBlock(int64_t length, int64_t back);
  Value emitComparison(const MaskComparison &comparison);
  Value emitEach(MaskAttr mask);
};
} // namespace

Value ContainsEmitter::row(MaskAttr mask) {
  AffineExpr offset = mask.getOffset();
  if (!offset || offset == 0)
    return i;
  return arith::AddIOp::create(builder, loc, i, expand(offset));
}

// The remainder is zero exactly when the one of floor division is; for values
// that are not negative both are equal.
Value ContainsEmitter::remainder(Value value, int64_t modulus) {
  if (llvm::isPowerOf2_64(modulus))
    return arith::AndIOp::create(builder, loc, value, constant(modulus - 1));
  return arith::RemSIOp::create(builder, loc, value, constant(modulus));
}

Value ContainsEmitter::quotient(Value value, int64_t divisor) {
  return arith::DivUIOp::create(builder, loc, value, constant(divisor));
}

// i - before <= j <= i + after, by one unsigned comparison.
Value ContainsEmitter::inBand(MaskAttr mask, int64_t before, int64_t after) {
  Value first = add(row(mask), -before);
  return compare(arith::CmpIPredicate::ult, subtract(j, first),
                 constant(before + after + 1));
}

Value ContainsEmitter::emitStrided(MaskAttr mask, int64_t modulus) {
  if (modulus == 1)
    return truth(true);
  return compare(arith::CmpIPredicate::eq,
                 remainder(subtract(row(mask), j), modulus), constant(0));
}

Value ContainsEmitter::emitFixed(int64_t length, int64_t summary) {
  Value same = compare(arith::CmpIPredicate::eq, quotient(i, length),
                       quotient(j, length));
  Value isSummary = compare(arith::CmpIPredicate::sge, remainder(j, length),
                            constant(length - summary));
  return disjoin(same, isSummary);
}

Value ContainsEmitter::emitBlock(int64_t length, int64_t back) {
  Value row = quotient(i, length), column = quotient(j, length);
  if (back == 0)
    return compare(arith::CmpIPredicate::eq, row, column);
  return compare(arith::CmpIPredicate::ult, subtract(column, add(row, -back)),
                 constant(back + 1));
}

Value ContainsEmitter::emitComparison(const MaskComparison &comparison) {
  static constexpr arith::CmpIPredicate predicates[] = {
      arith::CmpIPredicate::slt, arith::CmpIPredicate::sle,
      arith::CmpIPredicate::sgt, arith::CmpIPredicate::sge,
      arith::CmpIPredicate::eq,  arith::CmpIPredicate::ne};
  return compare(predicates[static_cast<int64_t>(comparison.compare)],
                 expand(comparison.left), expand(comparison.right));
}

// The children, or the comparisons, of a mask, joined.
Value ContainsEmitter::emitEach(MaskAttr mask) {
  Value result;
  auto join = [&](Value value) {
    if (!result)
      result = value;
    else
      result = mask.getKind() == MaskKind::Or ? disjoin(result, value)
                                              : conjoin(result, value);
  };
  for (MaskAttr child : mask.getChildren())
    join(emit(child));
  if (mask.getKind() == MaskKind::Compare)
    for (const MaskComparison &comparison : mask.getComparisons())
      join(emitComparison(comparison));
  return result;
}

Value ContainsEmitter::emit(MaskAttr mask) {
  ArrayRef<int64_t> numbers = mask.getNumbers();
  switch (mask.getKind()) {
  case MaskKind::And:
  case MaskKind::Or:
  case MaskKind::Set:
  case MaskKind::Compare:
    return emitEach(mask);
  case MaskKind::Not:
    return arith::XOrIOp::create(builder, loc, emitEach(mask), truth(true));
  case MaskKind::All:
    return truth(true);
  case MaskKind::Causal:
    return compare(arith::CmpIPredicate::sle, j, row(mask));
  case MaskKind::Window:
    if (numbers.size() == 1)
      return inBand(mask, numbers[0] - 1, numbers[0] - 1);
    return inBand(mask, numbers[0], numbers[1]);
  case MaskKind::Strided:
    return emitStrided(mask, numbers[0]);
  case MaskKind::DilatedWindow:
    return conjoin(inBand(mask, numbers[0] * numbers[1] - 1, 0),
                   emitStrided(mask, numbers[1]));
  case MaskKind::Fixed:
    return emitFixed(numbers[0], numbers[1]);
  case MaskKind::Global:
    return disjoin(compare(arith::CmpIPredicate::slt, i, constant(numbers[0])),
                   compare(arith::CmpIPredicate::slt, j, constant(numbers[0])));
  case MaskKind::Block:
    return emitBlock(numbers[0], numbers.size() == 2 ? numbers[1] : 0);
  case MaskKind::Prefix:
    return compare(arith::CmpIPredicate::slt, j, constant(numbers[0]));
  }
  llvm_unreachable("unknown kind");
}

Value ambit::emitContains(OpBuilder &builder, Location loc, MaskAttr mask,
                          Value i, Value j, Value n, Value m) {
  return ContainsEmitter{builder, loc, i, j, n, m}.emit(mask);
}
