// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Masks that the tests share: the patterns of the literature by name, and
// random trees.

#pragma once

#include "ambit/Relation/Relation.h"
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace ambit::relation::test {

/// Symbols of the test masks, after the two lengths.
enum TestSymbol : unsigned { offset = 2, width, prefix, globals, testSymbols };

struct NamedMask {
  std::string name;
  std::function<Tree(Builder &)> build;
};

std::vector<NamedMask> namedMasks();

/// Lengths, unrelated in half of the cases, and values of the other symbols.
std::vector<int64_t> symbolsFor(int64_t length);

/// n, m >= 1, width >= 1, prefix and globals >= 0.
Facts testFacts();

enum class Family { Constants, Symbols, Blocks, Congruences };

/// A random tree of `leaves` comparisons.
Tree randomTree(Builder &builder, std::mt19937 &random, Family family,
                unsigned leaves);

inline int64_t between(std::mt19937 &random, int64_t lo, int64_t hi) {
  return lo + int64_t(random() % uint64_t(hi - lo + 1));
}

Relation relationOf(const NamedMask &mask);

/// Every (i, j) of the grid, evaluated from the tree.
std::vector<char> grid(const Relation &relation,
                       llvm::ArrayRef<int64_t> symbols);

} // namespace ambit::relation::test
