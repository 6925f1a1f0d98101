// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Makes programs count what they move.

#include "ambit/Tile/Passes.h"
#include "dialects/Ambit/Cost.h"
#include "dialects/Tile/TileOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/SymbolTable.h"

namespace ambit::tile {
#define GEN_PASS_DEF_COUNTBYTESPASS
#include "ambit/Tile/Passes.h.inc"
} // namespace ambit::tile

using namespace mlir;
using namespace ambit;

namespace {
/// What one op moves.
struct Move {
  Value buffer;
  SmallVector<OpFoldResult> extents;
  bool reads = false, writes = false;
};
} // namespace

static std::optional<Move> getMove(OpBuilder &builder, Operation *op) {
  if (auto load = dyn_cast<tile::LoadOp>(op))
    return Move{load.getBuffer(), load.getAllExtents(), true, false};
  if (auto store = dyn_cast<tile::StoreOp>(op))
    return Move{store.getBuffer(), store.getAllExtents(), false, true};
  if (auto load = dyn_cast<memref::LoadOp>(op))
    return Move{load.getMemRef(), {}, true, false};
  if (auto store = dyn_cast<memref::StoreOp>(op))
    return Move{store.getMemRef(), {}, false, true};
  if (auto copy = dyn_cast<memref::CopyOp>(op))
    return Move{copy.getTarget(),
                memref::getMixedSizes(builder, copy.getLoc(), copy.getTarget()),
                true, true};
  return std::nullopt;
}

static void emitCount(Operation *op, func::FuncOp counter) {
  OpBuilder builder(op);
  std::optional<Move> move = getMove(builder, op);
  if (!move)
    return;
  Location loc = op->getLoc();
  Value bytes = arith::ConstantIndexOp::create(builder, loc,
                                               getElementBytes(move->buffer));
  for (OpFoldResult extent : move->extents)
    bytes = arith::MulIOp::create(
        builder, loc, bytes,
        getValueOrCreateConstantIndexOp(builder, loc, extent));
  Type i64 = builder.getI64Type();
  Value count = arith::IndexCastOp::create(builder, loc, i64, bytes);
  Value none = arith::ConstantIntOp::create(builder, loc, i64, 0);
  func::CallOp::create(
      builder, loc, counter,
      ValueRange{move->reads ? count : none, move->writes ? count : none});
}

namespace {
struct CountBytesPass : tile::impl::CountBytesPassBase<CountBytesPass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    Builder builder(&getContext());
    Type i64 = builder.getI64Type();
    auto counter =
        func::FuncOp::create(getOperation().getLoc(), "ambit_count_bytes",
                             builder.getFunctionType({i64, i64}, {}));
    counter.setPrivate();
    symbols.insert(counter);
    getOperation().walk([&](Operation *op) { emitCount(op, counter); });
  }
};
} // namespace
