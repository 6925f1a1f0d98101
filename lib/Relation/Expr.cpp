// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Building expressions: every sum is one node with sorted terms, so that equal
// sums are one node and constant differences show.

#include "ambit/Relation/Expr.h"

#include "Arithmetic.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace ambit::relation;

bool ExprNode::operator==(const ExprNode &other) const {
  return kind == other.kind && value == other.value &&
         operands == other.operands && coefficients == other.coefficients;
}

llvm::hash_code ambit::relation::hash_value(const ExprNode &node) {
  llvm::hash_code hash =
      llvm::hash_combine(node.kind, node.value,
                         llvm::hash_combine_range(node.coefficients.begin(),
                                                  node.coefficients.end()));
  for (Expr e : node.operands)
    hash = llvm::hash_combine(hash, e.id);
  return hash;
}

Expr ExprArena::constant(int64_t value) {
  return intern({ExprKind::Constant, value, {}, {}});
}

Expr ExprArena::input(Input input) {
  return intern({ExprKind::Input, int64_t(input), {}, {}});
}

std::optional<int64_t> ExprArena::constantValue(Expr e) const {
  const ExprNode &node = nodes[e.id];
  if (node.kind != ExprKind::Constant)
    return std::nullopt;
  return node.value;
}

/// Adds `factor` * e, taken apart if it is a sum.
void ExprArena::addTerms(
    Expr e, int64_t factor, int64_t &constant,
    llvm::SmallVectorImpl<std::pair<Expr, int64_t>> &terms) const {
  const ExprNode &node = nodes[e.id];
  if (node.kind != ExprKind::Constant && node.kind != ExprKind::Sum) {
    terms.push_back({e, factor});
    return;
  }
  constant = saturatingAdd(constant, saturatingMultiply(factor, node.value));
  for (auto [operand, coefficient] :
       llvm::zip(node.operands, node.coefficients))
    terms.push_back({operand, saturatingMultiply(factor, coefficient)});
}

Expr ExprArena::sum(int64_t constant,
                    llvm::SmallVectorImpl<std::pair<Expr, int64_t>> &terms) {
  llvm::sort(terms, [](auto &a, auto &b) { return a.first.id < b.first.id; });
  ExprNode node{ExprKind::Sum, constant, {}, {}};
  for (auto [operand, coefficient] : terms) {
    if (!node.operands.empty() && node.operands.back() == operand)
      node.coefficients.back() =
          saturatingAdd(node.coefficients.back(), coefficient);
    else {
      node.operands.push_back(operand);
      node.coefficients.push_back(coefficient);
    }
    if (node.coefficients.back() == 0) {
      node.operands.pop_back();
      node.coefficients.pop_back();
    }
  }
  if (node.operands.empty())
    return this->constant(constant);
  if (constant == 0 && node.operands.size() == 1 && node.coefficients[0] == 1)
    return node.operands[0];
  return intern(std::move(node));
}

Expr ExprArena::add(Expr a, Expr b) {
  int64_t constant = 0;
  llvm::SmallVector<std::pair<Expr, int64_t>> terms;
  addTerms(a, 1, constant, terms);
  addTerms(b, 1, constant, terms);
  return sum(constant, terms);
}

Expr ExprArena::add(Expr a, int64_t b) {
  return b == 0 ? a : add(a, constant(b));
}

Expr ExprArena::subtract(Expr a, Expr b) { return add(a, negate(b)); }

Expr ExprArena::scale(Expr a, int64_t factor) {
  if (factor == 1)
    return a;
  int64_t constant = 0;
  llvm::SmallVector<std::pair<Expr, int64_t>> terms;
  if (factor != 0)
    addTerms(a, factor, constant, terms);
  return sum(constant, terms);
}

std::optional<int64_t> ExprArena::difference(Expr a, Expr b) const {
  if (a == b)
    return 0;
  const ExprNode &x = nodes[a.id], &y = nodes[b.id];
  auto constantPart = [](const ExprNode &node) {
    return node.kind == ExprKind::Constant || node.kind == ExprKind::Sum
               ? node.value
               : 0;
  };
  auto sameTerms = [](const ExprNode &sum, const ExprNode &node, Expr e) {
    if (node.kind == ExprKind::Sum)
      return sum.operands == node.operands &&
             sum.coefficients == node.coefficients;
    return sum.operands.size() == 1 && sum.operands[0] == e &&
           sum.coefficients[0] == 1;
  };
  bool same = x.kind == ExprKind::Constant && y.kind == ExprKind::Constant;
  if (x.kind == ExprKind::Sum)
    same = sameTerms(x, y, b);
  else if (y.kind == ExprKind::Sum)
    same = sameTerms(y, x, a);
  if (!same)
    return std::nullopt;
  return constantPart(x) - constantPart(y);
}

Expr ExprArena::floorDiv(Expr a, int64_t divisor) {
  if (divisor == 1)
    return a;
  ExprNode node = nodes[a.id];
  if (node.kind == ExprKind::Constant)
    return constant(floorDivide(node.value, divisor));
  if (node.kind == ExprKind::FloorDiv) {
    int64_t product = saturatingMultiply(node.value, divisor);
    if (product < infinity)
      return intern({ExprKind::FloorDiv, product, node.operands, {}});
  }
  if (node.kind != ExprKind::Sum)
    return intern({ExprKind::FloorDiv, divisor, {a}, {}});
  // Terms that the divisor divides leave; then the common factor leaves.
  llvm::SmallVector<std::pair<Expr, int64_t>> outside, inside;
  int64_t common = divisor;
  for (auto [operand, coefficient] :
       llvm::zip(node.operands, node.coefficients)) {
    if (coefficient % divisor == 0) {
      outside.push_back({operand, coefficient / divisor});
    } else {
      inside.push_back({operand, coefficient});
      common = std::gcd(common, coefficient);
    }
  }
  int64_t quotient = floorDivide(node.value, divisor);
  int64_t rest = node.value - quotient * divisor;
  if (inside.empty())
    return sum(quotient, outside);
  for (auto &term : inside)
    term.second /= common;
  Expr dividend = sum(floorDivide(rest, common), inside);
  Expr division =
      nodes[dividend.id].kind == ExprKind::FloorDiv && divisor / common > 1
          ? floorDiv(dividend, divisor / common)
          : intern({ExprKind::FloorDiv, divisor / common, {dividend}, {}});
  outside.push_back({division, 1});
  return sum(quotient, outside);
}

Expr ExprArena::ceilDiv(Expr a, int64_t divisor) {
  return floorDiv(add(a, divisor - 1), divisor);
}

Expr ExprArena::modulo(Expr a, int64_t divisor) {
  return subtract(a, scale(floorDiv(a, divisor), divisor));
}

Expr ExprArena::extreme(llvm::ArrayRef<Expr> terms, bool greatest) {
  ExprKind kind = greatest ? ExprKind::Max : ExprKind::Min;
  llvm::SmallVector<Expr> flat, kept;
  for (Expr e : terms) {
    if (nodes[e.id].kind == kind)
      llvm::append_range(flat, nodes[e.id].operands);
    else
      flat.push_back(e);
  }
  for (Expr e : flat) {
    bool covered = false;
    for (Expr &other : kept) {
      std::optional<int64_t> by = difference(e, other);
      if (!by)
        continue;
      covered = true;
      if (greatest ? *by > 0 : *by < 0)
        other = e;
    }
    if (!covered)
      kept.push_back(e);
  }
  assert(!kept.empty() && "no least or greatest of nothing");
  llvm::sort(kept, [](Expr a, Expr b) { return a.id < b.id; });
  if (kept.size() == 1)
    return kept[0];
  return intern(
      {kind, 0, llvm::SmallVector<Expr, 2>(kept.begin(), kept.end()), {}});
}

Expr ExprArena::select(Expr condition, Expr a, Expr b) {
  if (a == b)
    return a;
  if (std::optional<int64_t> value = constantValue(condition))
    return *value >= 0 ? a : b;
  return intern({ExprKind::Select, 0, {condition, a, b}, {}});
}
