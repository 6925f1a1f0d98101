// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Emission of the contraction micro-kernel.

#include "MicroKernel.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace ambit::codegen::cpu;

/// One multiply-add; nothing is added where `zeroFactor`, if given, is zero.
static Value emitStep(Emitter &emitter, Value scalar, Value vector, Value sum,
                      Value zeroFactor) {
  Value next =
      vector::FMAOp::create(emitter.builder, emitter.loc, scalar, vector, sum);
  if (!zeroFactor)
    return next;
  Value zero = emitter.number(0.0, zeroFactor.getType());
  Value absorbs =
      arith::CmpFOp::create(emitter.builder, emitter.loc,
                            arith::CmpFPredicate::OEQ, zeroFactor, zero);
  return arith::SelectOp::create(emitter.builder, emitter.loc, absorbs, sum,
                                 next);
}

SmallVector<Value> MicroKernel::emit(Emitter &emitter,
                                     ArrayRef<Value> accumulators) const {
  Index zero = emitter.builder.getIndexAttr(0);
  return emitter.loop(
      zero, leading, 1, accumulators, [&](Index r, ArrayRef<Value> outer) {
        return emitter.loop(
            zero, depth, 1, outer, [&](Index k, ArrayRef<Value> sums) {
              SmallVector<Value> vectors, next;
              for (int64_t j = 0; j < tile.vectors; ++j)
                vectors.push_back(loadVector(r, k, j));
              for (int64_t i = 0; i < tile.rows; ++i) {
                Value scalar = emitter.splat(loadScalar(r, k, i), lanes);
                for (int64_t j = 0; j < tile.vectors; ++j) {
                  Value factor = !absorb        ? Value()
                                 : absorbVector ? vectors[j]
                                                : scalar;
                  next.push_back(emitStep(emitter, scalar, vectors[j],
                                          sums[i * tile.vectors + j], factor));
                }
              }
              return next;
            });
      });
}
