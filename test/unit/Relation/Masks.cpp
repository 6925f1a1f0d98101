// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The named masks and the random ones.

#include "Masks.h"

#include <cstdlib>

using namespace ambit::relation;
using namespace ambit::relation::test;

static const Coordinate zero = Coordinate::zero(), i = Coordinate::query(),
                        j = Coordinate::key();

static Linear sym(unsigned symbol) { return Linear::symbol(symbol); }

static Tree causal(Builder &b, const Linear &shift = 0) {
  return b.atMost(j, i, shift);
}

/// i + shift - j < size.
static Tree window(Builder &b, const Linear &size, const Linear &shift = 0) {
  return b.atMost(i, j, size - shift - 1);
}

static Tree band(Builder &b, const Linear &size) {
  return b.both(b.atMost(i, j, size), b.atMost(j, i, size));
}

static Tree dilated(Builder &b, int64_t step, int64_t count) {
  return b.all(
      {causal(b), b.atMost(i, j, step * count - 1), b.congruent(i, j, step)});
}

static Tree strided(Builder &b, int64_t step) {
  return b.both(causal(b), b.either(window(b, step), b.congruent(i, j, step)));
}

/// Sparse Transformer: own block, or the last keys of any block.
static Tree fixed(Builder &b, int64_t size, int64_t summary) {
  Tree last = b.atLeast(j, Coordinate::block(Axis::Key, size), size - summary);
  return b.both(causal(b), b.either(b.sameBlock(size), last));
}

/// j = stride * i - padding + dilation * t for a tap t.
static Tree convolution(Builder &b, int64_t stride, int64_t dilation,
                        int64_t taps, int64_t padding) {
  Coordinate z = Coordinate::scaled(Axis::Query, stride);
  return b.all({b.atLeast(j, z, -padding),
                b.atMost(j, z, dilation * (taps - 1) - padding),
                b.congruent(j, z, dilation, -padding)});
}

/// Neighbourhood attention: a window that is pushed inside at the borders.
static Tree neighbourhood(Builder &b, int64_t size) {
  int64_t half = size / 2;
  Linear end = sym(queryLength);
  Tree low = b.either(b.atLeast(j, i, -half), b.atLeast(j, zero, end - size));
  Tree high = b.either(
      b.both(b.atMost(j, i, size - 1 - half), b.atMost(j, zero, end - 1)),
      b.atMost(j, zero, size - 1));
  return b.both(low, high);
}

static Tree globalRows(Builder &b) {
  return b.atMost(i, zero, sym(globals) - 1);
}

static Tree globalKeys(Builder &b) {
  return b.atMost(j, zero, sym(globals) - 1);
}

static Tree firstKeys(Builder &b, const Linear &count) {
  return b.atMost(j, zero, count - 1);
}

static Tree lookBack(Builder &b, int64_t size) {
  Coordinate x = Coordinate::block(Axis::Query, size);
  Coordinate y = Coordinate::block(Axis::Key, size);
  return b.both(b.atMost(x, y, size), causal(b));
}

static Tree nineComparisons(Builder &b) {
  Tree near =
      b.either(b.both(firstKeys(b, sym(prefix)), causal(b, sym(offset))),
               band(b, sym(width)));
  Tree hidden = b.both(globalRows(b), b.atLeast(j, zero, sym(globals)));
  Tree block = b.either(b.sameBlock(48), firstKeys(b, 6));
  return b.all({near, b.negate(hidden), block});
}

static Tree fourBands(Builder &b) {
  Tree tree = band(b, 3);
  for (int64_t k = 1; k < 4; ++k)
    tree = b.either(
        tree, b.both(b.atMost(i, j, 40 * k + 5), b.atLeast(i, j, 40 * k)));
  return tree;
}

static std::vector<NamedMask> simpleMasks() {
  return {
      {"causal(off)", [](Builder &b) { return causal(b, sym(offset)); }},
      {"window16", [](Builder &b) { return window(b, 16); }},
      {"causal&window(w,off)",
       [](Builder &b) {
         return b.both(causal(b, sym(offset)),
                       window(b, sym(width), sym(offset)));
       }},
      {"band9", [](Builder &b) { return band(b, 9); }},
      {"band(w)", [](Builder &b) { return band(b, sym(width)); }},
      {"dilated d3 k5", [](Builder &b) { return dilated(b, 3, 5); }},
      {"dilated d8 k16", [](Builder &b) { return dilated(b, 8, 16); }},
      {"dilated d50 k3", [](Builder &b) { return dilated(b, 50, 3); }},
      {"strided8", [](Builder &b) { return strided(b, 8); }},
      {"strided40", [](Builder &b) { return strided(b, 40); }},
      {"fixed16,4", [](Builder &b) { return fixed(b, 16, 4); }},
      {"fixed10,3", [](Builder &b) { return fixed(b, 10, 3); }},
      {"block16", [](Builder &b) { return b.sameBlock(16); }},
      {"block12", [](Builder &b) { return b.sameBlock(12); }},
      {"block100", [](Builder &b) { return b.sameBlock(100); }},
      {"block24&causal",
       [](Builder &b) { return b.both(b.sameBlock(24), causal(b)); }},
      {"block16 back 1", [](Builder &b) { return lookBack(b, 16); }},
      {"neighbourhood7", [](Builder &b) { return neighbourhood(b, 7); }},
      {"neighbourhood30", [](Builder &b) { return neighbourhood(b, 30); }},
      {"conv s2 d1 k3 p1",
       [](Builder &b) { return convolution(b, 2, 1, 3, 1); }},
      {"conv s1 d4 k3 p8",
       [](Builder &b) { return convolution(b, 1, 4, 3, 8); }},
      {"conv s3 d2 k4 p2",
       [](Builder &b) { return convolution(b, 3, 2, 4, 2); }},
      {"conv s16 d1 k4 p0",
       [](Builder &b) { return convolution(b, 16, 1, 4, 0); }},
  };
}

static std::vector<NamedMask> mixedMasks() {
  return {
      {"longformer(g,w)",
       [](Builder &b) {
         return b.any({globalRows(b), globalKeys(b), band(b, sym(width))});
       }},
      {"longformer causal",
       [](Builder &b) {
         return b.both(causal(b), b.any({globalRows(b), globalKeys(b),
                                         window(b, sym(width))}));
       }},
      {"prefix(p)",
       [](Builder &b) {
         return b.either(firstKeys(b, sym(prefix)), causal(b));
       }},
      {"!(causal&window)",
       [](Builder &b) {
         return b.negate(b.both(causal(b), window(b, sym(width))));
       }},
      {"sink4|window",
       [](Builder &b) {
         return b.both(causal(b),
                       b.either(firstKeys(b, 4), window(b, sym(width))));
       }},
      {"window8|dilated",
       [](Builder &b) {
         Tree far = b.both(b.congruent(i, j, 4), window(b, 64));
         return b.both(causal(b), b.either(window(b, 8), far));
       }},
      {"dilated&block",
       [](Builder &b) { return b.both(dilated(b, 5, 20), b.sameBlock(32)); }},
      {"strided|fixed",
       [](Builder &b) { return b.either(strided(b, 6), fixed(b, 20, 2)); }},
      {"nine comparisons", nineComparisons},
      {"four bands", fourBands},
      {"even rows and keys|band4",
       [](Builder &b) {
         Tree even = b.both(b.congruent(i, zero, 2), b.congruent(j, zero, 2));
         return b.either(even, band(b, 4));
       }},
  };
}

std::vector<NamedMask> ambit::relation::test::namedMasks() {
  std::vector<NamedMask> masks = simpleMasks();
  for (NamedMask &mask : mixedMasks())
    masks.push_back(std::move(mask));
  return masks;
}

std::vector<int64_t> ambit::relation::test::symbolsFor(int64_t length) {
  int64_t n = length, m = n % 2 ? n : (n * 37) % 200 + 1;
  return {n, m, (n % 3 - 1) * 7, n % 40 + 1, (n * 13) % (m + 3), n % 9};
}

Facts ambit::relation::test::testFacts() {
  Facts facts;
  facts.nonNegative = {sym(width) - 1, sym(prefix), sym(globals)};
  return facts;
}

static Tree randomAtom(Builder &b, std::mt19937 &random, Family family,
                       int64_t size) {
  auto pick = [&](int64_t lo, int64_t hi) { return between(random, lo, hi); };
  static constexpr int64_t kinds[] = {2, 4, 6, 8};
  switch (pick(0, kinds[unsigned(family)])) {
  case 0:
    return b.atMost(i, j, pick(-60, 60));
  case 1:
    return b.atMost(i, zero, pick(0, 100));
  case 2:
    return b.atMost(j, zero, pick(0, 100));
  case 3:
    return b.atMost(pick(0, 1) ? i : j, zero,
                    sym(pick(width, globals)) + pick(-3, 3));
  case 4:
    return pick(0, 1) ? b.atMost(i, j, sym(pick(offset, globals)) + pick(-3, 3))
                      : b.atMost(j, i, sym(pick(offset, globals)));
  case 5:
    return b.atMost(Coordinate::block(Axis::Query, size),
                    Coordinate::block(Axis::Key, size), size * pick(-2, 2));
  case 6:
    return b.atMost(
        pick(0, 1) ? i : j,
        Coordinate::block(pick(0, 1) ? Axis::Key : Axis::Query, size),
        pick(0, size));
  case 7: {
    int64_t d = pick(2, 9);
    return b.congruent(pick(0, 1) ? i : j, zero, d, pick(0, d - 1),
                       pick(1, d - 1));
  }
  default: {
    int64_t d = pick(2, 9);
    return b.congruent(i, j, d, pick(0, d - 1), pick(1, d - 1));
  }
  }
}

static Tree randomTree(Builder &b, std::mt19937 &random, Family family,
                       unsigned leaves, int64_t size) {
  if (leaves == 1) {
    Tree atom = randomAtom(b, random, family, size);
    return between(random, 0, 3) ? atom : b.negate(atom);
  }
  unsigned left = between(random, 1, leaves - 1);
  Tree x = randomTree(b, random, family, left, size);
  Tree y = randomTree(b, random, family, leaves - left, size);
  Tree tree = between(random, 0, 1) ? b.both(x, y) : b.either(x, y);
  return between(random, 0, 7) ? tree : b.negate(tree);
}

Tree ambit::relation::test::randomTree(Builder &builder, std::mt19937 &random,
                                       Family family, unsigned leaves) {
  return ::randomTree(builder, random, family, leaves, between(random, 3, 40));
}

Relation ambit::relation::test::relationOf(const NamedMask &mask) {
  Builder builder;
  Tree tree = mask.build(builder);
  return llvm::cantFail(Relation::get(builder, tree, testFacts()));
}

std::vector<char> ambit::relation::test::grid(const Relation &relation,
                                              llvm::ArrayRef<int64_t> symbols) {
  int64_t n = symbols[queryLength], m = symbols[keyLength];
  std::vector<char> result(n * m);
  for (int64_t row = 0; row < n; ++row)
    for (int64_t column = 0; column < m; ++column)
      result[row * m + column] = relation.contains(row, column, symbols);
  return result;
}
