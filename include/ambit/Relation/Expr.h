// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Small integer expressions of the tile row, the key tile and the lengths: the
// form in which loop bounds and guards leave the library.
//
// A consumer walks the nodes of an `ExprArena` and emits one operation or two
// per node; `Program` evaluates the same nodes on numbers. A condition is an
// expression too: it holds where its value is not negative, so "and" is `min`
// and "or" is `max`.

#pragma once

#include "ambit/Relation/Interned.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ambit::relation {

/// What an expression may read. Symbol `k` of a relation is `symbolInput(k)`.
enum class Input : uint32_t {
  RowFirst,     ///< first query position of the tile row
  RowLast,      ///< last query position of the tile row, inclusive
  KeyTile,      ///< index of the key tile
  ResidueClass, ///< which residue class of a strided piece
  Query,        ///< one query position
  Key,          ///< one key position
  FirstSymbol,
};

inline Input symbolInput(unsigned symbol) {
  return Input(unsigned(Input::FirstSymbol) + symbol);
}

/// An expression of one arena. Equal handles are equal expressions; a greater
/// `id` never is an operand of a smaller one.
struct Expr {
  uint32_t id = ~0u;
  bool operator==(Expr other) const { return id == other.id; }
  bool operator!=(Expr other) const { return id != other.id; }
};

enum class ExprKind : uint8_t {
  Constant, ///< `value`
  Input,    ///< the input numbered `value`
  Sum,      ///< `value` + sum of coefficients[k] * operands[k]
  FloorDiv, ///< floor(operands[0] / value), value > 1
  Min,      ///< least of the operands
  Max,      ///< greatest of the operands
  Select,   ///< operands[0] >= 0 ? operands[1] : operands[2]
};

struct ExprNode {
  ExprKind kind;
  int64_t value = 0;
  llvm::SmallVector<Expr, 2> operands;
  llvm::SmallVector<int64_t, 2> coefficients; ///< of a Sum, none of them 0

  bool operator==(const ExprNode &other) const;
};
llvm::hash_code hash_value(const ExprNode &node);

/// Owns expressions; builds each distinct one once, simplified on the way.
class ExprArena {
public:
  Expr constant(int64_t value);
  Expr input(Input input);
  Expr symbol(unsigned symbol) { return input(symbolInput(symbol)); }

  Expr add(Expr a, Expr b);
  Expr add(Expr a, int64_t b);
  Expr subtract(Expr a, Expr b);
  Expr scale(Expr a, int64_t factor);
  Expr negate(Expr a) { return scale(a, -1); }
  Expr floorDiv(Expr a, int64_t divisor);
  Expr ceilDiv(Expr a, int64_t divisor);
  /// a mod divisor, in [0, divisor).
  Expr modulo(Expr a, int64_t divisor);
  Expr min(llvm::ArrayRef<Expr> terms) { return extreme(terms, false); }
  Expr max(llvm::ArrayRef<Expr> terms) { return extreme(terms, true); }
  /// `a` where `condition` >= 0, else `b`.
  Expr select(Expr condition, Expr a, Expr b);

  const ExprNode &operator[](Expr e) const { return nodes[e.id]; }
  uint32_t size() const { return nodes.size(); }
  std::optional<int64_t> constantValue(Expr e) const;
  /// a - b where that is a constant.
  std::optional<int64_t> difference(Expr a, Expr b) const;

  /// Nodes that `roots` need, operands first.
  std::vector<Expr> reachable(llvm::ArrayRef<Expr> roots) const;
  /// Integer operations that an emitter of `roots` needs.
  unsigned operationCount(llvm::ArrayRef<Expr> roots) const;
  /// Readable text, for remarks and tests.
  std::string text(Expr e) const;

private:
  Expr intern(ExprNode node) { return {nodes.add(std::move(node))}; }
  Expr extreme(llvm::ArrayRef<Expr> terms, bool greatest);
  Expr sum(int64_t constant,
           llvm::SmallVectorImpl<std::pair<Expr, int64_t>> &terms);
  void addTerms(Expr e, int64_t factor, int64_t &constant,
                llvm::SmallVectorImpl<std::pair<Expr, int64_t>> &terms) const;

  Interned<ExprNode> nodes;
};

/// Values of the inputs of an evaluation.
struct Inputs {
  int64_t rowFirst = 0, rowLast = 0, keyTile = 0, residueClass = 0;
  int64_t query = 0, key = 0;
  llvm::ArrayRef<int64_t> symbols;

  int64_t operator[](Input input) const;
};

/// The value of a node whose operands have these values. Arithmetic saturates.
int64_t evaluateNode(const ExprNode &node, llvm::ArrayRef<int64_t> operands,
                     const Inputs &inputs);

/// Expressions made ready for many evaluations.
class Program {
public:
  Program() = default;
  Program(const ExprArena &arena, llvm::ArrayRef<Expr> roots);

  /// The value of root `k`, after `run`.
  int64_t operator[](unsigned k) const { return values[rootSlots[k]]; }
  void run(const Inputs &inputs);

private:
  struct Step {
    ExprNode node;
    llvm::SmallVector<uint32_t, 3> operands; ///< steps before this one
  };
  std::vector<Step> steps;
  std::vector<int64_t> values;
  llvm::SmallVector<uint32_t, 4> rootSlots;
};

/// One value, once.
int64_t evaluate(const ExprArena &arena, Expr e, const Inputs &inputs);

} // namespace ambit::relation
