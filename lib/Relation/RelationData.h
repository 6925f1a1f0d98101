// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a `Relation` holds.

#pragma once

#include "ambit/Relation/Relation.h"

namespace ambit::relation {

struct RelationData {
  /// The nodes that the root needs, operands first, the root last.
  std::vector<TreeNode> tree;
  std::vector<Atom> atoms;
  Facts facts;
  Limits limits;
  unsigned symbolCount = 2;
  /// n and m: symbols, or constants where fixed.
  Linear lengths[2] = {Linear::symbol(queryLength), Linear::symbol(keyLength)};

  std::vector<Piece> partition, cover;
  llvm::SmallVector<FallBack, 2> fallBacks;
  bool normalised = true;

  const Linear &length(Axis axis) const {
    return lengths[axis == Axis::Query ? 0 : 1];
  }
  Atom atom(Literal literal) const {
    const Atom &atom = atoms[literal.atom];
    return literal.positive ? atom : atom.negated();
  }
  void note(FallBack fallBack);
};

/// Three-valued logic: does the tree hold, if atom k has value values[k]?
enum class Truth : int8_t { False, True, Unknown };

/// Fills `nodes` with the value of every node of the tree.
void evaluateTree(const RelationData &data, llvm::ArrayRef<Truth> atoms,
                  llvm::SmallVectorImpl<Truth> &nodes);

class Prover;
/// Fills `data.partition`, and `data.normalised`.
void splitIntoPieces(RelationData &data, Prover &prover);
/// Fills `data.cover`.
void growIntoCover(RelationData &data, Prover &prover);

} // namespace ambit::relation
