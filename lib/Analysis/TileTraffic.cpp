// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Keeps of the tile code what decides how often a tile is moved and how large
// it is, translates that to steps on numbers, and runs them.

#include "ambit/Analysis/TileTraffic.h"

#include "TileSteps.h"
#include "dialects/Ambit/Cost.h"
#include "dialects/Tile/TileOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::analysis;

static constexpr llvm::StringLiteral numberPrefix = "ambit.op.";

void analysis::numberOps(func::FuncOp function) {
  for (auto [number, op] : llvm::enumerate(function.front()))
    op.setLoc(NameLoc::get(
        StringAttr::get(op.getContext(), numberPrefix + Twine(number)),
        op.getLoc()));
}

static std::optional<size_t> getNumber(Operation *op) {
  auto name = dyn_cast<NameLoc>(op->getLoc());
  StringRef text = name ? name.getName().strref() : "";
  size_t number;
  if (!text.consume_front(numberPrefix) || text.getAsInteger(10, number))
    return std::nullopt;
  return number;
}

//===- What decides -------------------------------------------------------===//

namespace {
/// Values that sizes of tiles and numbers of turns depend on.
class Deciders {
public:
  explicit Deciders(func::FuncOp function);
  bool contains(Value value) const { return values.contains(value); }

private:
  void add(ValueRange list) {
    for (Value value : list)
      if (values.insert(value).second)
        pending.push_back(value);
  }
  void addRoots(Operation *op);
  void addSources(Value value);

  DenseSet<Value> values;
  SmallVector<Value> pending;
};
} // namespace

void Deciders::addRoots(Operation *op) {
  if (auto load = dyn_cast<tile::LoadOp>(op))
    add(load.getExtents());
  else if (auto store = dyn_cast<tile::StoreOp>(op))
    add(store.getExtents());
  else if (auto loop = dyn_cast<scf::ForOp>(op))
    add({loop.getLowerBound(), loop.getUpperBound(), loop.getStep()});
  else if (auto condition = dyn_cast<scf::ConditionOp>(op))
    add(condition.getCondition());
  else if (auto branch = dyn_cast<scf::IfOp>(op))
    add(branch.getCondition());
  else if (auto program = dyn_cast<tile::ProgramOp>(op))
    add(program.getSizes());
}

/// Adds what `value` is computed from.
void Deciders::addSources(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op) {
    auto argument = cast<BlockArgument>(value);
    op = argument.getOwner()->getParentOp();
    unsigned number = argument.getArgNumber();
    if (auto loop = dyn_cast<scf::ForOp>(op); loop && number > 0)
      add({loop.getInits()[number - 1], loop.getYieldedValues()[number - 1]});
    if (auto loop = dyn_cast<scf::WhileOp>(op)) {
      if (argument.getOwner() == loop.getBeforeBody())
        add({loop.getInits()[number], loop.getYieldOp().getOperand(number)});
      else
        add(loop.getConditionOp().getArgs()[number]);
    }
    return;
  }
  unsigned number = cast<OpResult>(value).getResultNumber();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    add({loop.getRegionIterArgs()[number]});
  else if (auto loop = dyn_cast<scf::WhileOp>(op))
    add(loop.getConditionOp().getArgs()[number]);
  else if (auto branch = dyn_cast<scf::IfOp>(op))
    add({branch.thenYield().getOperand(number),
         branch.elseYield().getOperand(number)});
  else if (!isa<memref::DimOp>(op))
    add(op->getOperands());
}

Deciders::Deciders(func::FuncOp function) {
  function.walk([&](Operation *op) { addRoots(op); });
  while (!pending.empty())
    addSources(pending.pop_back_val());
}

//===- Steps --------------------------------------------------------------===//

namespace {
/// Translates a function to steps.
class Translator {
public:
  Translator(func::FuncOp function, ArrayRef<SmallVector<int64_t>> shapes)
      : function(function), shapes(shapes), deciders(function) {}

  llvm::Error translate();

  StepProgram steps;

private:
  unsigned getSlot(Value value);
  unsigned getConstant(int64_t value);
  unsigned getSize(Value buffer, int64_t axis);
  std::optional<unsigned> getArgumentSize(BlockArgument buffer, int64_t axis);
  void translate(Region &region, StepBlock &block);
  void translate(Operation *op, StepBlock &block);
  void translate(scf::ForOp loop, StepBlock &block);
  void translate(scf::WhileOp loop, StepBlock &block);
  void translate(scf::IfOp branch, StepBlock &block);
  void translate(tile::ProgramOp program, StepBlock &block);
  void translateArithmetic(Operation *op, StepBlock &block);
  template <typename Access> void translateAccess(Access op, StepBlock &block);
  void addBytes(StepKind kind, Value buffer, ArrayRef<unsigned> extents,
                StepBlock &block);
  void move(ValueRange from, ValueRange to, StepBlock &block);
  void fail(Operation *op, const Twine &what);

  func::FuncOp function;
  ArrayRef<SmallVector<int64_t>> shapes;
  Deciders deciders;
  DenseMap<Value, unsigned> slots;
  DenseMap<int64_t, unsigned> constants;
  std::string problem;
};
} // namespace

void Translator::fail(Operation *op, const Twine &what) {
  if (problem.empty())
    problem = (what + " (`" + op->getName().getStringRef() + "`)").str();
}

unsigned Translator::getSlot(Value value) {
  if (auto constant = getConstantIntValue(value))
    return getConstant(value.getType().isInteger(1) ? *constant & 1
                                                    : *constant);
  auto [it, isNew] = slots.try_emplace(value, 0);
  if (isNew)
    it->second = steps.addSlot(0);
  return it->second;
}

unsigned Translator::getConstant(int64_t value) {
  auto [it, isNew] = constants.try_emplace(value, 0);
  if (isNew)
    it->second = steps.addSlot(value);
  return it->second;
}

/// Inputs come first, then globals, whose sizes are known, then outputs.
std::optional<unsigned> Translator::getArgumentSize(BlockArgument buffer,
                                                    int64_t axis) {
  size_t number = buffer.getArgNumber();
  StringRef role = "input";
  if (auto text = function.getArgAttrOfType<StringAttr>(number, "ambit.role"))
    role = text.strref();
  if (role == "output")
    number = shapes.size() - (function.getNumArguments() - number);
  if (role == "global" || number >= shapes.size() ||
      size_t(axis) >= shapes[number].size())
    return std::nullopt;
  return getConstant(shapes[number][axis]);
}

/// The size of a buffer, through views.
unsigned Translator::getSize(Value buffer, int64_t axis) {
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.isDynamicDim(axis))
    return getConstant(type.getDimSize(axis));
  if (auto argument = dyn_cast<BlockArgument>(buffer))
    if (auto size = getArgumentSize(argument, axis))
      return *size;
  Operation *op = buffer.getDefiningOp();
  if (auto cast = dyn_cast_or_null<memref::CastOp>(op))
    return getSize(cast.getSource(), axis);
  if (auto transpose = dyn_cast_or_null<memref::TransposeOp>(op)) {
    AffineMap order = transpose.getPermutation();
    return getSize(transpose.getIn(), order.getDimPosition(axis));
  }
  if (auto view = dyn_cast_or_null<memref::ViewOp>(op))
    return getSlot(view.getSizes()[type.getDynamicDimIndex(axis)]);
  if (auto alloc = dyn_cast_or_null<memref::AllocOp>(op))
    return getSlot(alloc.getDynamicSizes()[type.getDynamicDimIndex(axis)]);
  if (auto shape = dyn_cast_or_null<memref::ExpandShapeOp>(op))
    return getSlot(shape.getOutputShape()[type.getDynamicDimIndex(axis)]);
  if (auto view = dyn_cast_or_null<memref::SubViewOp>(op);
      view && view.getSourceType().getRank() == type.getRank())
    return getSlot(view.getDynamicSizes()[type.getDynamicDimIndex(axis)]);
  fail(op ? op : function.getOperation(), "a size that is not followed");
  return getConstant(0);
}

void Translator::addBytes(StepKind kind, Value buffer,
                          ArrayRef<unsigned> extents, StepBlock &block) {
  Step step{kind};
  step.operands.assign(extents.begin(), extents.end());
  step.operands.push_back(getConstant(getElementBytes(buffer)));
  block.push_back(std::move(step));
}

template <typename Access>
void Translator::translateAccess(Access op, StepBlock &block) {
  SmallVector<unsigned> extents;
  for (OpFoldResult extent : op.getAllExtents())
    if (auto constant = getConstantIntValue(extent))
      extents.push_back(getConstant(*constant));
    else
      extents.push_back(getSlot(cast<Value>(extent)));
  addBytes(std::is_same_v<Access, tile::LoadOp> ? StepKind::Read
                                                : StepKind::Write,
           op.getBuffer(), extents, block);
}

/// Carries those that decide.
void Translator::move(ValueRange from, ValueRange to, StepBlock &block) {
  Step step{StepKind::Move};
  for (auto [source, target] : llvm::zip(from, to))
    if (deciders.contains(target)) {
      step.operands.push_back(getSlot(source));
      step.results.push_back(getSlot(target));
    }
  if (!step.results.empty())
    block.push_back(std::move(step));
}

void Translator::translate(scf::ForOp loop, StepBlock &block) {
  move(loop.getInits(), loop.getRegionIterArgs(), block);
  Step step{StepKind::For};
  for (Value bound :
       {loop.getLowerBound(), loop.getUpperBound(), loop.getStep()})
    step.operands.push_back(getSlot(bound));
  // Turns that nothing depends on are alike.
  bool carries = llvm::any_of(loop.getRegionIterArgs(), [&](Value value) {
    return deciders.contains(value);
  });
  if (deciders.contains(loop.getInductionVar()))
    step.results.push_back(getSlot(loop.getInductionVar()));
  step.isUniform = !carries && step.results.empty();
  translate(loop.getRegion(), step.blocks.emplace_back());
  move(loop.getYieldedValues(), loop.getRegionIterArgs(), step.blocks.back());
  block.push_back(std::move(step));
  move(loop.getRegionIterArgs(), loop.getResults(), block);
}

void Translator::translate(scf::WhileOp loop, StepBlock &block) {
  move(loop.getInits(), loop.getBeforeArguments(), block);
  Step step{StepKind::While};
  step.operands.push_back(getSlot(loop.getConditionOp().getCondition()));
  StepBlock before, after;
  translate(loop.getBefore(), before);
  move(loop.getConditionOp().getArgs(), loop.getAfterArguments(), before);
  move(loop.getConditionOp().getArgs(), loop.getResults(), before);
  translate(loop.getAfter(), after);
  move(loop.getYieldOp().getOperands(), loop.getBeforeArguments(), after);
  step.blocks = {std::move(before), std::move(after)};
  block.push_back(std::move(step));
}

void Translator::translate(tile::ProgramOp program, StepBlock &block) {
  Step step{StepKind::Grid};
  for (auto [size, coordinate] :
       llvm::zip_equal(program.getSizes(), program.getBody().getArguments())) {
    step.operands.push_back(getSlot(size));
    step.results.push_back(deciders.contains(coordinate) ? getSlot(coordinate)
                                                         : Step::none);
  }
  translate(program.getBody(), step.blocks.emplace_back());
  block.push_back(std::move(step));
}

void Translator::translate(scf::IfOp branch, StepBlock &block) {
  Step step{StepKind::If};
  step.operands.push_back(getSlot(branch.getCondition()));
  step.blocks.resize(2);
  for (auto [region, inner] : llvm::zip(branch->getRegions(), step.blocks)) {
    if (region.empty())
      continue;
    translate(region, inner);
    move(region.front().getTerminator()->getOperands(), branch.getResults(),
         inner);
  }
  block.push_back(std::move(step));
}

void Translator::translateArithmetic(Operation *op, StepBlock &block) {
  Step step{StepKind::Compute};
  step.function = getStepFunction(op);
  if (!step.function)
    return fail(op, "a bound that is not followed");
  for (Value operand : op->getOperands())
    step.operands.push_back(getSlot(operand));
  step.operands.resize(3, getConstant(0));
  step.results.push_back(getSlot(op->getResult(0)));
  block.push_back(std::move(step));
}

void Translator::translate(Operation *op, StepBlock &block) {
  if (auto load = dyn_cast<tile::LoadOp>(op))
    return translateAccess(load, block);
  if (auto store = dyn_cast<tile::StoreOp>(op))
    return translateAccess(store, block);
  if (auto load = dyn_cast<memref::LoadOp>(op))
    addBytes(StepKind::Read, load.getMemRef(), {}, block);
  if (auto store = dyn_cast<memref::StoreOp>(op))
    addBytes(StepKind::Write, store.getMemRef(), {}, block);
  if (auto copy = dyn_cast<memref::CopyOp>(op)) {
    SmallVector<unsigned> sizes;
    int64_t rank = cast<MemRefType>(copy.getTarget().getType()).getRank();
    for (int64_t axis = 0; axis < rank; ++axis)
      sizes.push_back(getSize(copy.getTarget(), axis));
    addBytes(StepKind::Read, copy.getTarget(), sizes, block);
    addBytes(StepKind::Write, copy.getTarget(), sizes, block);
  }
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return translate(loop, block);
  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return translate(loop, block);
  if (auto program = dyn_cast<tile::ProgramOp>(op))
    return translate(program, block);
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return translate(branch, block);
  if (op->getNumResults() == 0 || !deciders.contains(op->getResult(0)) ||
      op->hasTrait<OpTrait::ConstantLike>())
    return;
  if (auto dim = dyn_cast<memref::DimOp>(op)) {
    auto axis = dim.getConstantIndex();
    if (!axis)
      return fail(op, "a bound that is not followed");
    Step step{StepKind::Move};
    step.operands.push_back(getSize(dim.getSource(), *axis));
    step.results.push_back(getSlot(dim));
    block.push_back(std::move(step));
    return;
  }
  translateArithmetic(op, block);
}

void Translator::translate(Region &region, StepBlock &block) {
  for (Block &inner : region)
    for (Operation &op : inner)
      translate(&op, block);
}

llvm::Error Translator::translate() {
  // All blocks of a function run, but for one that returns an error.
  for (Block &inner : function)
    for (Operation &op : inner) {
      size_t first = steps.block.size();
      translate(&op, steps.block);
      for (Step &step : llvm::drop_begin(steps.block, first))
        step.number = getNumber(&op).value_or(Step::none);
    }
  if (problem.empty())
    return llvm::Error::success();
  return llvm::createStringError(problem);
}

llvm::Expected<TileTraffic>
analysis::countTraffic(func::FuncOp function,
                       ArrayRef<SmallVector<int64_t>> shapes) {
  Translator translator(function, shapes);
  if (llvm::Error error = translator.translate())
    return std::move(error);
  return translator.steps.run();
}
