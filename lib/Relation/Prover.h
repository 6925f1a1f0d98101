// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Proofs about small integer sets, by samples first and MLIR's Presburger
// library then. "No" means "not proved".

#pragma once

#include "RelationData.h"
#include "ambit/Relation/Expr.h"
#include <map>

namespace mlir::presburger {
class IntegerPolyhedron;
} // namespace mlir::presburger

namespace ambit::relation {

/// The greatest value of a sum over rational points, rounded down.
struct MaximumOfTerms {
  bool bounded;
  int64_t value;
};

/// Linear constraints on integer variables, for one question.
class ConstraintSystem {
public:
  using Terms = llvm::SmallVector<std::pair<unsigned, int64_t>, 6>;

  explicit ConstraintSystem(unsigned variables) : variables(variables) {}
  /// sum + constant >= 0.
  void nonNegative(Terms terms, int64_t constant);
  /// A new variable, floor((sum + constant) / divisor).
  unsigned floorDiv(const Terms &terms, int64_t constant, int64_t divisor);

  unsigned constraintCount() const { return rows.size(); }
  unsigned divisionCount() const { return divisions; }
  /// Without integer points. Fills `point` with one if it finds one.
  bool isEmpty(llvm::SmallVectorImpl<int64_t> *point = nullptr) const;
  /// Of a system with a point.
  MaximumOfTerms maximum(const Terms &terms) const;

private:
  struct Row {
    Terms terms;
    int64_t constant;
  };
  mlir::presburger::IntegerPolyhedron polyhedron() const;

  unsigned variables;
  unsigned divisions = 0;
  std::vector<Row> rows;
};

struct CellSystem;

class Prover {
public:
  explicit Prover(const RelationData &data);

  /// No position of any length satisfies all literals.
  bool isEmpty(llvm::ArrayRef<Literal> literals);
  /// Every row (RowFirst <= RowLast) and length that satisfies
  /// `assumptions` >= 0 has e >= 0. Any key tile, if `e` reads it.
  bool always(const ExprArena &arena, Expr e,
              llvm::ArrayRef<Expr> assumptions = {});
  /// True once some question was left unanswered for a cap.
  bool gaveUp() const { return exhausted; }

private:
  void samplePositions();
  void sampleRows();
  void addSample(int64_t i, int64_t j, llvm::ArrayRef<int64_t> symbols);
  bool hasSample(llvm::ArrayRef<Literal> literals) const;
  bool addLiterals(llvm::ArrayRef<Literal> literals, CellSystem &cell);
  bool ask(const ConstraintSystem &system,
           llvm::SmallVectorImpl<int64_t> *point = nullptr);

  /// Fills `rowValues` for `e`.
  void evaluateAtRows(const ExprArena &arena, Expr e);
  bool refuted(const ExprArena &arena, Expr e,
               llvm::ArrayRef<Expr> assumptions);

  const RelationData &data;
  /// truth[a]: bit k says whether atom a holds at sample k.
  std::vector<std::vector<uint64_t>> truth;
  unsigned sampleCount = 0;
  struct RowSample {
    int64_t rowFirst, rowLast, keyTile;
    llvm::SmallVector<int64_t, 4> symbols;
  };
  std::vector<RowSample> rowSamples;
  const ExprArena *sampledArena = nullptr;
  std::vector<std::vector<int64_t>> rowValues; ///< by expression
  std::map<std::vector<uint32_t>, bool> known;
  unsigned calls = 0;
  double spent = 0;
  bool exhausted = false;
};

} // namespace ambit::relation
