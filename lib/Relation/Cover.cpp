// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The cover: a piece grows by dropping literals as long as it meets no piece of
// the other kind; pieces inside another one go.

#include "Prover.h"
#include "ThreadTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

// Longer pieces stay as they are: each literal is a question to all others.
static constexpr size_t maxLiterals = 32;

static bool disjoint(Prover &prover, llvm::ArrayRef<Literal> a,
                     llvm::ArrayRef<Literal> b) {
  llvm::SmallVector<Literal, 12> both(a.begin(), a.end());
  for (Literal literal : b)
    if (!llvm::is_contained(both, literal))
      both.push_back(literal);
  return prover.isEmpty(both);
}

static bool isInside(Prover &prover, const Piece &piece, const Piece &other) {
  return llvm::all_of(other.literals, [&](Literal literal) {
    return disjoint(prover, piece.literals,
                    {{literal.atom, !literal.positive}});
  });
}

static void grow(const RelationData &data, Prover &prover, Piece &piece) {
  if (piece.literals.size() > maxLiterals)
    return;
  for (size_t k = 0; k < piece.literals.size();) {
    llvm::SmallVector<Literal, 6> fewer = piece.literals;
    fewer.erase(fewer.begin() + k);
    bool allowed = llvm::all_of(data.partition, [&](const Piece &other) {
      return other.inside == piece.inside ||
             disjoint(prover, fewer, other.literals);
    });
    if (allowed)
      piece.literals = fewer;
    else
      ++k;
  }
}

void ambit::relation::growIntoCover(RelationData &data, Prover &prover) {
  data.cover = data.partition;
  if (!data.normalised || data.partition.size() > data.limits.coverPieces)
    return data.note(FallBack::NoCover);
  double end = threadMilliseconds() + data.limits.coverMilliseconds;
  for (Piece &piece : data.cover) {
    if (threadMilliseconds() > end)
      return data.note(FallBack::NoCover);
    grow(data, prover, piece);
  }
  for (size_t k = 0; k < data.cover.size();) {
    const Piece &piece = data.cover[k];
    bool redundant = llvm::any_of(data.cover, [&](const Piece &other) {
      return &other != &piece && other.inside == piece.inside &&
             isInside(prover, piece, other);
    });
    if (redundant)
      data.cover.erase(data.cover.begin() + k);
    else
      ++k;
  }
}
