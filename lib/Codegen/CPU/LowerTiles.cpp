// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lowers the tile operations of a program: memory, groups, loops without tiles.

#include "ElementwiseBody.h"
#include "GroupEmitter.h"
#include "ambit/Codegen/CPU/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace ambit::codegen::cpu {
#define GEN_PASS_DEF_LOWERTILESPASS
#include "ambit/Codegen/CPU/Passes.h.inc"
} // namespace ambit::codegen::cpu

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

namespace {

/// Lowers one program in place.
class ProgramLowering {
public:
  ProgramLowering(tile::ProgramOp program, const TileLayout &layout,
                  const CPUTarget &target)
      : program(program), layout(layout), target(target),
        storage(program, layout, target), builder(program.getContext()) {}

  LogicalResult run();

private:
  LogicalResult check();
  bool hasWholePairs(Value factor, FactorAxes axes) const;
  LogicalResult checkPairs(tile::ContractOp contract);
  LogicalResult checkScratch();
  void lowerBlock(Block &block);
  void lowerLoop(Operation *loop);
  void scatter(Emitter &emitter, tile::StoreOp store);
  void flush(TileGroup &group, Operation *before, Block &block);
  void enterCarried(Operation *loop, Value initial, Value inside, Value result);
  void leaveCarried(Value inside, Value yielded, Operation *terminator);

  tile::ProgramOp program;
  const TileLayout &layout;
  const CPUTarget &target;
  TileStorage storage;
  OpBuilder builder;
};

} // namespace

static bool isGrouped(Operation *op) {
  return isa<tile::MapOp, tile::ContractOp, tile::ReduceOp, tile::StoreOp>(op);
}

/// A store of single numbers that lie apart in the buffer.
static bool isScattered(Operation *op, const TileLayout &layout) {
  auto store = dyn_cast<tile::StoreOp>(op);
  return store && store.getTile().getType().getRank() == 1 &&
         isTransposedStore(store, layout);
}

//===- Checks -------------------------------------------------------------===//

static LogicalResult checkMap(tile::MapOp map) {
  if (map.getResult().getType().getRank() > 2)
    return map.emitError("not supported yet: a map of rank 3");
  for (auto [input, axes] : llvm::zip_equal(
           map.getInputs(), map.getAxes().getAsRange<DenseI64ArrayAttr>()))
    if (!llvm::is_sorted(axes.asArrayRef()))
      return map.emitError("not supported yet: an input laid in transposed");
  return checkBody(map);
}

/// True if a map does nothing but round.
static bool isRounding(tile::MapOp map) {
  auto value = map.getBody().front().getTerminator()->getOperand(0);
  auto round = value.getDefiningOp<arith::TruncFOp>();
  return map.getInputs().size() == 1 && !map.getWhen() && round &&
         round.getIn() == map.getBody().getArgument(0);
}

/// True if a rounded factor is rounded two rows at a time, or has an even depth
/// along its lanes.
bool ProgramLowering::hasWholePairs(Value factor, FactorAxes axes) const {
  if (layout.getLaneAxis(factor) == axes.across)
    return true;
  auto depth = getConstant(getExtent(factor, axes.depth));
  return depth && *depth % 2 == 0;
}

/// A factor in pairs is loaded, or rounded.
LogicalResult ProgramLowering::checkPairs(tile::ContractOp contract) {
  if (target.vectorBits != 512)
    return contract.emitError("not supported yet: bf16 factors in vectors of ")
           << target.vectorBits << " bits";
  if (layout.isRowProduct(contract))
    return contract.emitError(
        "not supported yet: bf16 factors with few rows and a transposed `rhs`");
  for (int64_t operand : {0, 1}) {
    Value factor = contract->getOperand(operand);
    FactorAxes axes = getFactorAxes(contract, operand);
    bool hasOtherUse = llvm::any_of(factor.getUses(), [&](OpOperand &use) {
      auto other = dyn_cast<tile::ContractOp>(use.getOwner());
      return !other || !multipliesPairs(other) ||
             !(getFactorAxes(other, use.getOperandNumber()) == axes);
    });
    if (hasOtherUse)
      return contract.emitError("not supported yet: a bf16 factor with another "
                                "use");
    auto map = factor.getDefiningOp<tile::MapOp>();
    bool isRounded = map && isRounding(map) &&
                     getTileType(factor).getRank() == 2 &&
                     hasWholePairs(factor, axes);
    if (!isRounded && !factor.getDefiningOp<tile::LoadOp>())
      return contract.emitError(
          "not supported yet: a bf16 factor that is computed");
  }
  return success();
}

LogicalResult ProgramLowering::check() {
  WalkResult result = program.walk([&](Operation *op) -> WalkResult {
    if (auto map = dyn_cast<tile::MapOp>(op))
      return checkMap(map);
    if (auto contract = dyn_cast<tile::ContractOp>(op)) {
      if (multipliesPairs(contract))
        return checkPairs(contract);
      if (contract.getLhs().getDefiningOp<tile::FillOp>() ||
          contract.getRhs().getDefiningOp<tile::FillOp>())
        return contract.emitError("not supported yet: a fill as a factor");
      if (contract.getAbsorb() && layout.isRowProduct(contract))
        return contract.emitError(
            "not supported yet: `absorb` with few rows and a transposed `rhs`");
    } else if (auto store = dyn_cast<tile::StoreOp>(op)) {
      if (store.getTile().getType().getRank() > 2)
        return store.emitError("not supported yet: a store of rank 3");
    } else if (!isa<scf::ForOp, scf::WhileOp>(op) &&
               op->getDialect() != program->getDialect() &&
               !isa<scf::YieldOp, scf::ConditionOp>(op) &&
               llvm::any_of(op->getOperands(), isTile)) {
      return op->emitError("not supported yet: a tile as operand");
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

//===- Blocks -------------------------------------------------------------===//

void ProgramLowering::flush(TileGroup &group, Operation *before, Block &block) {
  if (!group.empty()) {
    if (before)
      builder.setInsertionPoint(before);
    else
      builder.setInsertionPointToEnd(&block);
    Emitter emitter(builder, group.getOps().front()->getLoc());
    GroupEmitter(emitter, group, storage).emit();
  }
  group.clear();
}

void ProgramLowering::lowerBlock(Block &block) {
  SmallVector<Operation *> ops;
  for (Operation &op : block)
    ops.push_back(&op);
  TileGroup group(layout, target);
  for (Operation *op : ops) {
    if (isGrouped(op) && !isScattered(op, layout)) {
      if (!group.add(op)) {
        flush(group, op, block);
        group.add(op);
      }
      continue;
    }
    if (isPure(op) || isa<tile::FillOp>(op))
      if (!op->hasTrait<OpTrait::IsTerminator>() && op->getNumRegions() == 0)
        continue;
    // What a load reads is there before the group, unless the group writes it.
    if (!isa<tile::LoadOp>(op) ||
        llvm::any_of(group.getOps(), llvm::IsaPred<tile::StoreOp>))
      flush(group, op, block);
    if (auto load = dyn_cast<tile::LoadOp>(op)) {
      builder.setInsertionPoint(load);
      Emitter emitter(builder, load.getLoc());
      storage.materialize(emitter, load);
    } else if (auto store = dyn_cast<tile::StoreOp>(op)) {
      builder.setInsertionPoint(store);
      Emitter emitter(builder, store.getLoc());
      scatter(emitter, store);
    } else if (isa<scf::ForOp, scf::WhileOp>(op)) {
      lowerLoop(op);
    } else {
      for (Region &region : op->getRegions())
        for (Block &inner : region)
          lowerBlock(inner);
    }
  }
  flush(group, nullptr, block);
}

void ProgramLowering::scatter(Emitter &emitter, tile::StoreOp store) {
  Value tile = store.getTile();
  TileView target =
      getBufferView(emitter, store.getBuffer(), store.getOffsets(),
                    store.getBufferAxes(), store.getAllSteps());
  Index extent = store.getExtents().empty() ? getExtent(tile, 0)
                                            : Index(store.getExtents()[0]);
  emitter.loop(builder.getIndexAttr(0), extent, 1, {},
               [&](Index at, ArrayRef<Value>) -> SmallVector<Value> {
                 Value scalar = storage.get(tile).loadScalar(emitter, at);
                 target.storeScalar(emitter, scalar, at);
                 return {};
               });
}

//===- Loops --------------------------------------------------------------===//

void ProgramLowering::enterCarried(Operation *loop, Value initial, Value inside,
                                   Value result) {
  bool takesOver = storage.has(initial) && storage.isPadded(initial) &&
                   initial.hasOneUse() &&
                   initial.getParentBlock() == loop->getBlock();
  if (takesOver) {
    storage.share(inside, initial);
  } else {
    storage.allocate(inside);
    builder.setInsertionPoint(loop);
    Emitter emitter(builder, loop->getLoc());
    storage.copy(emitter, initial, inside);
  }
  storage.share(result, inside);
}

void ProgramLowering::leaveCarried(Value inside, Value yielded,
                                   Operation *terminator) {
  if (yielded == inside ||
      (storage.has(yielded) && storage.isSame(yielded, inside)))
    return;
  builder.setInsertionPoint(terminator);
  Emitter emitter(builder, terminator->getLoc());
  storage.copy(emitter, yielded, inside);
}

void ProgramLowering::lowerLoop(Operation *loop) {
  forEachCarriedTile(loop,
                     [&](Value initial, Value inside, Value, Value result) {
                       enterCarried(loop, initial, inside, result);
                     });
  for (Region &region : loop->getRegions())
    lowerBlock(region.front());
  Operation *terminator = loop->getRegions().back().front().getTerminator();
  forEachCarriedTile(loop, [&](Value, Value inside, Value yielded, Value) {
    leaveCarried(inside, yielded, terminator);
  });
}

/// Moves the operations of `from` to `to`, whose arguments are those of `from`
/// that are no tiles.
static void takeBody(Block *from, Block *to) {
  unsigned kept = 0;
  for (BlockArgument argument : from->getArguments())
    if (isTile(argument))
      argument.dropAllUses();
    else
      argument.replaceAllUsesWith(to->getArgument(kept++));
  to->getOperations().splice(to->end(), from->getOperations());
}

static SmallVector<Value> dropTiles(ValueRange values) {
  return llvm::filter_to_vector(values,
                                [](Value v) { return v && !isTile(v); });
}

static void replaceResults(Operation *loop, Operation *replacement) {
  unsigned kept = 0;
  for (Value result : loop->getResults())
    if (isTile(result))
      result.dropAllUses();
    else
      result.replaceAllUsesWith(replacement->getResult(kept++));
  loop->erase();
}

/// Keeps the operands of `terminator` that are no tiles.
static void dropTileOperands(Operation *terminator) {
  for (int64_t at = terminator->getNumOperands() - 1; at >= 0; --at)
    if (Value operand = terminator->getOperand(at); !operand || isTile(operand))
      terminator->eraseOperand(at);
}

static void removeTiles(scf::ForOp loop) {
  OpBuilder builder(loop);
  auto replacement = scf::ForOp::create(
      builder, loop.getLoc(), loop.getLowerBound(), loop.getUpperBound(),
      loop.getStep(), dropTiles(loop.getInitArgs()));
  Block *body = replacement.getBody();
  body->clear();
  dropTileOperands(loop.getBody()->getTerminator());
  takeBody(loop.getBody(), body);
  replaceResults(loop, replacement);
}

static void removeTiles(scf::WhileOp loop) {
  OpBuilder builder(loop);
  SmallVector<Type> types;
  for (Type type : loop.getResultTypes())
    if (!isa<tile::TileType>(type))
      types.push_back(type);
  dropTileOperands(loop.getBeforeBody()->getTerminator());
  dropTileOperands(loop.getAfterBody()->getTerminator());
  auto replacement = scf::WhileOp::create(builder, loop.getLoc(), types,
                                          dropTiles(loop.getInits()));
  Block *bodies[] = {loop.getBeforeBody(), loop.getAfterBody()};
  for (auto [from, region] :
       llvm::zip_equal(bodies, replacement->getRegions())) {
    SmallVector<Type> arguments;
    for (Type type : from->getArgumentTypes())
      if (!isa<tile::TileType>(type))
        arguments.push_back(type);
    SmallVector<Location> locations(arguments.size(), loop.getLoc());
    takeBody(from, builder.createBlock(&region, {}, arguments, locations));
  }
  replaceResults(loop, replacement);
}

/// Scratch lies on the stack of a thread.
LogicalResult ProgramLowering::checkScratch() {
  constexpr int64_t greatest = int64_t(1) << 20;
  int64_t bytes = 0;
  for (auto scratch : program.getBody().getOps<memref::AllocaOp>())
    bytes += scratch.getType().getNumElements() *
             scratch.getType().getElementTypeBitWidth() / 8;
  if (bytes <= greatest)
    return success();
  return program.emitError("not supported yet: tiles that need ")
         << bytes << " bytes of scratch; at most " << greatest;
}

LogicalResult ProgramLowering::run() {
  if (failed(check()))
    return failure();
  lowerBlock(program.getBody().front());
  if (failed(checkScratch()))
    return failure();
  SmallVector<Operation *> loops, ops;
  program.walk([&](Operation *op) {
    if (isa<scf::ForOp, scf::WhileOp>(op) &&
        (llvm::any_of(op->getOperands(), isTile)))
      loops.push_back(op);
    else if (isGrouped(op) || isa<tile::LoadOp, tile::FillOp>(op))
      ops.push_back(op);
  });
  for (Operation *loop : loops) {
    if (auto counted = dyn_cast<scf::ForOp>(loop))
      removeTiles(counted);
    else
      removeTiles(cast<scf::WhileOp>(loop));
  }
  for (Operation *op : llvm::reverse(ops)) {
    op->dropAllUses();
    op->erase();
  }
  return success();
}

namespace {
struct LowerTilesPass : codegen::cpu::impl::LowerTilesPassBase<LowerTilesPass> {
  using LowerTilesPassBase::LowerTilesPassBase;

  void runOnOperation() override {
    CPUTarget target{vectorBits, registers, matrixUnit};
    WalkResult result =
        getOperation().walk([&](tile::ProgramOp program) -> WalkResult {
          FailureOr<TileLayout> layout = TileLayout::get(program);
          if (failed(layout))
            return failure();
          return ProgramLowering(program, *layout, target).run();
        });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
