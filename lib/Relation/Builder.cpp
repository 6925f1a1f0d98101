// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hash-consed boolean trees, and the ranges that their numbers must keep.

#include "ambit/Relation/Builder.h"

#include "Arithmetic.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/Twine.h"

using namespace ambit::relation;

// More distinct comparisons than any sensible mask has; the search for equal
// ones is linear.
static constexpr size_t maxAtoms = 1024;
static constexpr size_t maxTrees = size_t(1) << 20;

bool TreeNode::operator==(const TreeNode &other) const {
  return kind == other.kind && atom == other.atom && operands == other.operands;
}

Builder::Builder() {
  trees.add({TreeNode::Kind::False, 0, {}});
  trees.add({TreeNode::Kind::True, 0, {}});
}

Tree Builder::fail(const llvm::Twine &message) {
  if (firstError.empty())
    firstError = message.str();
  return constant(false);
}

static bool inRange(int64_t value, int64_t limit) {
  return value >= -limit && value <= limit;
}

bool Builder::check(const Linear &linear) {
  if (!inRange(linear.constant, maxConstant)) {
    fail("expected constants of a mask within 2^40, but got " +
         llvm::Twine(linear.constant));
    return false;
  }
  if (linear.coefficients.size() > maxSymbols) {
    fail("expected at most " + llvm::Twine(maxSymbols) +
         " symbols in a mask, but got " +
         llvm::Twine(linear.coefficients.size()));
    return false;
  }
  for (int64_t coefficient : linear.coefficients) {
    if (!inRange(coefficient, maxCoefficient)) {
      fail("expected coefficients of a mask within 2^16, but got " +
           llvm::Twine(coefficient));
      return false;
    }
  }
  return true;
}

bool Builder::check(Coordinate coordinate) {
  int64_t limit =
      coordinate.kind == Coordinate::Kind::Scaled ? maxCoefficient : maxModulus;
  if (coordinate.factor >= 1 && coordinate.factor <= limit)
    return true;
  fail("expected block sizes in [1, 2^31] and strides in [1, 2^16], but got " +
       llvm::Twine(coordinate.factor));
  return false;
}

bool Builder::check(const AffineForm &form) {
  auto checkAffine = [&](const Affine &affine) {
    if (!check(affine.rest))
      return false;
    bool small = inRange(affine.query, maxCoefficient) &&
                 inRange(affine.key, maxCoefficient);
    for (int64_t coefficient : affine.divisions)
      small = small && inRange(coefficient, maxModulus);
    if (!small)
      fail("expected coefficients of a mask within 2^16");
    return small;
  };
  if (form.divisions.size() > 64) {
    fail("expected at most 64 divisions in one comparison, but got " +
         llvm::Twine(form.divisions.size()));
    return false;
  }
  for (const Division &division : form.divisions) {
    if (division.divisor < 1 || division.divisor > maxModulus) {
      fail("expected divisors in [1, 2^31], but got " +
           llvm::Twine(division.divisor));
      return false;
    }
    if (!checkAffine(division.dividend))
      return false;
  }
  return checkAffine(form.form);
}

llvm::hash_code ambit::relation::hash_value(const TreeNode &node) {
  return llvm::hash_combine(
      node.kind, node.atom,
      llvm::hash_combine_range(node.operands.begin(), node.operands.end()));
}

Tree Builder::intern(TreeNode node) {
  if (trees.size() >= maxTrees)
    return fail("expected a mask of at most 2^20 nodes");
  return {trees.add(std::move(node))};
}

Tree Builder::leaf(Atom atom) {
  Atom opposite = atom.negated();
  for (auto [id, known] : llvm::enumerate(atomList)) {
    Tree tree = {0};
    if (known == atom || known == opposite)
      tree = intern({TreeNode::Kind::Leaf, uint32_t(id), {}});
    if (known == atom)
      return tree;
    if (known == opposite)
      return negate(tree);
  }
  if (atomList.size() >= maxAtoms)
    return fail("expected at most 1024 distinct comparisons in a mask");
  atomList.push_back(std::move(atom));
  return intern({TreeNode::Kind::Leaf, uint32_t(atomList.size() - 1), {}});
}

Tree Builder::atMost(Coordinate u, Coordinate v, Linear bound) {
  if (!check(u) || !check(v) || !check(bound))
    return constant(false);
  if (u == v && bound.isConstant())
    return constant(bound.constant >= 0);
  Atom atom;
  atom.u = u;
  atom.v = v;
  atom.bound = std::move(bound);
  return leaf(std::move(atom));
}

Tree Builder::atLeast(Coordinate u, Coordinate v, const Linear &bound) {
  if (!check(bound))
    return constant(false);
  return atMost(v, u, bound * -1);
}

Tree Builder::congruent(Coordinate u, Coordinate v, int64_t modulus,
                        int64_t first, int64_t length) {
  if (!check(u) || !check(v) || !check(Linear(first)))
    return constant(false);
  if (modulus < 1 || modulus > maxModulus)
    return fail("expected a modulus in [1, 2^31], but got " +
                llvm::Twine(modulus));
  if (length <= 0)
    return constant(false);
  if (length >= modulus)
    return constant(true);
  if (u == v)
    return constant(relation::modulo(-first, modulus) < length);
  Atom atom;
  atom.kind = Atom::Kind::Congruence;
  atom.u = u;
  atom.v = v;
  atom.modulus = modulus;
  atom.first = relation::modulo(first, modulus);
  atom.length = length;
  // Then (i - j) and (j - i) share an entry.
  atom.orient();
  return leaf(std::move(atom));
}

Tree Builder::sameBlock(int64_t size) {
  Coordinate i = Coordinate::block(Axis::Query, size);
  Coordinate j = Coordinate::block(Axis::Key, size);
  return both(atMost(i, j, 0), atMost(j, i, 0));
}

Tree Builder::negate(Tree a) {
  if (a.id <= 1)
    return constant(a.id == 0);
  if (trees[a.id].kind == TreeNode::Kind::Not)
    return {trees[a.id].operands[0]};
  return intern({TreeNode::Kind::Not, 0, {a.id}});
}

Tree Builder::combine(llvm::ArrayRef<Tree> operands, TreeNode::Kind kind) {
  bool isAnd = kind == TreeNode::Kind::And;
  llvm::SmallSetVector<uint32_t, 8> kept;
  for (Tree tree : operands) {
    if (tree == constant(isAnd))
      continue;
    if (tree == constant(!isAnd))
      return tree;
    if (trees[tree.id].kind == kind && trees[tree.id].operands.size() <= 16)
      kept.insert_range(trees[tree.id].operands);
    else
      kept.insert(tree.id);
  }
  for (uint32_t id : kept)
    if (trees[id].kind == TreeNode::Kind::Not &&
        kept.contains(trees[id].operands[0]))
      return constant(!isAnd);
  if (kept.empty())
    return constant(isAnd);
  if (kept.size() == 1)
    return {kept[0]};
  // One order, so that equal trees are found.
  llvm::SmallVector<uint32_t, 2> sorted(kept.begin(), kept.end());
  llvm::sort(sorted);
  return intern({kind, 0, std::move(sorted)});
}

Tree Builder::all(llvm::ArrayRef<Tree> trees) {
  return combine(trees, TreeNode::Kind::And);
}

Tree Builder::any(llvm::ArrayRef<Tree> trees) {
  return combine(trees, TreeNode::Kind::Or);
}
