// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the buffers of each operation and has it lowered.

#include "BufferFlow.h"
#include "Epilogue.h"
#include "ambit/Tile/Passes.h"
#include "mlir/IR/Dominance.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "mlir/Transforms/RegionUtils.h"
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
    if (size < 1 || size > greatest)
      return op->emitOpError("not supported yet: ")
             << size << " channels or taps; at least 1 and at most "
             << greatest;
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

tile::BufferBlock tile::getRowBlock(Value buffer, ArrayRef<Value> outerAt,
                                    Value row, Value column,
                                    SmallVector<Value> extents) {
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

Value tile::addBias(ProgramBuilder &b, Value tile, int64_t axis, Value bias,
                    Value first, Value count) {
  auto type = cast<TileType>(tile.getType());
  Value row = b.load({bias, {first}, {count}},
                     b.type({type.getShape()[axis]}, type.getElementType()));
  return b.map({{tile, {0, 1}}, {row, {axis}}}, type,
               [](ProgramBuilder &b, ArrayRef<Value> at) {
                 return b.create<arith::AddFOp>(at[0], at[1]);
               });
}

/// The buffers of the operands of `op`, or an error.
static FailureOr<SmallVector<Value>> getInputs(Operation *op) {
  SmallVector<Value> inputs =
      llvm::map_to_vector(op->getOperands(), tile::getSource);
  if (llvm::is_contained(inputs, Value()))
    return op->emitOpError("expected operands that are views of buffers, but "
                           "got a tensor from elsewhere");
  return inputs;
}

/// The buffers of the results of `op`, or an error.
static FailureOr<SmallVector<Value>> getOutputs(Operation *op) {
  SmallVector<Value> outputs;
  for (Value result : op->getResults()) {
    auto target = tile::getTarget(result);
    if (!target)
      return op->emitOpError("expected results that are written to one buffer, "
                             "but got another use");
    outputs.push_back(target.getDest());
  }
  return outputs;
}

/// Erases `op`, what writes its results, and views of buffers that nobody else
/// reads.
static void eraseLowered(Operation *op) {
  for (Value result : op->getResults())
    tile::getTarget(result)->erase();
  llvm::SetVector<Value> operands(op->operand_begin(), op->operand_end());
  op->erase();
  for (Value operand : operands)
    if (operand.use_empty() && operand.getDefiningOp())
      operand.getDefiningOp()->erase();
}

namespace {
/// Lowers the operations of one function, those that are fused together.
class FunctionLowering {
public:
  explicit FunctionLowering(func::FuncOp function)
      : function(function), flow(function), rewriter(function.getContext()) {}

  LogicalResult run();

private:
  LogicalResult place(Operation *op);
  LogicalResult lower(FusedGroup &group);
  LogicalResult lowerFused(FusedGroup &group, ArrayRef<Value> inputs,
                           Value output);

  func::FuncOp function;
  tile::BufferFlow flow;
  IRRewriter rewriter;
  FusedGroups groups;
};
} // namespace

/// Gives `op` a group: of its own, or that of an operand if its plan says so.
LogicalResult FunctionLowering::place(Operation *op) {
  auto plan = op->getAttrOfType<PlanAttr>("plan");
  if (!plan || plan.getAlgorithm() != fusedAlgorithm) {
    groups.create(op);
    return success();
  }
  if (!FusedGroup::canBeMember(op))
    return op->emitOpError("not supported yet: a plan of algorithm `")
           << fusedAlgorithm << "`";
  auto origins = llvm::map_to_vector(op->getOperands(), [&](Value operand) {
    return flow.getOrigin(operand);
  });
  FusedGroup *group = groups.find(origins);
  if (!group)
    return op->emitOpError("expected an operand that an operation before it "
                           "computes, but got none");
  std::string reason;
  if (!FusedGroup::canBeRoot(group->getRoot()) ||
      failed(groups.join(op, *group, origins, reason))) {
    Operation *root = group->getRoot();
    InFlightDiagnostic diagnostic =
        op->emitOpError("not supported yet: fused with `")
        << root->getName().stripDialect() << "`" << (reason.empty() ? "" : ": ")
        << reason;
    diagnostic.attachNote(root->getLoc()) << "with this one";
    return diagnostic;
  }
  return success();
}

LogicalResult FunctionLowering::lowerFused(FusedGroup &group,
                                           ArrayRef<Value> inputs,
                                           Value output) {
  auto root = cast<tile::TileLoweringOpInterface>(group.getRoot());
  tile::Epilogue epilogue(group, output);
  SmallVector<Value> buffers;
  SmallVector<Operation *> ops{root};
  llvm::append_range(ops, group.getMembers());
  for (Operation *op : ops) {
    FailureOr<SmallVector<Value>> outputs = getOutputs(op);
    if (failed(outputs))
      return failure();
    if (tile::BufferFlow::isReadOutside(op, group)) {
      buffers.push_back(outputs->front());
      epilogue.setOutput(op, outputs->front());
    }
    if (op == root)
      continue;
    if (auto linear = dyn_cast<LinearOp>(op);
        linear && failed(tile::checkTileSizes(
                      op, linear.getWeight().getType().getShape())))
      return failure();
    FailureOr<SmallVector<Value>> read = getInputs(op);
    if (failed(read))
      return failure();
    for (auto [buffer, origin] : llvm::zip_equal(*read, group.getOrigins(op)))
      if (origin.producer && group.contains(origin.producer))
        buffer = Value();
      else
        buffers.push_back(buffer);
    epilogue.setInputs(op, *read);
  }
  DominanceInfo dominance(function);
  if (failed(moveValueDefinitions(rewriter, buffers, root, dominance)))
    return root->emitOpError("expected the buffers of the operations fused "
                             "with it to be known before it");
  rewriter.setInsertionPoint(root);
  return root.lowerWithEpilogue(rewriter, inputs, epilogue);
}

LogicalResult FunctionLowering::lower(FusedGroup &group) {
  auto root = cast<tile::TileLoweringOpInterface>(group.getRoot());
  FailureOr<SmallVector<Value>> inputs = getInputs(root);
  if (failed(inputs))
    return failure();
  FailureOr<SmallVector<Value>> outputs = getOutputs(root);
  if (failed(outputs))
    return failure();
  rewriter.setInsertionPoint(root);
  if (failed(group.getMembers().empty()
                 ? root.lowerToTiles(rewriter, *inputs, *outputs)
                 : lowerFused(group, *inputs, outputs->front())))
    return failure();
  for (Operation *member : llvm::reverse(group.getMembers()))
    eraseLowered(member);
  eraseLowered(root);
  return success();
}

LogicalResult FunctionLowering::run() {
  SmallVector<Operation *> ops;
  function.walk([&](tile::TileLoweringOpInterface op) { ops.push_back(op); });
  for (Operation *op : ops)
    if (failed(place(op)))
      return failure();
  for (const std::unique_ptr<FusedGroup> &group : groups.get())
    if (failed(lower(*group)))
      return failure();
  return success();
}

namespace {
struct LowerToProgramsPass
    : tile::impl::LowerToProgramsPassBase<LowerToProgramsPass> {
  void runOnOperation() override {
    if (failed(FunctionLowering(getOperation()).run()))
      signalPassFailure();
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
