// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on arithmetic progressions, with caps.

#include "Progressions.h"

#include "Arithmetic.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace ambit::relation;

static constexpr size_t maxProgressions = 64;
// Copies made of one progression for a short other one.
static constexpr int64_t maxCopies = 256;
// Members of a union that is rebuilt from a bit per value.
static constexpr int64_t maxBits = int64_t(1) << 20;
static constexpr int64_t unbounded = Progression::unbounded;

bool Progression::contains(int64_t e) const {
  int64_t distance = e - base;
  return distance % step == 0 && distance / step >= 0 &&
         distance / step < count;
}

bool Progression::contains(const Progression &other) const {
  if (!contains(other.base))
    return false;
  if (other.count == 1)
    return true;
  if (other.step % step != 0)
    return false;
  if (other.isUnbounded())
    return isUnbounded() && (step > 0) == (other.step > 0);
  return contains(other.base + other.step * (other.count - 1));
}

int64_t Progression::least() const {
  if (step > 0)
    return base;
  return isUnbounded() ? -unbounded : base + step * (count - 1);
}

int64_t Progression::greatest() const {
  if (step < 0)
    return base;
  return isUnbounded() ? unbounded : base + step * (count - 1);
}

void ProgressionUnion::add(Progression progression) {
  if (progression.count <= 0)
    return;
  if (progression.count >= unbounded)
    progression.count = unbounded;
  if (progression.count == 1)
    progression.step = 1;
  if (progression.step < 0 && !progression.isUnbounded()) {
    progression.base = progression.least();
    progression.step = -progression.step;
  }
  set.push_back(progression);
}

/// Two unbounded progressions.
static void addUnboundedSum(const Progression &p, const Progression &q,
                            ProgressionUnion &sum) {
  int64_t base = saturatingAdd(p.base, q.base);
  int64_t common = std::gcd(p.step, q.step);
  if ((p.step > 0) != (q.step > 0)) {
    // Both ways: every multiple of the common step.
    sum.add({base, common, unbounded});
    sum.add({base, -common, unbounded});
    return;
  }
  if (common != std::abs(p.step) && common != std::abs(q.step))
    sum.exact = false;
  sum.add({base, p.step > 0 ? common : -common, unbounded});
}

/// A bounded progression `p` and any `q`, both with more than one member.
static void addBoundedSum(const Progression &p, const Progression &q,
                          ProgressionUnion &sum) {
  int64_t base = saturatingAdd(p.base, q.base);
  int64_t qStep = std::abs(q.step);
  // The side from which an unbounded sum starts.
  int64_t start = q.step > 0 ? base : saturatingAdd(p.greatest(), q.base);
  int64_t direction = q.step > 0 ? 1 : -1;
  if (qStep % p.step == 0 && qStep / p.step <= p.count) {
    // p fills the gaps of q.
    int64_t count =
        q.isUnbounded() ? unbounded : p.count + qStep / p.step * (q.count - 1);
    return sum.add({start, direction * p.step, count});
  }
  if (p.step % qStep == 0 && p.step / qStep <= q.count) {
    // q fills the gaps of p.
    int64_t count =
        q.isUnbounded() ? unbounded : q.count + p.step / qStep * (p.count - 1);
    return sum.add({start, q.step, count});
  }
  const Progression &few = p.count <= q.count ? p : q;
  const Progression &many = p.count <= q.count ? q : p;
  if (few.count <= maxCopies) {
    for (int64_t k = 0; k < few.count; ++k)
      sum.add({base + few.step * k, many.step, many.count});
    return;
  }
  sum.exact = false;
  int64_t common = std::gcd(p.step, qStep);
  int64_t count =
      q.isUnbounded()
          ? unbounded
          : ((p.count - 1) * p.step + (q.count - 1) * qStep) / common + 1;
  sum.add({start, direction * common, count});
}

void ProgressionUnion::addSum(const Progression &p, const Progression &q) {
  if (p.count == 1)
    return add({saturatingAdd(p.base, q.base), q.step, q.count});
  if (q.count == 1)
    return add({saturatingAdd(p.base, q.base), p.step, p.count});
  if (p.isUnbounded() && q.isUnbounded())
    return addUnboundedSum(p, q, *this);
  if (p.isUnbounded())
    return addBoundedSum(q, p, *this);
  addBoundedSum(p, q, *this);
}

/// One pass: progressions that touch and fit become one.
void ProgressionUnion::joinOnce() {
  std::vector<Progression> kept;
  for (const Progression &next : set) {
    bool absorbed = llvm::any_of(
        kept, [&](const Progression &other) { return other.contains(next); });
    if (absorbed)
      continue;
    bool joined = false;
    for (Progression &other : kept) {
      // Downwards the greater base holds the less.
      if (next.contains(other)) {
        other = next;
        joined = true;
        break;
      }
      if (other.isUnbounded() || next.step < 0)
        continue;
      int64_t step = other.count > 1  ? other.step
                     : next.count > 1 ? next.step
                                      : next.base - other.base;
      bool fits = step > 0 && (other.count == 1 || other.step == step) &&
                  (next.count == 1 || next.step == step) &&
                  next.base >= other.base &&
                  (next.base - other.base) % step == 0 &&
                  next.base <= other.greatest() + step;
      // Two lone members far apart say more as they are.
      if (other.count == 1 && next.count == 1 && step > 1)
        fits = fits && set.size() > 3;
      if (!fits)
        continue;
      int64_t last = std::max(other.greatest(), next.greatest());
      other = {other.base, step,
               next.isUnbounded() ? unbounded : (last - other.base) / step + 1};
      joined = true;
      break;
    }
    if (!joined)
      kept.push_back(next);
  }
  set = std::move(kept);
}

bool ProgressionUnion::rebuildFromBits() {
  int64_t lo = unbounded, hi = -unbounded;
  for (const Progression &progression : set) {
    lo = std::min(lo, progression.least());
    hi = std::max(hi, progression.greatest());
  }
  if (lo <= -unbounded || hi >= unbounded || hi - lo >= maxBits)
    return false;
  std::vector<bool> bits(hi - lo + 2);
  for (const Progression &progression : set)
    for (int64_t k = 0; k < progression.count; ++k)
      bits[progression.base + progression.step * k - lo] = true;
  set.clear();
  int64_t start = -1;
  for (int64_t k = 0; k <= hi - lo + 1; ++k) {
    if (bits[k] && start < 0)
      start = k;
    if (!bits[k] && start >= 0) {
      add({lo + start, 1, k - start});
      start = -1;
    }
  }
  return set.size() <= maxProgressions;
}

void ProgressionUnion::replaceByHull() {
  exact = false;
  int64_t lo = unbounded, hi = -unbounded;
  for (const Progression &progression : set) {
    lo = std::min(lo, progression.least());
    hi = std::max(hi, progression.greatest());
  }
  int64_t middle = set.front().base;
  set.clear();
  if (lo > -unbounded && hi < unbounded)
    return add({lo, 1, hi - lo + 1});
  if (lo > -unbounded)
    return add({lo, 1, unbounded});
  add({hi < unbounded ? hi : middle, -1, unbounded});
  if (hi >= unbounded)
    add({middle, 1, unbounded});
}

void ProgressionUnion::simplify() {
  for (size_t before = set.size() + 1; set.size() < before;) {
    before = set.size();
    llvm::sort(set, [](const Progression &a, const Progression &b) {
      return std::tuple(a.base, a.step, -a.count) <
             std::tuple(b.base, b.step, -b.count);
    });
    joinOnce();
  }
  if (set.size() > maxProgressions && !rebuildFromBits())
    replaceByHull();
}
