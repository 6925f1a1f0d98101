// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The decision tree: literals are tried true and false until the tree has one
// value; sides without a position are dropped.

#include "Prover.h"
#include "ThreadTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

void ambit::relation::evaluateTree(const RelationData &data,
                                   llvm::ArrayRef<Truth> atoms,
                                   llvm::SmallVectorImpl<Truth> &nodes) {
  nodes.resize(data.tree.size());
  for (auto [index, node] : llvm::enumerate(data.tree)) {
    Truth value = Truth::Unknown;
    switch (node.kind) {
    case TreeNode::Kind::False:
      value = Truth::False;
      break;
    case TreeNode::Kind::True:
      value = Truth::True;
      break;
    case TreeNode::Kind::Leaf:
      value = atoms[node.atom];
      break;
    case TreeNode::Kind::Not:
      value = nodes[node.operands[0]];
      if (value != Truth::Unknown)
        value = value == Truth::True ? Truth::False : Truth::True;
      break;
    case TreeNode::Kind::And:
    case TreeNode::Kind::Or: {
      // `decisive` alone settles the node.
      bool isAnd = node.kind == TreeNode::Kind::And;
      Truth decisive = isAnd ? Truth::False : Truth::True;
      value = isAnd ? Truth::True : Truth::False;
      for (uint32_t operand : node.operands) {
        if (nodes[operand] == decisive) {
          value = decisive;
          break;
        }
        if (nodes[operand] == Truth::Unknown)
          value = Truth::Unknown;
      }
      break;
    }
    }
    nodes[index] = value;
  }
}

// Time for the whole split, and pieces that are made shorter at the end.
static constexpr double splitMilliseconds = 400;
static constexpr size_t maxLiterals = 32;

namespace {
class Splitter {
public:
  Splitter(RelationData &data, Prover &prover)
      : data(data), prover(prover),
        assignment(data.atoms.size(), Truth::Unknown),
        end(threadMilliseconds() + splitMilliseconds) {}

  void split();

private:
  uint32_t firstUnknownAtom() const;
  void addPiece(bool inside, bool mixed);
  void mergeSiblings(size_t first);

  RelationData &data;
  Prover &prover;
  llvm::SmallVector<Truth> assignment;
  llvm::SmallVector<Literal> path;
  llvm::SmallVector<Truth> values;
  double end;
};
} // namespace

uint32_t Splitter::firstUnknownAtom() const {
  uint32_t index = data.tree.size() - 1;
  while (data.tree[index].kind != TreeNode::Kind::Leaf) {
    for (uint32_t operand : data.tree[index].operands) {
      if (values[operand] == Truth::Unknown) {
        index = operand;
        break;
      }
    }
  }
  return data.tree[index].atom;
}

void Splitter::addPiece(bool inside, bool mixed) {
  Piece piece;
  piece.literals.assign(path.begin(), path.end());
  piece.inside = inside;
  piece.mixed = mixed;
  data.partition.push_back(std::move(piece));
}

/// Two pieces of one kind that differ in the last literal only become one.
void Splitter::mergeSiblings(size_t first) {
  if (data.partition.size() != first + 2)
    return;
  const Piece &a = data.partition[first], &b = data.partition[first + 1];
  if (a.inside != b.inside || a.mixed || b.mixed ||
      a.literals.size() != path.size() + 1 ||
      b.literals.size() != path.size() + 1)
    return;
  bool inside = a.inside;
  data.partition.resize(first);
  addPiece(inside, false);
}

void Splitter::split() {
  evaluateTree(data, assignment, values);
  Truth value = values.back();
  if (value != Truth::Unknown)
    return addPiece(value == Truth::True, false);
  if (data.partition.size() + 2 > data.limits.leaves ||
      threadMilliseconds() > end) {
    data.normalised = false;
    addPiece(true, true);
    return addPiece(false, true);
  }
  uint32_t atom = firstUnknownAtom();
  size_t first = data.partition.size();
  for (bool side : {true, false}) {
    assignment[atom] = side ? Truth::True : Truth::False;
    path.push_back({atom, side});
    if (!prover.isEmpty(path))
      split();
    path.pop_back();
  }
  assignment[atom] = Truth::Unknown;
  mergeSiblings(first);
}

/// Drops literals that the others imply, congruences first: the simplest
/// description of the same positions.
static void shorten(const RelationData &data, Prover &prover, Piece &piece) {
  if (piece.literals.size() > maxLiterals)
    return;
  auto isSimple = [&](Literal literal) {
    return data.atoms[literal.atom].kind == Atom::Kind::Difference;
  };
  for (bool simple : {false, true}) {
    for (size_t k = 0; k < piece.literals.size();) {
      llvm::SmallVector<Literal, 6> others = piece.literals;
      others[k].positive = !others[k].positive;
      bool implied = isSimple(others[k]) == simple && prover.isEmpty(others);
      if (implied)
        piece.literals.erase(piece.literals.begin() + k);
      else
        ++k;
    }
  }
}

void ambit::relation::splitIntoPieces(RelationData &data, Prover &prover) {
  Splitter(data, prover).split();
  double end = threadMilliseconds() + data.limits.coverMilliseconds;
  for (Piece &piece : data.partition)
    if (threadMilliseconds() < end)
      shorten(data, prover, piece);
  if (!data.normalised)
    data.note(FallBack::PartialTree);
  if (prover.gaveUp())
    data.note(FallBack::Unpruned);
}
