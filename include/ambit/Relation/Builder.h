// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Boolean trees over atoms, each distinct tree and atom stored once.

#pragma once

#include "ambit/Relation/Atoms.h"
#include "ambit/Relation/Interned.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace mlir {
class AffineExpr;
} // namespace mlir

namespace ambit::relation {

/// A tree of one builder. Operands of a tree are stored before it.
struct Tree {
  uint32_t id = 0;
  bool operator==(Tree other) const { return id == other.id; }
};

struct TreeNode {
  enum class Kind : uint8_t { False, True, Leaf, Not, And, Or };
  Kind kind;
  uint32_t atom = 0; ///< of a Leaf
  llvm::SmallVector<uint32_t, 2> operands;

  bool operator==(const TreeNode &other) const;
};
llvm::hash_code hash_value(const TreeNode &node);

/// Builds trees. A number out of range is remembered and returned by
/// `Relation::get`; building may go on after it.
class Builder {
public:
  Builder();

  Tree constant(bool value) const { return {uint32_t(value)}; }
  /// u - v <= bound.
  Tree atMost(Coordinate u, Coordinate v, Linear bound);
  /// u - v >= bound.
  Tree atLeast(Coordinate u, Coordinate v, const Linear &bound);
  /// (u - v) mod modulus in [first, first + length), cyclic.
  Tree congruent(Coordinate u, Coordinate v, int64_t modulus, int64_t first = 0,
                 int64_t length = 1);
  /// floor(i / size) = floor(j / size).
  Tree sameBlock(int64_t size);
  /// Any affine comparison. It becomes one of the atoms above where it is one;
  /// what is left is kept as it is, with wider tile classes.
  Tree nonNegative(const AffineForm &form);
  /// The same for an affine expression in d0 = i, d1 = j and the symbols.
  Tree nonNegative(mlir::AffineExpr expr);
  Tree zero(mlir::AffineExpr expr);

  Tree both(Tree a, Tree b) { return all({a, b}); }
  Tree either(Tree a, Tree b) { return any({a, b}); }
  Tree all(llvm::ArrayRef<Tree> trees);
  Tree any(llvm::ArrayRef<Tree> trees);
  Tree negate(Tree a);

  llvm::ArrayRef<TreeNode> nodes() const { return trees.all(); }
  llvm::ArrayRef<Atom> atoms() const { return atomList; }
  /// Empty if every number was in range.
  llvm::StringRef error() const { return firstError; }

private:
  Tree intern(TreeNode node);
  Tree leaf(Atom atom);
  Tree combine(llvm::ArrayRef<Tree> operands, TreeNode::Kind kind);
  std::optional<AffineForm> formOf(mlir::AffineExpr expr);
  Tree fail(const llvm::Twine &message);
  bool check(Coordinate coordinate);
  bool check(const Linear &linear);
  bool check(const AffineForm &form);

  Interned<TreeNode> trees;
  std::vector<Atom> atomList;
  std::string firstError;
};

} // namespace ambit::relation
