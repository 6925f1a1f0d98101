// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Contractions of widened bf16 become contractions of bf16 with sums in f32.

#include "BlockKernel.h"
#include "ambit/Codegen/CPU/Passes.h"
#include "mlir/IR/IRMapping.h"

namespace ambit::codegen::cpu {
#define GEN_PASS_DEF_NARROWFACTORSPASS
#include "ambit/Codegen/CPU/Passes.h.inc"
} // namespace ambit::codegen::cpu

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

namespace {

/// What a contraction becomes: its left factor is a load, a load times a number
/// that moves behind it, or computed and rounded.
struct Narrowing {
  tile::ContractOp contract;
  tile::LoadOp lhs, rhs;
  tile::MapOp scaled;
  Value rounded;
};

/// Narrows the contractions of one program.
class ProgramNarrowing {
public:
  ProgramNarrowing(tile::ProgramOp program, const TileLayout &layout,
                   bool onlyBlocks)
      : program(program), layout(layout), onlyBlocks(onlyBlocks),
        builder(program.getContext()) {}

  void run();

private:
  std::optional<Narrowing> match(tile::ContractOp contract) const;
  Value narrow(tile::LoadOp load, int64_t operand, bool transposed);
  Value round(Value tile);
  void apply(const Narrowing &narrowing);

  tile::ProgramOp program;
  const TileLayout &layout;
  bool onlyBlocks;
  OpBuilder builder;
  /// A load that has several parts to play is read once for each.
  llvm::DenseMap<std::pair<Operation *, int64_t>, Value> narrowed;
  llvm::DenseMap<Value, Value> rounded;
};

} // namespace

//===- What is matched ----------------------------------------------------===//

static tile::LoadOp getWidenedLoad(Value factor) {
  auto load = factor.getDefiningOp<tile::LoadOp>();
  return load && load.getBuffer().getType().getElementType().isBF16()
             ? load
             : tile::LoadOp();
}

/// The one operation in the body of `map` if it yields that.
template <typename Op> static Op getOnlyOp(tile::MapOp map) {
  Block &body = map.getBody().front();
  if (map.getWhen() || !llvm::hasNItems(body, 2))
    return Op();
  auto op = dyn_cast<Op>(body.front());
  return op && body.getTerminator()->getOperand(0) == op->getResult(0) ? op
                                                                       : Op();
}

/// A map that multiplies every element with one number.
static tile::MapOp getScaling(Value factor) {
  auto map = factor.getDefiningOp<tile::MapOp>();
  if (!map || map.getInputs().size() != 1 || !map.getPositions().empty())
    return tile::MapOp();
  auto product = getOnlyOp<arith::MulFOp>(map);
  bool isScaling = product &&
                   product.getLhs() == map.getBody().getArgument(0) &&
                   product.getRhs().getParentRegion() != &map.getBody();
  return isScaling ? map : tile::MapOp();
}

/// True for the weights of a softmax: a map to powers of two, at most one.
static bool areWeights(Value factor) {
  auto map = factor.getDefiningOp<tile::MapOp>();
  if (!map)
    return false;
  Value yielded = map.getBody().front().getTerminator()->getOperand(0);
  return yielded.getDefiningOp<tile::DecayOp>() != nullptr;
}

/// True for a result of bf16 that is used before it is stored: rounded along
/// its lanes, it has pairs of depth.
static bool isResult(Value factor, const TileLayout &layout) {
  constexpr int64_t leastRows = 5;
  Operation *op = factor.getDefiningOp();
  if (!op || !isa<tile::MapOp, tile::ContractOp>(op) ||
      getTileType(factor).getRank() != 2 || layout.getLaneAxis(factor) != 1)
    return false;
  auto depth = getConstant(getExtent(factor, 1));
  return getTileType(factor).getShape()[0] >= leastRows && depth &&
         *depth % 2 == 0;
}

std::optional<Narrowing>
ProgramNarrowing::match(tile::ContractOp contract) const {
  Narrowing result{contract,
                   getWidenedLoad(contract.getLhs()),
                   getWidenedLoad(contract.getRhs()),
                   {},
                   {}};
  if (!result.rhs || !contract.getType().getElementType().isF32() ||
      layout.isRowProduct(contract) ||
      (onlyBlocks && !holdsBlocks(contract, layout)))
    return std::nullopt;
  if (result.lhs)
    return result;
  bool lanesOnRows = layout.getLaneAxis(contract) == 0;
  if (lanesOnRows ? areWeights(contract.getLhs())
                  : isResult(contract.getLhs(), layout)) {
    result.rounded = contract.getLhs();
    return result;
  }
  result.scaled = getScaling(contract.getLhs());
  if (!lanesOnRows || !result.scaled || contract.getInit())
    return std::nullopt;
  result.lhs = getWidenedLoad(result.scaled.getInputs()[0]);
  return result.lhs ? std::optional(result) : std::nullopt;
}

//===- What is made of it -------------------------------------------------===//

static tile::TileType withElement(Value tile, Type element) {
  auto type = getTileType(tile);
  return tile::TileType::get(type.getContext(), type.getShape(), element);
}

Value ProgramNarrowing::narrow(tile::LoadOp load, int64_t operand,
                               bool transposed) {
  Value &result = narrowed[{load, operand + 2 * transposed}];
  if (!result) {
    builder.setInsertionPoint(load);
    auto copy = cast<tile::LoadOp>(builder.clone(*load));
    copy.getTile().setType(withElement(load.getTile(), builder.getBF16Type()));
    result = copy.getTile();
  }
  return result;
}

/// `tile`, rounded to nearest, ties to even.
Value ProgramNarrowing::round(Value tile) {
  if (Value known = rounded.lookup(tile))
    return known;
  Location loc = tile.getLoc();
  builder.setInsertionPointAfterValue(tile);
  auto type = withElement(tile, builder.getBF16Type());
  auto map = tile::MapOp::create(
      builder, loc, type, ValueRange(tile), ValueRange(), Value(),
      builder.getArrayAttr(builder.getDenseI64ArrayAttr({0, 1})));
  Block *body = builder.createBlock(&map.getBody(), {},
                                    getTileType(tile).getElementType(), loc);
  Value element = arith::TruncFOp::create(builder, loc, builder.getBF16Type(),
                                          body->getArgument(0));
  tile::YieldOp::create(builder, loc, element);
  return rounded[tile] = map.getResult();
}

void ProgramNarrowing::apply(const Narrowing &narrowing) {
  tile::ContractOp contract = narrowing.contract;
  bool transposed = contract.getRhsTransposed();
  Value lhs = narrowing.rounded
                  ? round(narrowing.rounded)
                  : narrow(narrowing.lhs, 0, /*transposed=*/false);
  Value rhs = narrow(narrowing.rhs, 1, transposed);
  contract.getLhsMutable().assign(lhs);
  contract.getRhsMutable().assign(rhs);
  if (!narrowing.scaled)
    return;
  builder.setInsertionPointAfter(contract);
  auto scaled = cast<tile::MapOp>(builder.clone(*narrowing.scaled));
  contract.getResult().replaceAllUsesWith(scaled.getResult());
  scaled.getInputsMutable().assign(contract.getResult());
  scaled.getResult().setType(contract.getType());
}

void ProgramNarrowing::run() {
  SmallVector<Narrowing> narrowings;
  program.walk([&](tile::ContractOp contract) {
    if (std::optional<Narrowing> narrowing = match(contract))
      narrowings.push_back(*narrowing);
  });
  for (const Narrowing &narrowing : narrowings)
    apply(narrowing);
  auto eraseUnused = [](Operation *op) {
    if (op && op->use_empty())
      op->erase();
  };
  llvm::SetVector<Operation *> scaled, loads;
  for (const Narrowing &narrowing : narrowings) {
    scaled.insert(narrowing.scaled);
    loads.insert(narrowing.lhs);
    loads.insert(narrowing.rhs);
  }
  llvm::for_each(scaled, eraseUnused);
  llvm::for_each(loads, eraseUnused);
}

namespace {
struct NarrowFactorsPass
    : codegen::cpu::impl::NarrowFactorsPassBase<NarrowFactorsPass> {
  using NarrowFactorsPassBase::NarrowFactorsPassBase;

  void runOnOperation() override {
    WalkResult result =
        getOperation().walk([&](tile::ProgramOp program) -> WalkResult {
          FailureOr<TileLayout> layout = TileLayout::get(program);
          if (failed(layout))
            return failure();
          ProgramNarrowing(program, *layout, onlyBlocks).run();
          return WalkResult::advance();
        });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
