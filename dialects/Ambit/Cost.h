// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What one call of an op computes and moves, as formulas of its sizes.

#ifndef DIALECTS_AMBIT_COST_H
#define DIALECTS_AMBIT_COST_H

#include "ambit/Relation/Formula.h"
#include "dialects/Ambit/MaskRelations.h"
#include "mlir/IR/OpDefinition.h"

namespace ambit {

using Shape = llvm::SmallVector<relation::Formula>;
using ShapeOf = llvm::function_ref<const Shape &(mlir::Value)>;

/// Useful work only: pairs that a mask allows, taps inside the sequence.
struct Cost {
  /// Products that are added to a sum; two FLOPs each.
  relation::Formula multiplyAdds;
  /// Other FLOPs; the value of a function such as exp counts as one.
  relation::Formula softmax, norm, elementwise;
  /// Pairs of a query and a key, of all heads.
  relation::Formula pairs;
  /// When every operand is read once and every result is written once.
  relation::Formula bytesRead, bytesWritten;
  /// Steps of which each needs the one before.
  relation::Formula steps = 1;
  /// Lengths of the longest sums behind one element.
  llvm::SmallVector<relation::Formula, 2> sums;
  /// The results are other names for the elements of the first operand.
  bool isView = false;

  relation::Formula getFlops() const;
  /// Adds all but `sums` and `isView`.
  Cost &operator+=(const Cost &other);
};

/// The number of elements.
relation::Formula getProduct(const Shape &shape);
/// Bytes of an element of a tensor or a buffer.
int64_t getElementBytes(mlir::Value value);
/// Bytes of a tensor.
relation::Formula getBytes(mlir::Value value, ShapeOf shapeOf);
/// No work; the bytes of all operands and results of `op`.
Cost getTraffic(mlir::Operation *op, ShapeOf shapeOf);

} // namespace ambit

#include "dialects/Ambit/CostInterface.h.inc"

#endif // DIALECTS_AMBIT_COST_H
