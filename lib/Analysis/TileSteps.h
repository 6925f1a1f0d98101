// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops on whole numbers that count bytes.

#ifndef LIB_ANALYSIS_TILESTEPS_H
#define LIB_ANALYSIS_TILESTEPS_H

#include "ambit/Analysis/TileTraffic.h"
#include "llvm/ADT/DenseMap.h"
#include <map>

namespace ambit::analysis {

enum class StepKind {
  Compute, ///< result: `function` of three operands
  Move,    ///< results from operands
  // Bytes: the product of the operands.
  Read,
  Write,
  // Blocks.
  For,   ///< operands: lower and upper bound, step; result: the counter
  While, ///< operand: the condition, which the first block computes
  If,
  Grid ///< operands: sizes; results: coordinates, `none` if all are alike
};

using StepFunction = int64_t (*)(int64_t, int64_t, int64_t);

/// What an op of integer arithmetic computes; null for others.
StepFunction getStepFunction(mlir::Operation *op);

struct Step;
using StepBlock = std::vector<Step>;

struct Step {
  static constexpr unsigned none = ~0u;

  explicit Step(StepKind kind) : kind(kind) {}

  StepKind kind;
  StepFunction function = nullptr;
  /// Every turn of a loop does the same.
  bool isUniform = false;
  /// Of the op that all bytes of an outermost step belong to.
  unsigned number = none;
  llvm::SmallVector<unsigned, 4> operands, results; ///< slots
  std::vector<StepBlock> blocks;
};

/// Steps, and the numbers that they start from.
class StepProgram {
public:
  unsigned addSlot(int64_t value) {
    slots.push_back(value);
    return slots.size() - 1;
  }

  /// Fails with more than 2^28 steps.
  llvm::Expected<TileTraffic> run();

  StepBlock block;

private:
  /// What steps do, slots from outside by their values: equal rows count alike.
  using Shape = std::vector<int64_t>;
  void writeShape(const Step &step, Shape &shape,
                  llvm::DenseMap<unsigned, int64_t> &inside) const;
  /// What an outermost step moves. A grid that was run before, of an equal
  /// layer, is not run again.
  Traffic count(const Step &step);

  void run(const StepBlock &steps, relation::Wide times);
  void run(const Step &step, relation::Wide times);
  void runFor(const Step &step, relation::Wide times);
  void runGrid(const Step &step, size_t axis, relation::Wide times);

  std::vector<int64_t> slots;
  Traffic moved; ///< so far
  std::map<Shape, Traffic> known;
  int64_t budget = 0;
};

} // namespace ambit::analysis

#endif // LIB_ANALYSIS_TILESTEPS_H
