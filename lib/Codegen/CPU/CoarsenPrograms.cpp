// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs several points of a grid in a row where they share a weight, and loads
// it once.

#include "RuntimeCalls.h"
#include "TileLayout.h"
#include "ambit/Codegen/CPU/Passes.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"

namespace ambit::codegen::cpu {
#define GEN_PASS_DEF_COARSENPROGRAMSPASS
#include "ambit/Codegen/CPU/Passes.h.inc"
} // namespace ambit::codegen::cpu

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

static bool isWeight(tile::LoadOp load) {
  return llvm::any_of(load.getTile().getUsers(), [&](Operation *user) {
    auto contract = dyn_cast<tile::ContractOp>(user);
    return contract && contract.getRhs() == load.getTile() &&
           !contract.getRhsTransposed();
  });
}

/// The elements of the weights that all points along `axis` load alike.
static int64_t countShared(tile::ProgramOp program, unsigned axis) {
  SetVector<Operation *> dependent;
  getForwardSlice(program.getBody().getArgument(axis), &dependent);
  int64_t elements = 0;
  for (auto load : program.getBody().getOps<tile::LoadOp>())
    if (isWeight(load) && !dependent.contains(load) && !isOverwritten(load))
      elements += load.getTile().getType().getNumElements();
  return elements;
}

/// Points along an axis of `size` that one instance takes: so many that enough
/// instances are left to keep all threads busy, and about as many in each.
static Value emitGroupSize(OpBuilder &builder, tile::ProgramOp program,
                           Value size, SymbolTable &symbols) {
  constexpr int64_t instancesPerThread = 6, most = 16;
  Location loc = program.getLoc();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value one = constant(1), points = one;
  for (Value count : program.getSizes())
    points = arith::MulIOp::create(builder, loc, points, count);
  auto type = builder.getFunctionType({}, builder.getI64Type());
  Value threads =
      func::CallOp::create(builder, loc,
                           declareRuntime(symbols, "ambit_get_threads", type))
          .getResult(0);
  threads =
      arith::IndexCastOp::create(builder, loc, builder.getIndexType(), threads);
  Value enough = arith::MulIOp::create(builder, loc, threads,
                                       constant(instancesPerThread));
  Value each = arith::DivUIOp::create(builder, loc, points, enough);
  each = arith::MinUIOp::create(builder, loc, each, constant(most));
  each = arith::MaxUIOp::create(builder, loc, each, one);
  // There may be no points at all.
  Value some = arith::MaxUIOp::create(builder, loc, size, one);
  Value groups = arith::CeilDivUIOp::create(builder, loc, some, each);
  return arith::CeilDivUIOp::create(builder, loc, some, groups);
}

/// Moves what every turn of `loop` computes or loads alike in front of it.
static void hoist(scf::ForOp loop) {
  moveLoopInvariantCode(
      SmallVector<Region *>{&loop.getRegion()},
      [&](Value value, Region *) { return loop.isDefinedOutsideOfLoop(value); },
      [&](Operation *op, Region *) {
        if (auto load = dyn_cast<tile::LoadOp>(op))
          return !isOverwritten(load);
        return isMemoryEffectFree(op) && isSpeculatable(op);
      },
      [&](Operation *op, Region *) { loop.moveOutOfLoop(op); });
}

/// Wraps the body in a loop over points of `axis`.
static void coarsen(tile::ProgramOp program, unsigned axis,
                    SymbolTable &symbols) {
  OpBuilder builder(program);
  Location loc = program.getLoc();
  Value size = program.getSizes()[axis];
  Value each = emitGroupSize(builder, program, size, symbols);
  program.getSizesMutable()[axis].set(
      arith::CeilDivUIOp::create(builder, loc, size, each));

  mlir::Block &body = program.getBody().front();
  Value group = body.getArgument(axis);
  Operation *first = &body.front();
  builder.setInsertionPointToStart(&body);
  Value lower = arith::MulIOp::create(builder, loc, group, each);
  Value end = arith::AddIOp::create(builder, loc, lower, each);
  Value upper = arith::MinUIOp::create(builder, loc, end, size);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  auto loop = scf::ForOp::create(builder, loc, lower, upper, one);
  loop.getBody()->getOperations().splice(loop.getBody()->begin(),
                                         body.getOperations(),
                                         first->getIterator(), body.end());
  group.replaceUsesWithIf(loop.getInductionVar(), [&](OpOperand &use) {
    return loop->isProperAncestor(use.getOwner());
  });
}

namespace {
struct CoarsenProgramsPass
    : codegen::cpu::impl::CoarsenProgramsPassBase<CoarsenProgramsPass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    SmallVector<tile::ProgramOp> programs;
    getOperation().walk(
        [&](tile::ProgramOp program) { programs.push_back(program); });
    for (tile::ProgramOp program : programs) {
      unsigned best = 0;
      int64_t most = 0;
      for (unsigned axis = 0; axis < program.getSizes().size(); ++axis)
        if (int64_t shared = countShared(program, axis); shared > most) {
          best = axis;
          most = shared;
        }
      if (most > 0)
        coarsen(program, best, symbols);
      program.walk(hoist);
    }
  }
};
} // namespace
