// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every word of a mask as comparisons of the relation library.

#include "dialects/Ambit/MaskRelation.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::relation;

// An offset: sums and multiples of n, m and constants.
static Linear toLinear(AffineExpr expression) {
  if (!expression)
    return Linear(0);
  if (auto constant = dyn_cast<AffineConstantExpr>(expression))
    return Linear(constant.getValue());
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expression))
    return Linear::symbol(symbol.getPosition() == 0 ? queryLength : keyLength);
  auto binary = cast<AffineBinaryOpExpr>(expression);
  Linear left = toLinear(binary.getLHS()), right = toLinear(binary.getRHS());
  if (binary.getKind() == AffineExprKind::Add)
    return left + right;
  assert(binary.getKind() == AffineExprKind::Mul && right.isConstant() &&
         "offsets are affine");
  return left * right.constant;
}

namespace {
struct TreeBuilder {
  relation::Builder &builder;
  Coordinate i = Coordinate::query(), j = Coordinate::key();

  Tree build(MaskAttr mask);

private:
  SmallVector<Tree> buildChildren(MaskAttr mask);
  Tree buildWindow(MaskAttr mask, int64_t left, int64_t right);
  Tree buildStrided(MaskAttr mask, int64_t modulus);
  Tree buildFixed(int64_t length, int64_t summary);
  Tree buildBlock(int64_t length, int64_t back);
  Tree buildComparison(const MaskComparison &comparison);
};
} // namespace

SmallVector<Tree> TreeBuilder::buildChildren(MaskAttr mask) {
  return llvm::map_to_vector(mask.getChildren(),
                             [&](MaskAttr child) { return build(child); });
}

// i + E - left <= j <= i + E + right
Tree TreeBuilder::buildWindow(MaskAttr mask, int64_t left, int64_t right) {
  Linear offset = toLinear(mask.getOffset());
  return builder.both(builder.atMost(i, j, Linear(left) - offset),
                      builder.atMost(j, i, offset + Linear(right)));
}

// (i + E - j) mod modulus = 0
Tree TreeBuilder::buildStrided(MaskAttr mask, int64_t modulus) {
  Linear offset = toLinear(mask.getOffset());
  if (offset.isConstant()) {
    int64_t rest = -offset.constant % modulus;
    return builder.congruent(i, j, modulus, rest < 0 ? rest + modulus : rest);
  }
  MLIRContext *context = mask.getContext();
  AffineExpr distance = getAffineDimExpr(0, context) -
                        getAffineDimExpr(1, context) + mask.getOffset();
  return builder.zero(distance % modulus);
}

Tree TreeBuilder::buildFixed(int64_t length, int64_t summary) {
  Tree isSummary = builder.atLeast(j, Coordinate::block(Axis::Key, length),
                                   length - summary);
  return builder.either(builder.sameBlock(length), isSummary);
}

Tree TreeBuilder::buildBlock(int64_t length, int64_t back) {
  if (back == 0)
    return builder.sameBlock(length);
  Coordinate row = Coordinate::block(Axis::Query, length);
  Coordinate column = Coordinate::block(Axis::Key, length);
  return builder.both(builder.atMost(row, column, back * length),
                      builder.atMost(column, row, 0));
}

Tree TreeBuilder::buildComparison(const MaskComparison &comparison) {
  AffineExpr left = comparison.left, right = comparison.right;
  switch (comparison.compare) {
  case MaskCompare::LT:
    return builder.nonNegative(right - left - 1);
  case MaskCompare::LE:
    return builder.nonNegative(right - left);
  case MaskCompare::GT:
    return builder.nonNegative(left - right - 1);
  case MaskCompare::GE:
    return builder.nonNegative(left - right);
  case MaskCompare::EQ:
    return builder.zero(left - right);
  case MaskCompare::NE:
    return builder.negate(builder.zero(left - right));
  }
  llvm_unreachable("unknown comparison");
}

Tree TreeBuilder::build(MaskAttr mask) {
  ArrayRef<int64_t> numbers = mask.getNumbers();
  switch (mask.getKind()) {
  case MaskKind::And:
    return builder.all(buildChildren(mask));
  case MaskKind::Or:
    return builder.any(buildChildren(mask));
  case MaskKind::Not:
    return builder.negate(build(mask.getChildren()[0]));
  case MaskKind::All:
    return builder.constant(true);
  case MaskKind::Causal:
    return builder.atMost(j, i, toLinear(mask.getOffset()));
  case MaskKind::Window:
    if (numbers.size() == 1)
      return buildWindow(mask, numbers[0] - 1, numbers[0] - 1);
    return buildWindow(mask, numbers[0], numbers[1]);
  case MaskKind::Strided:
    return buildStrided(mask, numbers[0]);
  case MaskKind::DilatedWindow:
    return builder.both(buildWindow(mask, numbers[0] * numbers[1] - 1, 0),
                        buildStrided(mask, numbers[1]));
  case MaskKind::Fixed:
    return buildFixed(numbers[0], numbers[1]);
  case MaskKind::Global:
    return builder.either(
        builder.atMost(i, Coordinate::zero(), numbers[0] - 1),
        builder.atMost(j, Coordinate::zero(), numbers[0] - 1));
  case MaskKind::Block:
    return buildBlock(numbers[0], numbers.size() == 2 ? numbers[1] : 0);
  case MaskKind::Prefix:
    return builder.atMost(j, Coordinate::zero(), numbers[0] - 1);
  case MaskKind::Set:
    return build(mask.getChildren()[0]);
  case MaskKind::Compare:
    return builder.all(llvm::map_to_vector(
        mask.getComparisons(), [&](const MaskComparison &comparison) {
          return buildComparison(comparison);
        }));
  }
  llvm_unreachable("unknown kind");
}

Tree ambit::toTree(MaskAttr mask, relation::Builder &builder) {
  return mask ? TreeBuilder{builder}.build(mask) : builder.constant(true);
}

llvm::Expected<Relation> ambit::toRelation(MaskAttr mask) {
  relation::Builder builder;
  Tree tree = toTree(mask, builder);
  Facts facts;
  if (mask && mask.needsEqualLengths())
    facts.equal(queryLength, keyLength);
  return Relation::get(builder, tree, facts);
}
