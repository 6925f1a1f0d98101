// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Questions to the prover as constraint systems.

#pragma once

#include "Prover.h"
#include "llvm/ADT/DenseMap.h"

namespace ambit::relation {

/// Variables i, j and the symbols, within the lengths and facts.
struct CellSystem {
  explicit CellSystem(const RelationData &data);
  void add(const Atom &atom);
  /// Divisions that adding `atom` brings.
  unsigned divisionsFor(const Atom &atom) const;

  ConstraintSystem system;

private:
  using Terms = ConstraintSystem::Terms;
  bool isNewBlock(Coordinate coordinate) const;
  void addTerms(Coordinate coordinate, int64_t factor, Terms &terms);
  void addTerms(const Affine &affine, int64_t factor,
                llvm::ArrayRef<std::pair<unsigned, Terms>> divisions,
                Terms &terms, int64_t &constant);
  void addRaw(const AffineForm &form);

  llvm::SmallVector<std::pair<Coordinate, unsigned>, 4> blocks;
};

/// Variables RowFirst, RowLast, KeyTile and the symbols, within the lengths and
/// facts.
struct RowSystem {
  RowSystem(const RelationData &data, const ExprArena &arena);
  /// e < 0; false if `e` has a form that the system cannot hold.
  bool negative(Expr e);
  /// e >= 0; nothing is added if `e` has such a form.
  void nonNegative(Expr e);

  ConstraintSystem system;

private:
  using Terms = ConstraintSystem::Terms;
  bool addTerms(Expr e, int64_t factor, Terms &terms, int64_t &constant);

  const ExprArena &arena;
  llvm::DenseMap<uint32_t, unsigned> quotients;
};

} // namespace ambit::relation
