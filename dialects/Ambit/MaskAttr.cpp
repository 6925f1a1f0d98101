// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The tree of a mask: its nodes, what they must look like, and what they mean
// for one pair of positions.

#include "dialects/Ambit/MaskCheck.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace ambit;

StringRef ambit::getMaskWord(MaskKind kind) {
  static constexpr StringLiteral words[] = {
      "&",      "|",      "!",       "all",
      "causal", "window", "strided", "dilated_window",
      "fixed",  "global", "block",   "prefix",
      "set",    "compare"};
  return words[static_cast<unsigned>(kind)];
}

//===--------------------------------------------------------------------===//
// Building
//===--------------------------------------------------------------------===//

MaskAttr MaskAttr::getAll(MLIRContext *context) {
  return get(context, MaskKind::All, {}, {}, {});
}

MaskAttr MaskAttr::getAnd(ArrayRef<MaskAttr> children) {
  assert(!children.empty() && "expected at least one mask");
  if (children.size() == 1)
    return children[0];
  return get(children[0].getContext(), MaskKind::And, {}, {}, children);
}

MaskAttr MaskAttr::getOr(ArrayRef<MaskAttr> children) {
  assert(!children.empty() && "expected at least one mask");
  if (children.size() == 1)
    return children[0];
  return get(children[0].getContext(), MaskKind::Or, {}, {}, children);
}

MaskAttr MaskAttr::getNot(MaskAttr child) {
  return get(child.getContext(), MaskKind::Not, {}, {}, child);
}

//===--------------------------------------------------------------------===//
// Checking
//===--------------------------------------------------------------------===//

// How many numbers, expressions and children a kind has, and the least and
// greatest value of its numbers.
namespace {
struct Signature {
  size_t minNumbers, maxNumbers, maxExpressions, minChildren, maxChildren;
  int64_t least, greatest;
};
} // namespace

static Signature getSignature(MaskKind kind) {
  constexpr size_t many = std::numeric_limits<size_t>::max();
  constexpr int64_t big = maskConstantLimit, modulus = maskModulusLimit;
  switch (kind) {
  case MaskKind::And:
  case MaskKind::Or:
    return {0, 0, 0, 1, many, 0, 0};
  case MaskKind::Not:
  case MaskKind::Set:
    return {0, 0, 0, 1, 1, 0, 0};
  case MaskKind::All:
    return {0, 0, 0, 0, 0, 0, 0};
  case MaskKind::Causal:
    return {0, 0, 1, 0, 0, 0, 0};
  case MaskKind::Window:
    return {1, 2, 1, 0, 0, -big, big};
  case MaskKind::Strided:
    return {1, 1, 1, 0, 0, 1, modulus};
  case MaskKind::DilatedWindow:
    return {2, 2, 1, 0, 0, 1, modulus};
  case MaskKind::Fixed:
    return {2, 2, 0, 0, 0, 0, modulus};
  case MaskKind::Global:
  case MaskKind::Prefix:
    return {1, 1, 0, 0, 0, 0, big};
  case MaskKind::Block:
    return {1, 2, 0, 0, 0, 0, modulus};
  case MaskKind::Compare:
    return {1, many, many, 0, 0, 0, static_cast<int64_t>(MaskCompare::NE)};
  }
  llvm_unreachable("unknown kind");
}

static std::string getNumberError(StringRef word, const Twine &expected,
                                  int64_t got) {
  return ("expected " + expected + " of `" + word + "`, but got " + Twine(got))
      .str();
}

// Rules among the numbers of one word.
static std::string checkNumbers(MaskKind kind, ArrayRef<int64_t> numbers) {
  StringRef word = getMaskWord(kind);
  switch (kind) {
  case MaskKind::Window:
    if (numbers.size() == 1 && numbers[0] < 1)
      return getNumberError(word, "a positive size", numbers[0]);
    if (numbers.size() == 2 && numbers[0] + numbers[1] < 0)
      return getNumberError(word, "a sum of left and right of at least 0",
                            numbers[0] + numbers[1]);
    return {};
  case MaskKind::DilatedWindow:
    if (numbers[0] > maskConstantLimit / numbers[1])
      return getNumberError(
          word, "a size of at most 2^40 / " + Twine(numbers[1]), numbers[0]);
    return {};
  case MaskKind::Fixed:
  case MaskKind::Block:
    if (numbers[0] < 1)
      return getNumberError(word, "a positive block length", numbers[0]);
    if (kind == MaskKind::Fixed && numbers[1] > numbers[0])
      return getNumberError(
          word, "a summary of at most " + Twine(numbers[0]) + " positions",
          numbers[1]);
    if (numbers.size() == 2 && numbers[1] > maskConstantLimit / numbers[0])
      return getNumberError(word,
                            "a look-back of at most 2^40 / " +
                                Twine(numbers[0]) + " blocks",
                            numbers[1]);
    return {};
  default:
    return {};
  }
}

std::string ambit::checkMask(MaskKind kind, ArrayRef<int64_t> numbers,
                             ArrayRef<AffineExpr> expressions,
                             ArrayRef<MaskAttr> children) {
  Signature signature = getSignature(kind);
  StringRef word = getMaskWord(kind);
  if (numbers.size() < signature.minNumbers ||
      numbers.size() > signature.maxNumbers)
    return ("expected `" + word + "` to have " + Twine(signature.minNumbers) +
            (signature.minNumbers == signature.maxNumbers
                 ? Twine("")
                 : " to " + Twine(signature.maxNumbers)) +
            " numbers, but got " + Twine(numbers.size()))
        .str();
  for (int64_t number : numbers)
    if (number < signature.least || number > signature.greatest)
      return getNumberError(word,
                            "numbers in " + Twine(signature.least) + ".." +
                                Twine(signature.greatest),
                            number);
  if (expressions.size() > signature.maxExpressions ||
      llvm::is_contained(expressions, AffineExpr()) ||
      (kind == MaskKind::Compare && expressions.size() != numbers.size() + 1))
    return ("expected another number of expressions in `" + word +
            "`, but got " + Twine(expressions.size()))
        .str();
  if (children.size() < signature.minChildren ||
      children.size() > signature.maxChildren ||
      llvm::is_contained(children, MaskAttr()))
    return ("expected another number of masks in `" + word + "`, but got " +
            Twine(children.size()))
        .str();
  return checkNumbers(kind, numbers);
}

LogicalResult MaskAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               MaskKind kind, ArrayRef<int64_t> numbers,
                               ArrayRef<AffineExpr> expressions,
                               ArrayRef<MaskAttr> children) {
  std::string error = checkMask(kind, numbers, expressions, children);
  if (!error.empty())
    return emitError() << error;
  return success();
}

//===--------------------------------------------------------------------===//
// Reading
//===--------------------------------------------------------------------===//

AffineExpr MaskAttr::getOffset() const {
  if (getKind() == MaskKind::Compare || getExpressions().empty())
    return {};
  return getExpressions()[0];
}

SmallVector<MaskComparison> MaskAttr::getComparisons() const {
  SmallVector<MaskComparison> comparisons;
  for (auto [number, compare] : llvm::enumerate(getNumbers()))
    comparisons.push_back({getExpressions()[number],
                           static_cast<MaskCompare>(compare),
                           getExpressions()[number + 1]});
  return comparisons;
}

bool MaskAttr::isAll() const { return getKind() == MaskKind::All; }

bool MaskAttr::needsEqualLengths() const {
  if (getKind() == MaskKind::Causal && !getOffset())
    return true;
  return llvm::any_of(getChildren(),
                      [](MaskAttr child) { return child.needsEqualLengths(); });
}
