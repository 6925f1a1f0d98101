// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops and f64 arithmetic on buffers, written like the formulas of the ops.
#ifndef AMBIT_LIB_REFERENCE_LOOPS_H
#define AMBIT_LIB_REFERENCE_LOOPS_H

#include "dialects/Ambit/AmbitOps.h"

namespace ambit::reference {

/// The buffer behind a tensor in bufferized form: where an operand is read
/// from, or where a result goes. Null for an operand that is not given and for
/// a result that nobody reads.
mlir::Value getBuffer(mlir::Value tensor);

/// Emits index arithmetic, f64 arithmetic, loads, stores and loops.
struct Loops {
  using ForEach = llvm::function_ref<void(mlir::ValueRange)>;
  using Fold = llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)>;

  mlir::OpBuilder &builder;
  mlir::Location loc;

  // Index arithmetic.
  mlir::Value index(int64_t value);
  mlir::Value plus(mlir::Value a, mlir::Value b);
  mlir::Value minus(mlir::Value a, mlir::Value b);
  mlir::Value times(mlir::Value a, mlir::Value b);
  /// Rounds towards minus infinity; the divisor is positive.
  mlir::Value floorDiv(mlir::Value a, mlir::Value b);
  /// In [0, b); b is positive.
  mlir::Value modulo(mlir::Value a, mlir::Value b);
  /// low <= value < high.
  mlir::Value isBetween(mlir::Value low, mlir::Value value, mlir::Value high);
  mlir::Value both(mlir::Value a, mlir::Value b);

  // f64 arithmetic.
  mlir::Value number(double value);
  mlir::Value toNumber(mlir::Value index);
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value subtract(mlir::Value a, mlir::Value b);
  mlir::Value multiply(mlir::Value a, mlir::Value b);
  mlir::Value divide(mlir::Value a, mlir::Value b);
  mlir::Value exp(mlir::Value a);

  // Buffers.
  mlir::Value size(mlir::Value buffer, int64_t dim);
  llvm::SmallVector<mlir::Value> sizes(mlir::Value buffer);
  /// The element, in f64.
  mlir::Value load(mlir::Value buffer, mlir::ValueRange indices);
  /// Rounds an f64 to the element type of `buffer`, once.
  void store(mlir::Value value, mlir::Value buffer, mlir::ValueRange indices);

  // Loops.
  /// One loop for each size, the first outermost.
  void forEach(mlir::ValueRange sizes, ForEach body);
  /// For every index below `size`, in order: state = body(index, state).
  mlir::Value fold(mlir::Value size, mlir::Value init, Fold body);
  /// body() if `condition` holds, else `otherwise`.
  mlir::Value choose(mlir::Value condition,
                     llvm::function_ref<mlir::Value()> body,
                     mlir::Value otherwise);
};

/// The test of one pair of positions: an `i1` from `index` values.
mlir::Value emitMaskTest(Loops &loops, MaskAttr mask, mlir::Value i,
                         mlir::Value j, mlir::Value n, mlir::Value m);

// The loops of each op.
void emitLoops(Loops &loops, AttentionOp op);
void emitLoops(Loops &loops, ConvOp op);
void emitLoops(Loops &loops, EmbeddingOp op);
void emitLoops(Loops &loops, RopeOp op);
void emitLoops(Loops &loops, LinearOp op);
void emitLoops(Loops &loops, LayerNormOp op);
void emitLoops(Loops &loops, RmsNormOp op);
void emitLoops(Loops &loops, ActivationOp op);
void emitLoops(Loops &loops, AddOp op);
void emitLoops(Loops &loops, MulOp op);

} // namespace ambit::reference

#endif // AMBIT_LIB_REFERENCE_LOOPS_H
