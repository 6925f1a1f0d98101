// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every tensor of a model gets a buffer: where its result is written in the end
// if that can be, else one of its own.
#include "Model.h"
#include "TensorSizes.h"
#include "Views.h"
#include "ambit/Bufferize/Passes.h"
#include "dialects/Ambit/AmbitOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ambit::bufferize {
#define GEN_PASS_DEF_BUFFERIZEMODELPASS
#include "ambit/Bufferize/Passes.h.inc"
} // namespace ambit::bufferize

using namespace mlir;
using namespace ambit;
using namespace ambit::bufferize;

static MemRefType getBufferType(Type tensor) {
  auto type = cast<RankedTensorType>(tensor);
  return MemRefType::get(type.getShape(), type.getElementType());
}

/// True for a view whose operand can be produced through the view of its
/// result, and which then costs nothing.
static bool isWrittenThrough(Operation *op) {
  return isa_and_nonnull<MergeHeadsOp, tensor::CastOp>(op);
}

/// True when the buffer of `tensor` can be chosen.
static bool isFree(Value tensor) {
  Operation *op = tensor.getDefiningOp();
  return op && (!isView(op) || isWrittenThrough(op));
}

/// Erases what nobody uses, constants too.
static void eraseDead(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

/// Replaces the first arguments of `block`, tensors of which only the
/// dimensions are read, by the next ones, which are memrefs.
static void replaceTensorArguments(Block &block, unsigned count) {
  for (unsigned index : llvm::seq(count)) {
    Value buffer = block.getArgument(count + index);
    for (Operation *user :
         llvm::make_early_inc_range(block.getArgument(index).getUsers())) {
      auto dim = cast<tensor::DimOp>(user);
      OpBuilder builder(dim);
      dim.replaceAllUsesWith(
          memref::DimOp::create(builder, dim.getLoc(), buffer, dim.getIndex())
              .getResult());
      dim->erase();
    }
  }
  block.eraseArguments(0, count);
}

static bool isTensor(Value value) {
  return isa<RankedTensorType>(value.getType());
}

namespace {
/// Rewrites the body of one model in place.
class ModelBufferizer {
public:
  explicit ModelBufferizer(func::FuncOp model)
      : model(model), body(model.front()), prologue(&body.front()),
        sizes(prologue, body.getArguments(), body.getArguments()) {}

  LogicalResult run();

private:
  void addArguments();
  void chooseDestinations();
  Value getDestination(Value tensor);
  Value viewSource(Operation *op, Value buffer);
  void bufferizeView(Operation *op);
  void bufferizeCompute(Operation *op);
  void readOperands(Operation *op);
  void finishReturn(Operation *op);
  void finish();

  func::FuncOp model;
  Block &body;
  /// In front of all ops of the model: sizes, then buffers and their views.
  OpBuilder prologue;
  TensorSizes sizes;
  unsigned tensorArguments = 0;
  /// Where a tensor that can be chosen goes.
  DenseMap<Value, Value> destinations;
  DenseSet<Operation *> writtenThrough;
  DenseMap<Value, Value> buffers;
};
} // namespace

/// One memref for each tensor argument and each result, behind the tensors.
void ModelBufferizer::addArguments() {
  tensorArguments = body.getNumArguments();
  for (unsigned index : llvm::seq(tensorArguments)) {
    BlockArgument tensor = body.getArgument(index);
    buffers[tensor] =
        body.addArgument(getBufferType(tensor.getType()), tensor.getLoc());
  }
  for (Value result : body.getTerminator()->getOperands())
    body.addArgument(getBufferType(result.getType()), result.getLoc());
}

/// The buffer through which the operand of `op` is written, if `buffer` is that
/// of its result.
Value ModelBufferizer::viewSource(Operation *op, Value buffer) {
  Location loc = op->getLoc();
  Value source = op->getOperand(0);
  if (isa<MergeHeadsOp>(op))
    buffer = viewHeads(prologue, loc, buffer,
                       cast<RankedTensorType>(source.getType()).getDimSize(1));
  return castToShape(prologue, loc, buffer, source.getType());
}

/// Where `tensor` is written: what was chosen for it, or a new buffer.
Value ModelBufferizer::getDestination(Value tensor) {
  Value &destination = destinations[tensor];
  if (!destination)
    destination = memref::AllocOp::create(
        prologue, tensor.getLoc(), getBufferType(tensor.getType()),
        sizes.getDynamic(tensor.getLoc(), tensor));
  return destination;
}

/// From the results backwards: who is returned is written there, who is merged
/// is written through the merged one. The first to ask wins; others copy. Other
/// results get buffers of their own.
void ModelBufferizer::chooseDestinations() {
  unsigned first = 2 * tensorArguments;
  for (auto [index, result] :
       llvm::enumerate(body.getTerminator()->getOperands()))
    if (isFree(result))
      destinations.try_emplace(result, body.getArgument(first + index));
  for (Operation &op : llvm::reverse(body)) {
    if (!isWrittenThrough(&op))
      continue;
    Value source = op.getOperand(0);
    if (!isFree(source) || destinations.contains(source))
      continue;
    destinations[source] = viewSource(&op, getDestination(op.getResult(0)));
    writtenThrough.insert(&op);
  }
  for (Operation &op : body)
    if (!isView(&op))
      for (Value result : op.getResults())
        if (isTensor(result))
          getDestination(result);
}

void ModelBufferizer::bufferizeView(Operation *op) {
  OpBuilder builder(op);
  Location loc = op->getLoc();
  Value source = buffers.lookup(op->getOperand(0));
  Value result = op->getResult(0);
  auto type = cast<RankedTensorType>(result.getType());
  if (writtenThrough.contains(op)) {
    buffers[result] = destinations.lookup(result);
  } else if (isa<SplitHeadsOp>(op)) {
    Value view = viewHeads(builder, loc, source, type.getDimSize(1));
    buffers[result] = castToShape(builder, loc, view, type);
  } else if (isa<SplitOp>(op)) {
    for (auto [number, part] : llvm::enumerate(op->getResults())) {
      Value view = viewPart(builder, loc, source, op->getNumResults(), number);
      buffers[part] = castToShape(builder, loc, view, part.getType());
    }
  } else if (isa<tensor::CastOp>(op) && !destinations.contains(result)) {
    buffers[result] = castToShape(builder, loc, source, type);
  } else {
    buffers[result] = getDestination(result);
    memref::CopyOp::create(builder, loc, source,
                           viewSource(op, buffers[result]));
  }
}

void ModelBufferizer::readOperands(Operation *op) {
  OpBuilder builder(op);
  DenseMap<Value, Value> reads;
  op->walk([&](Operation *user) {
    for (OpOperand &operand : user->getOpOperands()) {
      Value buffer = buffers.lookup(operand.get());
      if (!buffer)
        continue;
      Value &read = reads[operand.get()];
      if (!read)
        read = bufferization::ToTensorOp::create(
            builder, op->getLoc(), operand.get().getType(), buffer,
            /*restrict=*/true);
      operand.set(read);
    }
  });
}

void ModelBufferizer::bufferizeCompute(Operation *op) {
  readOperands(op);
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfter(op);
  for (Value result : op->getResults())
    if (isTensor(result)) {
      Value buffer = getDestination(result);
      buffers[result] = buffer;
      bufferization::MaterializeInDestinationOp::create(
          builder, op->getLoc(), /*result=*/Type(), result, buffer,
          /*restrict=*/true, /*writable=*/true);
    }
}

/// Copies what is not in its place yet, and returns the status.
void ModelBufferizer::finishReturn(Operation *op) {
  OpBuilder builder(op);
  unsigned first = 2 * tensorArguments;
  for (auto [index, result] : llvm::enumerate(op->getOperands())) {
    Value buffer = buffers.lookup(result);
    Value output = body.getArgument(first + index);
    if (buffer != output)
      memref::CopyOp::create(builder, op->getLoc(), buffer, output);
  }
  Value status = arith::ConstantIntOp::create(builder, op->getLoc(), 0, 32);
  op->setOperands(status);
}

/// Gives the function its type and describes the outputs.
void ModelBufferizer::finish() {
  replaceTensorArguments(body, tensorArguments);
  Builder builder(model.getContext());
  SmallVector<DictionaryAttr> attributes;
  model.getAllArgAttrs(attributes);
  unsigned count = model.getNumResults();
  for (unsigned index : llvm::seq(count)) {
    auto name = model.getResultAttrOfType<StringAttr>(index, nameAttrName);
    if (!name)
      name = builder.getStringAttr(count == 1 ? "output"
                                              : "output" + Twine(index));
    attributes.push_back(builder.getDictionaryAttr(
        {builder.getNamedAttr(nameAttrName, name),
         builder.getNamedAttr(roleAttrName, builder.getStringAttr("output"))}));
  }
  model.removeResAttrsAttr();
  model.setFunctionType(
      builder.getFunctionType(body.getArgumentTypes(), builder.getI32Type()));
  model.setAllArgAttrs(attributes);
}

LogicalResult ModelBufferizer::run() {
  SmallVector<Operation *> ops;
  for (Operation &op :
       llvm::make_range(prologue.getInsertionPoint(), body.end()))
    ops.push_back(&op);
  for (Operation *op : ops)
    if (failed(sizes.addResults(op)))
      return failure();

  addArguments();
  chooseDestinations();
  for (Operation *op : ops) {
    if (isa<func::ReturnOp>(op))
      finishReturn(op);
    else if (isView(op))
      bufferizeView(op);
    else
      bufferizeCompute(op);
  }
  sizes.eraseUnused();
  eraseDead(body);
  finish();
  return success();
}

/// The shape function reads dimensions of memrefs instead.
static void bufferizeShapeFunction(func::FuncOp function) {
  Block &body = function.front();
  SmallVector<Type> types =
      llvm::map_to_vector(function.getArgumentTypes(), [](Type type) -> Type {
        return getBufferType(type);
      });
  for (Type type : types)
    body.addArgument(type, function.getLoc());
  replaceTensorArguments(body, types.size());
  function.setFunctionType(FunctionType::get(function.getContext(), types,
                                             function.getResultTypes()));
}

namespace {
struct BufferizeModelPass
    : public bufferize::impl::BufferizeModelPassBase<BufferizeModelPass> {
  void runOnOperation() override {
    for (func::FuncOp model : getModels(getOperation())) {
      if (failed(checkModel(model)))
        return signalPassFailure();
      eraseDead(model.front());
      if (failed(ModelBufferizer(model).run()))
        return signalPassFailure();
    }
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (isShapeFunction(function) &&
          llvm::all_of(function.getArgumentTypes(),
                       llvm::IsaPred<RankedTensorType>))
        bufferizeShapeFunction(function);
  }
};
} // namespace
