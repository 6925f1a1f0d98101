// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the buffers of each operation and has it lowered.

#include "Lowerings.h"
#include "ambit/Tile/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/StringExtras.h"

#include "ambit/Tile/TileLowering.cpp.inc"

namespace ambit::tile {
#define GEN_PASS_DEF_LOWERTOPROGRAMSPASS
#include "ambit/Tile/Passes.h.inc"
} // namespace ambit::tile

using namespace mlir;
using namespace ambit;

Type ambit::tile::getComputeType(Type element) {
  return element.isF64() ? element : Float32Type::get(element.getContext());
}

static LogicalResult checkSetting(Operation *op, NamedAttribute setting,
                                  ArrayRef<tile::PlanSetting> known) {
  StringRef name = setting.getName().strref();
  const auto *found = llvm::find_if(
      known, [&](const tile::PlanSetting &s) { return s.name == name; });
  if (found == known.end()) {
    auto names = llvm::map_range(
        known, [](const tile::PlanSetting &s) { return s.name.str(); });
    return op->emitOpError("expected a plan with the settings ")
           << llvm::join(names, ", ") << ", but got `" << name << "`";
  }
  int64_t least = found->greatest == 1 ? 0 : 1;
  int64_t value = cast<IntegerAttr>(setting.getValue()).getInt();
  if (value >= least && value <= found->greatest)
    return success();
  return op->emitOpError("expected setting `")
         << name << "` of the plan from " << least << " to " << found->greatest
         << ", but got " << value;
}

FailureOr<PlanAttr> tile::getPlan(Operation *op, StringRef algorithm,
                                  ArrayRef<PlanSetting> settings) {
  auto plan = op->getAttrOfType<PlanAttr>("plan");
  if (!plan)
    return op->emitOpError("expected an attribute `plan`, but got none");
  if (plan.getAlgorithm() != algorithm)
    return op->emitOpError("expected a plan of algorithm `")
           << algorithm << "`, but got `" << plan.getAlgorithm() << "`";
  for (NamedAttribute setting : plan.getSettings())
    if (failed(checkSetting(op, setting, settings)))
      return failure();
  return plan;
}

LogicalResult tile::checkTileSizes(Operation *op, ArrayRef<int64_t> sizes) {
  constexpr int64_t greatest = int64_t(1) << 20;
  for (int64_t size : sizes) {
    if (ShapedType::isDynamic(size))
      return op->emitOpError("not supported yet: channels that are not static");
    if (size > greatest)
      return op->emitOpError("not supported yet: ")
             << size << " channels or taps; at most " << greatest;
  }
  return success();
}

tile::RowView::RowView(ProgramBuilder &builder, Value buffer) {
  int64_t rank = cast<MemRefType>(buffer.getType()).getRank();
  for (int64_t axis = 0; axis < rank - 2; ++axis)
    outer.push_back(builder.dim(buffer, axis));
  rows = rank < 2 ? builder.index(1) : builder.dim(buffer, rank - 2);
  columns = builder.dim(buffer, rank - 1);
}

tile::BufferBlock tile::RowView::getBlock(ProgramBuilder &builder, Value buffer,
                                          ArrayRef<Value> outerAt, Value row,
                                          Value column,
                                          SmallVector<Value> extents) const {
  BufferBlock block;
  block.buffer = buffer;
  block.extents = std::move(extents);
  if (cast<MemRefType>(buffer.getType()).getRank() == 1) {
    // One row: both tile axes run along the only one of the buffer.
    block.offsets = {column};
    block.axes = {0, 0};
    return block;
  }
  block.offsets.assign(outerAt.begin(), outerAt.end());
  block.offsets.append({row, column});
  return block;
}

/// The buffer that a tensor operand views, or null.
static Value getSource(Value tensor) {
  auto view = tensor.getDefiningOp<bufferization::ToTensorOp>();
  return view ? view.getBuffer() : Value();
}

/// The operation that gives `result` its buffer, or null.
static bufferization::MaterializeInDestinationOp getTarget(Value result) {
  if (!result.hasOneUse())
    return {};
  return dyn_cast<bufferization::MaterializeInDestinationOp>(
      *result.user_begin());
}

static LogicalResult lower(tile::TileLoweringOpInterface op) {
  SmallVector<Value> inputs, outputs;
  SmallVector<Operation *> targets;
  for (Value operand : op->getOperands()) {
    inputs.push_back(getSource(operand));
    if (!inputs.back())
      return op->emitOpError("expected operands that are views of buffers, but "
                             "got a tensor from elsewhere");
  }
  for (Value result : op->getResults()) {
    auto target = getTarget(result);
    if (!target)
      return op->emitOpError("expected results that are written to one buffer, "
                             "but got another use");
    outputs.push_back(target.getDest());
    targets.push_back(target);
  }
  OpBuilder builder(op);
  if (failed(op.lowerToTiles(builder, inputs, outputs)))
    return failure();
  llvm::SetVector<Value> operands(op->operand_begin(), op->operand_end());
  for (Operation *target : targets)
    target->erase();
  op->erase();
  for (Value operand : operands)
    if (operand.use_empty() && operand.getDefiningOp())
      operand.getDefiningOp()->erase();
  return success();
}

namespace {
struct LowerToProgramsPass
    : tile::impl::LowerToProgramsPassBase<LowerToProgramsPass> {
  void runOnOperation() override {
    SmallVector<tile::TileLoweringOpInterface> ops;
    getOperation().walk(
        [&](tile::TileLoweringOpInterface op) { ops.push_back(op); });
    for (tile::TileLoweringOpInterface op : ops)
      if (failed(lower(op)))
        return signalPassFailure();
  }
};
} // namespace

void ambit::tile::addTilePasses(OpPassManager &passes) {
  passes.addNestedPass<func::FuncOp>(createLowerToProgramsPass());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
}

void ambit::tile::registerTileLowerings(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, AmbitDialect *) {
    attachAttentionTiles(context);
    attachConvolutionTiles(context);
    attachLinearTiles(context);
    attachNormTiles(context);
    attachPointwiseTiles(context);
    attachEmbeddingTiles(context);
  });
}
