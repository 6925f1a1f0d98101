// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The difference of two formulas is a polynomial of degree 2 for each residue
// of the size: its sign changes are found by bisection where it is monotone.

#include "ambit/Analysis/Crossover.h"

#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace ambit;
using namespace ambit::analysis;
using relation::Formula;
using relation::QuasiPolynomial;
using relation::SizeMap;
using relation::Wide;

static Order getOrder(Wide difference) {
  if (difference == 0)
    return Order::Equal;
  return difference < 0 ? Order::First : Order::Second;
}

namespace {
/// value + k * first + k * (k - 1) / 2 * second for 0 <= k <= last.
struct Difference {
  Wide value, first, second;
  int64_t last;

  Wide at(int64_t k) const {
    return value + k * first + Wide(k) * (k - 1) / 2 * second;
  }
  /// Every k whose order is not that of k - 1.
  std::set<int64_t> findChanges() const;

private:
  void findChanges(int64_t from, int64_t to, std::set<int64_t> &changes) const;
};
} // namespace

/// In [from, to] the difference only rises or only falls, so that equal orders
/// at the ends are the order of all between.
void Difference::findChanges(int64_t from, int64_t to,
                             std::set<int64_t> &changes) const {
  while (from < to && getOrder(at(from)) != getOrder(at(to))) {
    int64_t low = from, high = to;
    while (high - low > 1) {
      int64_t middle = low + (high - low) / 2;
      (getOrder(at(middle)) == getOrder(at(from)) ? low : high) = middle;
    }
    changes.insert(high);
    from = high;
  }
}

std::set<int64_t> Difference::findChanges() const {
  std::set<int64_t> changes;
  // The step from k to k + 1 is first + k * second: it changes its sign once.
  int64_t turn = 0;
  if (second != 0 && (first < 0) != (second < 0) && first != 0)
    turn = int64_t(std::min<Wide>(last, -first / second));
  for (int64_t k : {turn - 1, turn, turn + 1, turn + 2})
    if (k > 0 && k <= last && getOrder(at(k)) != getOrder(at(k - 1)))
      changes.insert(k);
  findChanges(0, std::max<int64_t>(0, turn - 1), changes);
  findChanges(std::min(last, turn + 2), last, changes);
  return changes;
}

/// Adds a size of this order; stretches that touch become one.
static void append(std::vector<Stretch> &stretches, int64_t from, int64_t to,
                   Order order) {
  if (from > to)
    return;
  if (!stretches.empty() && stretches.back().order == order)
    stretches.back().to = to;
  else
    stretches.push_back({from, to, order});
}

/// The stretches of the periodic part.
static void appendPeriodic(const QuasiPolynomial &difference,
                           std::vector<Stretch> &stretches) {
  int64_t origin = difference.validFrom, period = difference.period;
  std::vector<Difference> parts;
  std::set<int64_t> starts = {origin};
  for (auto [r, part] : llvm::enumerate(difference.differences)) {
    int64_t first = origin + int64_t(r);
    parts.push_back(
        {part[0], part[1], part[2], (relation::maxSize - first) / period});
    for (int64_t k : parts.back().findChanges())
      starts.insert(first + k * period);
  }
  for (auto it = starts.begin(); it != starts.end(); ++it) {
    auto next = std::next(it);
    int64_t to = next == starts.end() ? relation::maxSize : *next - 1;
    // No residue changes its order in between: one period tells all.
    std::optional<Order> order;
    for (int64_t x = *it; x <= std::min(to, *it + period - 1); ++x) {
      Order here =
          getOrder(parts[(x - origin) % period].at((x - origin) / period));
      order = !order || *order == here ? here : Order::Mixed;
      if (*order == Order::Mixed)
        break;
    }
    append(stretches, std::max<int64_t>(1, *it), to, *order);
  }
}

std::optional<std::vector<Stretch>>
analysis::compareAlong(const Formula &first, const Formula &second,
                       llvm::StringRef size, const SizeMap &others) {
  Formula formula = first - second;
  std::optional<QuasiPolynomial> difference = formula.along(size, others);
  if (!difference)
    return std::nullopt;
  // The greatest values fit, and so do all others.
  for (int64_t r = 0; r < difference->period; ++r)
    if (!difference->at(relation::maxSize - r))
      return std::nullopt;
  std::vector<Stretch> stretches;
  SizeMap sizes = others;
  for (int64_t x = 1; x < difference->validFrom; ++x) {
    sizes[size] = x;
    std::optional<Wide> value = formula.at(sizes);
    if (!value)
      return std::nullopt;
    append(stretches, x, x, getOrder(*value));
  }
  appendPeriodic(*difference, stretches);
  return stretches;
}
