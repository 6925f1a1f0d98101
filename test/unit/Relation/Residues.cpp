// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Strided forms against brute force: every pair once, none beside.

#include "ambit/Relation/Residues.h"

#include "Masks.h"
#include <gtest/gtest.h>

using namespace ambit::relation;
using namespace ambit::relation::test;

/// Adds one hit for every pair that the classes of `view` run.
static void hitView(const ResidueView &view, const ExprArena &arena,
                    llvm::ArrayRef<int64_t> symbols, std::vector<int> &hits) {
  int64_t n = symbols[queryLength], m = symbols[keyLength];
  llvm::SmallVector<Expr, 4> roots = view.innerSymbols;
  roots.append({view.rowOrigin, view.keyOrigin});
  Program program(arena, roots);
  unsigned count = view.innerSymbols.size();
  for (int64_t r = 0; r < view.modulus; ++r) {
    Inputs inputs;
    inputs.residueClass = r;
    inputs.symbols = symbols;
    program.run(inputs);
    std::vector<int64_t> inner;
    for (unsigned k = 0; k < count; ++k)
      inner.push_back(program[k]);
    for (int64_t u = 0; u < inner[queryLength]; ++u) {
      for (int64_t v = 0; v < inner[keyLength]; ++v) {
        int64_t i = program[count] + view.modulus * u;
        int64_t j = program[count + 1] + view.modulus * v;
        ASSERT_TRUE(0 <= i && i < n && 0 <= j && j < m);
        hits[i * m + j] += view.inner.contains(u, v, inner);
      }
    }
  }
}

/// Strided pieces that do not begin at 0.
static std::vector<NamedMask> shiftedMasks() {
  static const Coordinate zero = Coordinate::zero(), i = Coordinate::query(),
                          j = Coordinate::key();
  return {
      {"shifted rows and keys",
       [](Builder &b) {
         return b.all({b.congruent(i, j, 7, 3), b.atLeast(i, zero, 5),
                       b.atLeast(j, zero, 11), b.atMost(i, j, 60)});
       }},
      {"shifted by a symbol",
       [](Builder &b) {
         return b.all({b.congruent(i, j, 4, 1),
                       b.atLeast(i, zero, Linear::symbol(globals)),
                       b.atMost(j, i, Linear::symbol(offset))});
       }},
  };
}

TEST(Residues, FormsHitEveryPairOnce) {
  unsigned forms = 0;
  std::vector<NamedMask> masks = namedMasks();
  for (NamedMask &mask : shiftedMasks())
    masks.push_back(std::move(mask));
  for (const NamedMask &mask : masks) {
    Relation relation = relationOf(mask);
    ExprArena arena;
    std::optional<StridedForm> form = stridedForm(relation, arena);
    if (!form)
      continue;
    ++forms;
    for (int64_t length = 1; length <= 150; length += 13) {
      std::vector<int64_t> symbols = symbolsFor(length);
      int64_t m = symbols[keyLength];
      std::vector<int> hits(length * m);
      for (const ResidueView &view : form->views)
        hitView(view, arena, symbols, hits);
      int64_t wrong = 0;
      for (int64_t i = 0; i < length; ++i)
        for (int64_t j = 0; j < m; ++j)
          wrong += hits[i * m + j] +
                       (form->dense && form->dense->contains(i, j, symbols)) !=
                   relation.contains(i, j, symbols);
      EXPECT_EQ(wrong, 0) << mask.name << " n=" << length;
    }
  }
  EXPECT_GE(forms, 10u);
}

static double gain(const char *name, int64_t length) {
  for (const NamedMask &mask : namedMasks()) {
    if (mask.name != name)
      continue;
    Relation relation = relationOf(mask);
    ExprArena arena;
    std::optional<StridedForm> form = stridedForm(relation, arena);
    std::vector<int64_t> symbols = {length, length, 0, 64, 3, 2};
    TileCount direct = tileCount(relation, 64, 32, symbols);
    TileCount strided = tileCount(*form, arena, 64, 32, symbols);
    return double(direct.full + direct.partial) /
           double(strided.full + strided.partial);
  }
  return 0;
}

TEST(Residues, TileCountsSayWhereStridesPay) {
  EXPECT_NEAR(gain("strided8", 4096), 5.4, 0.3);
  EXPECT_NEAR(gain("strided40", 4096), 8.4, 0.5);
  EXPECT_NEAR(gain("dilated d8 k16", 4096), 2.0, 0.2);
  EXPECT_NEAR(gain("dilated d3 k5", 4096), 1.0, 0.1);
  EXPECT_LT(gain("window8|dilated", 4096), 0.8);
}

TEST(Residues, TileCountsAreExactWhenSmall) {
  for (const NamedMask &mask : namedMasks()) {
    Relation relation = relationOf(mask);
    std::vector<int64_t> symbols = symbolsFor(150);
    int64_t m = symbols[keyLength], full = 0, partial = 0;
    std::vector<char> cells = grid(relation, symbols);
    for (int64_t i0 = 0; i0 < 150; i0 += 13) {
      for (int64_t j0 = 0; j0 < m; j0 += 7) {
        bool some = false, all = true;
        for (int64_t i = i0; i < std::min<int64_t>(150, i0 + 13); ++i)
          for (int64_t j = j0; j < std::min(m, j0 + 7); ++j)
            (cells[i * m + j] ? some : all) = cells[i * m + j];
        full += all;
        partial += some && !all;
      }
    }
    TileCount count = tileCount(relation, 13, 7, symbols);
    EXPECT_FALSE(count.estimated);
    EXPECT_EQ(count.full, full) << mask.name;
    EXPECT_EQ(count.partial, partial) << mask.name;
  }
}
