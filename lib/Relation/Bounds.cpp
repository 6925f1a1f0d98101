// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Elimination in difference systems with expressions as bounds.

#include "Bounds.h"

#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace ambit::relation;

Bounds::Bounds(ExprArena &arena, unsigned listTerms)
    : arena(arena), listTerms(listTerms), lists(size * size) {}

unsigned Bounds::add(int64_t modulus) {
  assert(count < capacity && "more coordinates than the cap allows");
  moduli.push_back(modulus);
  gone.push_back(false);
  return count++;
}

void Bounds::append(List &list, Expr e) {
  for (Expr &other : list) {
    std::optional<int64_t> by = arena.difference(e, other);
    if (!by)
      continue;
    if (*by < 0)
      other = e;
    return;
  }
  list.push_back(e);
  // A long list becomes one term.
  if (list.size() > listTerms)
    list = {arena.min(list)};
}

void Bounds::atMost(unsigned u, unsigned v, Expr e) {
  if (u != v)
    return append(at(u, v), e);
  if (std::optional<int64_t> value = arena.constantValue(e)) {
    if (*value < 0)
      empty = true;
    return;
  }
  append(conditionList, e);
}

std::optional<Expr> Bounds::least(unsigned u, unsigned v) const {
  if (list(u, v).empty())
    return std::nullopt;
  return arena.min(list(u, v));
}

void Bounds::round(unsigned u, unsigned v, const Atom &congruence) {
  int64_t d = congruence.modulus;
  // e becomes min(e, end of the last period that starts by e).
  auto roundList = [&](unsigned a, unsigned b, int64_t first) {
    for (Expr e : List(at(a, b))) {
      Expr start = arena.scale(arena.floorDiv(arena.add(e, -first), d), d);
      append(at(a, b), arena.add(start, first + congruence.length - 1));
    }
  };
  roundList(u, v, congruence.first);
  roundList(v, u, -(congruence.first + congruence.length - 1));
}

void Bounds::roundToLattices() {
  for (unsigned u = 0; u < count; ++u) {
    for (unsigned v = 0; v < count; ++v) {
      int64_t common = std::gcd(moduli[u], moduli[v]);
      if (u == v || gone[u] || gone[v] || common <= 1)
        continue;
      List rounded;
      for (Expr e : at(u, v))
        append(rounded, arena.scale(arena.floorDiv(e, common), common));
      at(u, v) = std::move(rounded);
    }
  }
}

void Bounds::eliminate(unsigned variable) {
  if (moduli[variable] > 1)
    roundToLattices();
  for (unsigned u = 0; u < count; ++u) {
    for (unsigned v = 0; v < count; ++v) {
      if (gone[u] || gone[v] || u == variable || v == variable)
        continue;
      List left = at(u, variable), right = at(variable, v);
      if (left.size() * right.size() > listTerms) {
        left = {arena.min(left)};
        right = {arena.min(right)};
      }
      for (Expr a : left)
        for (Expr b : right)
          atMost(u, v, arena.add(a, b));
    }
  }
  gone[variable] = true;
}

void Bounds::projectOnto(llvm::ArrayRef<unsigned> kept) {
  llvm::SmallVector<unsigned> order;
  for (unsigned variable = 1; variable < count; ++variable)
    if (!gone[variable] && !llvm::is_contained(kept, variable))
      order.push_back(variable);
  llvm::sort(order, [&](unsigned a, unsigned b) {
    return std::pair(moduli[a], a) < std::pair(moduli[b], b);
  });
  for (unsigned variable : order)
    eliminate(variable);
}
