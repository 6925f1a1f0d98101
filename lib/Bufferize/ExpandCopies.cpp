// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Strided copies as loops: only contiguous ones are a `memcpy`.
#include "ambit/Bufferize/Passes.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ambit::bufferize {
#define GEN_PASS_DEF_EXPANDCOPIESPASS
#include "ambit/Bufferize/Passes.h.inc"
} // namespace ambit::bufferize

using namespace mlir;
using namespace ambit;

static bool isContiguous(Value buffer) {
  auto type = dyn_cast<MemRefType>(buffer.getType());
  return type && type.getLayout().isIdentity();
}

static void expand(memref::CopyOp copy) {
  OpBuilder builder(copy);
  Location loc = copy.getLoc();
  Value source = copy.getSource(), target = copy.getTarget();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  int64_t rank = cast<MemRefType>(target.getType()).getRank();
  SmallVector<Value> begins(rank, constant(0)), steps(rank, constant(1)), ends;
  for (OpFoldResult size : memref::getMixedSizes(builder, loc, target))
    ends.push_back(getValueOrCreateConstantIndexOp(builder, loc, size));
  scf::buildLoopNest(builder, loc, begins, ends, steps,
                     [&](OpBuilder &inner, Location, ValueRange at) {
                       Value element =
                           memref::LoadOp::create(inner, loc, source, at);
                       memref::StoreOp::create(inner, loc, element, target, at);
                     });
  copy->erase();
}

namespace {
struct ExpandCopiesPass
    : public bufferize::impl::ExpandCopiesPassBase<ExpandCopiesPass> {
  void runOnOperation() override {
    getOperation()->walk([](memref::CopyOp copy) {
      if (!isContiguous(copy.getSource()) || !isContiguous(copy.getTarget()))
        expand(copy);
    });
  }
};
} // namespace
