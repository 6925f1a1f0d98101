// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Emission of the contraction micro-kernel.

#include "MicroKernel.h"

#include "FactorPairs.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace ambit::codegen::cpu;

/// One multiply-add, or two of a pair; nothing is added where the factor of
/// `lhs` is zero, if the kernel absorbs.
Value MicroKernel::emitStep(Emitter &emitter, Value scalar, Value vector,
                            Value sum) const {
  if (pairs) {
    if (absorb && absorbVector)
      scalar = dropZeroFactors(emitter, vector, scalar);
    else if (absorb)
      vector = dropZeroFactors(emitter, scalar, vector);
    // A vector that is used once is read by the instruction.
    return addPairProducts(emitter, sum, scalar, vector);
  }
  Value next =
      vector::FMAOp::create(emitter.builder, emitter.loc, scalar, vector, sum);
  if (!absorb)
    return next;
  Value factor = absorbVector ? vector : scalar;
  Value zero = emitter.number(0.0, factor.getType());
  Value absorbs = arith::CmpFOp::create(
      emitter.builder, emitter.loc, arith::CmpFPredicate::OEQ, factor, zero);
  return arith::SelectOp::create(emitter.builder, emitter.loc, absorbs, sum,
                                 next);
}

SmallVector<Value> MicroKernel::emitSteps(Emitter &emitter, Index r, Index k,
                                          int64_t count, bool isHalf,
                                          ArrayRef<Value> sums) const {
  SmallVector<Value> next(sums);
  for (int64_t step = 0; step < count; ++step) {
    Index at = emitter.add(k, emitter.builder.getIndexAttr(step));
    SmallVector<Value> vectors;
    for (int64_t j = 0; j < tile.vectors; ++j)
      vectors.push_back(loadVector(r, at, j));
    for (int64_t i = 0; i < tile.rows; ++i) {
      Value scalar = emitter.splat(loadScalar(r, at, i, isHalf), lanes);
      for (int64_t j = 0; j < tile.vectors; ++j) {
        Value &sum = next[i * tile.vectors + j];
        sum = emitStep(emitter, scalar, vectors[j], sum);
      }
    }
  }
  return next;
}

SmallVector<Value> MicroKernel::emit(Emitter &emitter,
                                     ArrayRef<Value> accumulators) const {
  Index zero = emitter.builder.getIndexAttr(0);
  int64_t unroll = absorb ? 1 : stepsPerTurn;
  Index whole =
      emitter.add(first, emitter.roundDown(emitter.sub(depth, first), unroll));
  auto steps = [&](Index r, int64_t count, bool isHalf = false) {
    return [&, r, count, isHalf](Index k, ArrayRef<Value> sums) {
      return emitSteps(emitter, r, k, count, isHalf, sums);
    };
  };
  return emitter.loop(
      zero, leading, 1, accumulators, [&](Index r, ArrayRef<Value> outer) {
        SmallVector<Value> sums =
            emitter.loop(first, whole, unroll, outer, steps(r, unroll));
        sums = emitter.loop(whole, depth, 1, sums, steps(r, 1));
        if (!pairs || depth == end)
          return sums;
        return emitter.loop(depth, end, 1, sums, steps(r, 1, /*isHalf=*/true));
      });
}

Value RowProducts::emit(Emitter &emitter, Type element) const {
  Index zero = emitter.builder.getIndexAttr(0);
  Index whole = emitter.roundDown(depth, lanes);
  auto addVectors = [&](Index k, ArrayRef<Value> sums, Value mask) {
    Value row = loadRow(k, mask);
    SmallVector<Value> next;
    for (int64_t other = 0; other < lanes; ++other)
      next.push_back(vector::FMAOp::create(emitter.builder, emitter.loc, row,
                                           loadOther(k, other, mask),
                                           sums[other]));
    return next;
  };
  SmallVector<Value> sums(lanes,
                          emitter.number(0.0, VectorType::get(lanes, element)));
  sums = emitter.loop(zero, whole, lanes, sums,
                      [&](Index k, ArrayRef<Value> sums) {
                        return addVectors(k, sums, Value());
                      });
  sums = emitter.loop(
      whole, depth, lanes, sums, [&](Index k, ArrayRef<Value> sums) {
        Value mask = emitter.tailMask(emitter.sub(depth, k), lanes);
        return addVectors(k, sums, mask);
      });
  return sumEach(emitter, sums);
}
