// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Puts a mask in fewer words. Only whole parts are dropped, so that the words
// that remain are those of the user.

#include "dialects/Ambit/AmbitOps.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace ambit;

static bool isNone(MaskAttr mask) {
  return mask.getKind() == MaskKind::Not && mask.getChildren()[0].isAll();
}

static bool areOpposite(MaskAttr a, MaskAttr b) {
  return (a.getKind() == MaskKind::Not && a.getChildren()[0] == b) ||
         (b.getKind() == MaskKind::Not && b.getChildren()[0] == a);
}

// One word with one number, which the set grows with.
static bool growsWithNumber(MaskAttr mask) {
  bool grows = mask.getKind() == MaskKind::Window ||
               mask.getKind() == MaskKind::Prefix ||
               mask.getKind() == MaskKind::Global;
  return grows && mask.getNumbers().size() == 1;
}

// True only when every pair of `a` is one of `b`.
static bool isWithin(MaskAttr a, MaskAttr b) {
  if (a == b || b.isAll() || isNone(a))
    return true;
  if (a.getKind() == MaskKind::And && llvm::is_contained(a.getChildren(), b))
    return true;
  if (b.getKind() == MaskKind::Or && llvm::is_contained(b.getChildren(), a))
    return true;
  return a.getKind() == b.getKind() && growsWithNumber(a) &&
         growsWithNumber(b) && a.getExpressions() == b.getExpressions() &&
         a.getNumbers()[0] <= b.getNumbers()[0];
}

static MaskAttr simplifyNot(MaskAttr child) {
  if (child.getKind() == MaskKind::Not)
    return child.getChildren()[0];
  return MaskAttr::getNot(child);
}

// Drops every child that another one makes redundant; of two equal children
// the first stays.
static MaskAttr simplifyJoin(bool isAnd, ArrayRef<MaskAttr> children) {
  SmallVector<MaskAttr> kept;
  for (auto [number, child] : llvm::enumerate(children)) {
    auto isRedundant = [&, index = number, mask = child](size_t other) {
      if (other == index)
        return false;
      MaskAttr second = children[other];
      bool redundant = isAnd ? isWithin(second, mask) : isWithin(mask, second);
      bool mutual = isAnd ? isWithin(mask, second) : isWithin(second, mask);
      return redundant && (!mutual || other < index);
    };
    if (llvm::none_of(llvm::seq<size_t>(children.size()), isRedundant))
      kept.push_back(child);
  }
  for (auto [number, child] : llvm::enumerate(kept))
    for (MaskAttr other : ArrayRef(kept).drop_front(number + 1))
      if (areOpposite(child, other)) {
        MaskAttr all = MaskAttr::getAll(child.getContext());
        return isAnd ? MaskAttr::getNot(all) : all;
      }
  return isAnd ? MaskAttr::getAnd(kept) : MaskAttr::getOr(kept);
}

MaskAttr MaskAttr::simplify() const {
  bool isAnd = getKind() == MaskKind::And;
  if (!isAnd && getKind() != MaskKind::Or && getKind() != MaskKind::Not)
    return *this;
  SmallVector<MaskAttr> children = llvm::map_to_vector(
      getChildren(), [](MaskAttr child) { return child.simplify(); });
  if (getKind() == MaskKind::Not)
    return simplifyNot(children[0]);
  return simplifyJoin(isAnd, children);
}
