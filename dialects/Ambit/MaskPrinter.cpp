// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Prints a mask in the user's words.

#include "dialects/Ambit/AmbitOps.h"

#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace ambit;

//===--------------------------------------------------------------------===//
// Expressions
//===--------------------------------------------------------------------===//

namespace {
enum class Strength { Sum, Product, Unary };
} // namespace

static void printExpression(raw_ostream &os, AffineExpr expression,
                            Strength strength = Strength::Sum);

// A factor of at least 2 in size, or -1, as the minus of a sum or a sign.
static bool isNegative(AffineExpr expression, AffineExpr &positive) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expression)) {
    positive =
        getAffineConstantExpr(-constant.getValue(), expression.getContext());
    return constant.getValue() < 0;
  }
  auto product = dyn_cast<AffineBinaryOpExpr>(expression);
  if (!product || product.getKind() != AffineExprKind::Mul)
    return false;
  auto factor = dyn_cast<AffineConstantExpr>(product.getRHS());
  if (!factor || factor.getValue() >= 0)
    return false;
  positive = product.getLHS() * -factor.getValue();
  return true;
}

static void printBinary(raw_ostream &os, AffineBinaryOpExpr binary) {
  AffineExpr positive;
  switch (binary.getKind()) {
  case AffineExprKind::Add:
    printExpression(os, binary.getLHS(), Strength::Sum);
    if (isNegative(binary.getRHS(), positive)) {
      os << " - ";
      printExpression(os, positive, Strength::Product);
    } else {
      os << " + ";
      printExpression(os, binary.getRHS(), Strength::Product);
    }
    return;
  case AffineExprKind::Mul:
    if (isNegative(binary, positive)) {
      os << "-";
      printExpression(os, positive, Strength::Unary);
      return;
    }
    printExpression(os, binary.getLHS(), Strength::Unary);
    os << " * ";
    break;
  case AffineExprKind::FloorDiv:
    printExpression(os, binary.getLHS(), Strength::Unary);
    os << " floordiv ";
    break;
  case AffineExprKind::Mod:
    printExpression(os, binary.getLHS(), Strength::Unary);
    os << " mod ";
    break;
  default:
    llvm_unreachable("unknown expression");
  }
  printExpression(os, binary.getRHS(), Strength::Unary);
}

static void printExpression(raw_ostream &os, AffineExpr expression,
                            Strength strength) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expression)) {
    os << constant.getValue();
    return;
  }
  if (auto dim = dyn_cast<AffineDimExpr>(expression)) {
    os << (dim.getPosition() == 0 ? "i" : "j");
    return;
  }
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expression)) {
    os << (symbol.getPosition() == 0 ? "n" : "m");
    return;
  }
  auto binary = cast<AffineBinaryOpExpr>(expression);
  AffineExpr positive;
  Strength own = binary.getKind() == AffineExprKind::Add ? Strength::Sum
                 : isNegative(binary, positive)          ? Strength::Unary
                                                         : Strength::Product;
  bool parenthesise = own < strength;
  os << (parenthesise ? "(" : "");
  printBinary(os, binary);
  os << (parenthesise ? ")" : "");
}

//===--------------------------------------------------------------------===//
// Masks
//===--------------------------------------------------------------------===//

static void printMask(raw_ostream &os, MaskAttr mask, bool inSet);

static void printOperand(raw_ostream &os, MaskAttr mask, bool parenthesise,
                         bool inSet) {
  os << (parenthesise ? "(" : "");
  printMask(os, mask, inSet);
  os << (parenthesise ? ")" : "");
}

static bool isJoin(MaskAttr mask) {
  return mask.getKind() == MaskKind::And || mask.getKind() == MaskKind::Or;
}

static void printJoin(raw_ostream &os, MaskAttr mask, bool inSet) {
  bool isAnd = mask.getKind() == MaskKind::And;
  StringRef word = mask.getWord();
  if (inSet)
    word = isAnd ? "and" : "or";
  bool first = true;
  for (MaskAttr child : mask.getChildren()) {
    if (!first)
      os << " " << word << " ";
    first = false;
    bool parenthesise = isAnd ? isJoin(child) : child.getKind() == MaskKind::Or;
    printOperand(os, child, parenthesise, inSet);
  }
}

static void printComparisons(raw_ostream &os, MaskAttr mask) {
  static constexpr StringLiteral words[] = {"<", "<=", ">", ">=", "=", "!="};
  printExpression(os, mask.getExpressions()[0]);
  for (const MaskComparison &comparison : mask.getComparisons()) {
    os << " " << words[static_cast<int64_t>(comparison.compare)] << " ";
    printExpression(os, comparison.right);
  }
}

// word, word(numbers) or word(numbers, offset = E); the E of causal stands
// alone.
static void printWord(raw_ostream &os, MaskAttr mask) {
  os << mask.getWord();
  AffineExpr offset = mask.getOffset();
  if (mask.getNumbers().empty() && !offset)
    return;
  os << "(";
  llvm::interleaveComma(mask.getNumbers(), os);
  if (offset) {
    if (!mask.getNumbers().empty())
      os << ", offset = ";
    printExpression(os, offset);
  }
  os << ")";
}

static void printMask(raw_ostream &os, MaskAttr mask, bool inSet) {
  switch (mask.getKind()) {
  case MaskKind::And:
  case MaskKind::Or:
    return printJoin(os, mask, inSet);
  case MaskKind::Not:
    os << (inSet ? "not " : "!");
    return printOperand(os, mask.getChildren()[0],
                        isJoin(mask.getChildren()[0]), inSet);
  case MaskKind::Set:
    os << "set(\"";
    printMask(os, mask.getChildren()[0], /*inSet=*/true);
    os << "\")";
    return;
  case MaskKind::Compare:
    return printComparisons(os, mask);
  default:
    return printWord(os, mask);
  }
}

void MaskAttr::printText(raw_ostream &os) const {
  printMask(os, *this, /*inSet=*/false);
}

void MaskAttr::print(AsmPrinter &printer) const {
  printer << "<";
  printText(printer.getStream());
  printer << ">";
}
