// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The dots of a cone are the positions that an output reads.

#include "ambit/Draw/ConePicture.h"

#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>

using namespace ambit::draw;
using ambit::relation::Field;
using ambit::relation::Progression;

static Cone coneOf(llvm::ArrayRef<Field> layers) {
  Cone cone{"test", {}};
  Field seen = Field::progression(0, 1, 1);
  for (const Field &layer : layers) {
    seen = seen.then(layer);
    cone.levels.push_back({"layer", seen, layer});
  }
  return cone;
}

static std::string fileOf(const Cone &cone) {
  std::string text;
  llvm::raw_string_ostream os(text);
  drawCone(cone).writeFile(os);
  return text;
}

/// Dots of positions that are read, on each level from the output down.
static std::vector<size_t> dotsOf(const std::string &file) {
  static const std::regex dot(
      "<circle cx=\"([^\"]*)\" cy=\"([^\"]*)\"[^/]*class=\"read\"");
  std::map<double, std::set<std::string>> levels;
  for (std::sregex_iterator it(file.begin(), file.end(), dot), end; it != end;
       ++it)
    levels[std::stod((*it)[2])].insert((*it)[1]);
  std::vector<size_t> counts;
  for (auto &[y, xs] : levels)
    counts.push_back(xs.size());
  return counts;
}

/// Positions read at each level, pair by pair.
static std::vector<size_t> brute(llvm::ArrayRef<Field> layers) {
  std::set<int64_t> positions = {0};
  std::vector<size_t> counts = {1};
  for (const Field &layer : layers) {
    std::set<int64_t> below;
    for (int64_t i : positions)
      for (int64_t e = -100; e <= 100; ++e)
        if (layer.contains(e))
          below.insert(layer.stride * i + e);
    positions = std::move(below);
    counts.push_back(positions.size());
  }
  return counts;
}

TEST(ConePicture, DotsAreThePositions) {
  std::vector<std::vector<Field>> stacks = {
      {Field::progression(-8, 8, 2), Field::progression(-4, 4, 2),
       Field::progression(-2, 2, 2), Field::progression(-1, 1, 2)},
      {Field::progression(-1, 1, 3, 2), Field::progression(-1, 1, 3, 2),
       Field::progression(-1, 1, 3, 2)},
      {Field::progression(-3, 3, 3), Field::progression(-2, 1, 5)},
      {Field::progression(5, 1, 1), Field::progression(-9, 2, 4)},
  };
  for (const std::vector<Field> &stack : stacks)
    EXPECT_EQ(dotsOf(fileOf(coneOf(stack))), brute(stack));
}

TEST(ConePicture, DeepAndUnboundedOnesStaySmall) {
  std::vector<Field> doubling, all;
  for (int64_t k = 40; k-- > 0;)
    doubling.push_back(
        Field::progression(-(int64_t(1) << k), int64_t(1) << k, 2));
  for (int64_t k = 0; k < 50; ++k)
    all.push_back(Field::progression(0, -1, Progression::unbounded));
  EXPECT_LT(fileOf(coneOf(doubling)).size(), 400000u);
  EXPECT_LT(fileOf(coneOf(all)).size(), 400000u);
}
