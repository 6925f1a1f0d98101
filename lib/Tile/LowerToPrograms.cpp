// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the buffers of each operation and has it lowered.

#include "Lowerings.h"
#include "ambit/Tile/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

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
