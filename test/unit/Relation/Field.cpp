// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fields of stacks against sums of sets.

#include "ambit/Relation/Field.h"

#include "Masks.h"
#include <gtest/gtest.h>
#include <set>

using namespace ambit::relation;
using namespace ambit::relation::test;

static Field taps(int64_t step, int64_t count, int64_t base = 0,
                  int64_t stride = 1) {
  return Field::progression(base, step, count, stride);
}

static Field stackOf(const std::vector<Field> &layers) {
  Field field = layers.front();
  for (size_t k = 1; k < layers.size(); ++k)
    field = field.then(layers[k]);
  return field;
}

/// Members up to `limit` in absolute value, by adding sets.
static std::set<int64_t> bruteSum(const std::vector<Field> &layers,
                                  int64_t limit) {
  std::set<int64_t> sum = {0};
  for (const Field &layer : layers) {
    std::set<int64_t> next;
    for (int64_t e : sum) {
      for (const Progression &p : layer.set) {
        for (int64_t k = 0; k < p.count; ++k) {
          int64_t x = e * layer.stride + p.base + p.step * k;
          if (std::abs(x) > limit)
            break;
          next.insert(x);
        }
      }
    }
    sum = std::move(next);
  }
  return sum;
}

static void expectEqualSum(const std::vector<Field> &layers,
                           int64_t limit = 1000000) {
  Field field = stackOf(layers);
  EXPECT_TRUE(field.exact);
  std::set<int64_t> expected = bruteSum(layers, limit), got;
  for (const Progression &p : field.set)
    for (int64_t k = 0; k < p.count && std::abs(p.base + p.step * k) <= limit;
         ++k)
      got.insert(p.base + p.step * k);
  EXPECT_EQ(got, expected);
}

TEST(Field, WaveNetSeesOneInterval) {
  std::vector<Field> layers;
  for (unsigned k = 0; k < 12; ++k)
    layers.push_back(taps(int64_t(1) << k, 2, -(int64_t(1) << k)));
  Field field = stackOf(layers);
  EXPECT_TRUE(field.exact);
  EXPECT_TRUE(field.bordersExact);
  ASSERT_EQ(field.set.size(), 1u);
  EXPECT_EQ(field.set[0].least(), -4095);
  EXPECT_EQ(field.set[0].greatest(), 0);
  EXPECT_EQ(field.size(), 4096);
}

TEST(Field, StacksEqualBruteSums) {
  std::vector<Field> mixed, dilations, holes, pyramid, heads;
  for (int64_t k = 0; k < 12; ++k) {
    mixed.push_back(k % 3 == 0   ? taps(1, 5, -2, k < 6 ? 2 : 1)
                    : k % 3 == 1 ? taps(1, 16)
                                 : taps(4, 3, -4));
    dilations.push_back(taps(k % 3 == 0 ? 7 : k % 3 == 1 ? 11 : 13, 3));
    holes.push_back(taps(k == 11 ? 1 : 8, 3));
    pyramid.push_back(taps(1, 3, -1, k < 6 ? 2 : 1));
    heads.push_back(taps(1, 16).unite(taps(64, 4)));
  }
  expectEqualSum(mixed);
  expectEqualSum(dilations);
  expectEqualSum(holes);
  expectEqualSum(pyramid);
  expectEqualSum(heads);
  // Steps that just fill, and just do not fill, the gaps.
  for (int64_t count : {2, 3, 4, 5}) {
    expectEqualSum({taps(1, count), taps(4, 5)});
    expectEqualSum({taps(4, 5), taps(1, count)});
    expectEqualSum({taps(3, count), taps(2, 3)});
  }
}

TEST(Field, UnboundedSetsEqualBruteSums) {
  int64_t infinite = Progression::unbounded;
  Field strided = taps(1, 8).unite(taps(32, infinite));
  expectEqualSum({strided, strided, strided}, 1500);
  expectEqualSum({taps(-1, infinite), taps(1, 4, -1)}, 1500);
  // Opposite directions reach everything.
  Field both = taps(6, infinite).then(taps(-4, infinite, 1));
  EXPECT_TRUE(both.exact);
  EXPECT_TRUE(both.contains(-99999) && both.contains(99999));
  EXPECT_FALSE(both.contains(2));
  EXPECT_EQ(both.size(), std::nullopt);
}

TEST(Field, CapsGiveFlaggedSupersets) {
  std::vector<Field> cantor;
  for (unsigned k = 0; k < 14; ++k)
    cantor.push_back(taps(int64_t(1) << (2 * k), 2));
  Field field = stackOf(cantor);
  EXPECT_FALSE(field.exact);
  for (int64_t e : bruteSum({cantor.begin(), cantor.begin() + 10}, 1 << 20))
    EXPECT_TRUE(field.contains(e));
}

TEST(Field, RelationsHaveFields) {
  for (const NamedMask &mask : namedMasks()) {
    Relation relation = relationOf(mask);
    std::vector<int64_t> symbols = symbolsFor(97);
    auto field = Field::of(relation, symbols);
    if (!field)
      continue;
    int64_t n = symbols[queryLength], m = symbols[keyLength];
    std::vector<char> cells = grid(relation, symbols);
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t j = 0; j < m; ++j) {
        bool inField = field->contains(j - field->stride * i);
        bool inMask = cells[i * m + j] != 0;
        EXPECT_TRUE(inField || !inMask) << mask.name;
        EXPECT_TRUE(!field->exact || inField == inMask) << mask.name;
      }
    }
  }
}

/// Pairs with every position between the layers in range, against the field cut
/// at the ends only.
static bool bordersHold(const std::vector<Field> &layers, int64_t length) {
  Field field = stackOf(layers);
  for (int64_t i = 0; i < length; ++i) {
    std::set<int64_t> positions = {i};
    for (const Field &layer : layers) {
      std::set<int64_t> next;
      for (int64_t position : positions)
        for (const Progression &p : layer.set)
          for (int64_t k = 0; k < p.count; ++k) {
            int64_t j = position * layer.stride + p.base + p.step * k;
            if (0 <= j && j < length)
              next.insert(j);
          }
      positions = std::move(next);
    }
    for (int64_t j = 0; j < length; ++j)
      if (field.contains(j - i) != (positions.count(j) > 0))
        return false;
  }
  return true;
}

TEST(Field, BordersAreExactWhereClaimed) {
  std::vector<Field> causal = {taps(1, 2, -1), taps(2, 2, -2), taps(4, 2, -4)};
  std::vector<Field> bands = {taps(1, 3, -1), taps(1, 5, -2), taps(1, 7, -3)};
  std::vector<Field> centred = {taps(1, 3, -1), taps(3, 3, -3), taps(9, 3, -9)};
  EXPECT_TRUE(stackOf(causal).bordersExact && bordersHold(causal, 40));
  EXPECT_TRUE(stackOf(bands).bordersExact && bordersHold(bands, 40));
  EXPECT_FALSE(stackOf(centred).bordersExact);
  EXPECT_FALSE(bordersHold(centred, 40));
}
