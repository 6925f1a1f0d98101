// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gives equal programs one function, so that each is compiled once.

#include "ambit/Codegen/CPU/Passes.h"
#include "dialects/Tile/TileOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/MapVector.h"

#include <map>

namespace ambit::codegen::cpu {
#define GEN_PASS_DEF_SHAREPROGRAMSPASS
#include "ambit/Codegen/CPU/Passes.h.inc"
} // namespace ambit::codegen::cpu

using namespace mlir;
using namespace ambit;

namespace {

/// What a program does, as a row of numbers: two programs have the same row
/// if and only if they differ in captured values and in free numbers alone.
using Shape = SmallVector<uintptr_t, 0>;

/// One program and what may differ between it and its equals.
struct Instance {
  tile::ProgramOp program;
  /// Values from outside, constants apart, in the order of their first use.
  llvm::SetVector<Value> captures;
  /// Uses of numbers that a function can take as arguments.
  SmallVector<OpOperand *> freeUses;
};

/// Writes the shape of a program.
class ShapeWriter {
public:
  ShapeWriter(Instance &instance, Shape &shape)
      : instance(instance), shape(shape) {}

  void write(Operation *op);

private:
  void write(OpOperand &operand);
  void write(Region &region);
  void write(const void *uniqued) {
    shape.push_back(reinterpret_cast<uintptr_t>(uniqued));
  }
  /// Numbers a value that the program defines.
  void define(Value value) {
    write(value.getType().getAsOpaquePointer());
    defined.try_emplace(value, defined.size());
  }

  Instance &instance;
  Shape &shape;
  DenseMap<Value, uintptr_t> defined;
};

} // namespace

/// A number that only addresses are computed from: code for one value is as
/// good for another. A step of one makes rows contiguous.
static bool isFree(OpOperand &use) {
  Operation *op = use.getOwner();
  if (auto load = dyn_cast<tile::LoadOp>(op)) {
    unsigned firstStep = load->getNumOperands() - load.getSteps().size();
    return use.getOperandNumber() >= firstStep && !isOneInteger(use.get());
  }
  return use.get().getType().isIndex() &&
         isa<arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::MinSIOp,
             arith::MaxSIOp, arith::FloorDivSIOp, arith::CeilDivSIOp,
             arith::CmpIOp, arith::SelectOp>(op) &&
         !op->getParentOfType<tile::MapOp>();
}

void ShapeWriter::write(OpOperand &operand) {
  enum Kind : uintptr_t { Inside, Captured, Constant, Free };
  Value value = operand.get();
  if (auto it = defined.find(value); it != defined.end()) {
    shape.append({Inside, it->second});
    return;
  }
  Attribute constant;
  if (matchPattern(value, m_Constant(&constant))) {
    shape.push_back(isFree(operand) ? Free : Constant);
    if (isFree(operand))
      instance.freeUses.push_back(&operand);
    else
      write(constant.getAsOpaquePointer());
    write(value.getType().getAsOpaquePointer());
    return;
  }
  instance.captures.insert(value);
  auto number = llvm::find(instance.captures, value);
  shape.append({Captured, uintptr_t(number - instance.captures.begin())});
  write(value.getType().getAsOpaquePointer());
}

void ShapeWriter::write(Region &region) {
  shape.push_back(region.getBlocks().size());
  for (Block &block : region) {
    shape.push_back(block.getNumArguments());
    for (BlockArgument argument : block.getArguments())
      define(argument);
    for (Operation &op : block)
      write(&op);
    // No operation has this name.
    shape.push_back(0);
  }
}

void ShapeWriter::write(Operation *op) {
  if (op->hasTrait<OpTrait::ConstantLike>())
    return;
  write(op->getName().getAsOpaquePointer());
  write(op->getAttrDictionary().getAsOpaquePointer());
  shape.append({op->getNumOperands(), op->getNumResults()});
  for (OpOperand &operand : op->getOpOperands())
    write(operand);
  for (Value result : op->getResults())
    define(result);
  for (Region &region : op->getRegions())
    write(region);
}

namespace {

/// Programs of one shape that become calls of one function.
class SharedProgram {
public:
  SharedProgram(MutableArrayRef<Instance> instances, SymbolTable &symbols)
      : instances(instances), symbols(symbols), first(instances.front()) {}

  void run();

private:
  void findParameters();
  func::FuncOp createFunction();
  void createCalls(func::FuncOp function);
  void moveBody(func::FuncOp function);
  void copyConstants();

  MutableArrayRef<Instance> instances;
  SymbolTable &symbols;
  /// The function gets its body.
  Instance &first;
  /// Numbers that differ between the instances: a row of their values, and the
  /// free uses that have them.
  llvm::MapVector<SmallVector<int64_t>, SmallVector<size_t>,
                  std::map<SmallVector<int64_t>, unsigned>>
      parameters;
};

} // namespace

/// Numbers that change in the same way share an argument.
void SharedProgram::findParameters() {
  for (size_t use = 0; use < first.freeUses.size(); ++use) {
    auto values = llvm::map_to_vector(instances, [&](const Instance &instance) {
      return *getConstantIntValue(instance.freeUses[use]->get());
    });
    if (!llvm::all_equal(values))
      parameters[values].push_back(use);
  }
}

func::FuncOp SharedProgram::createFunction() {
  auto caller = first.program->getParentOfType<func::FuncOp>();
  Builder builder(caller.getContext());
  auto types =
      llvm::map_to_vector(first.captures, [](Value v) { return v.getType(); });
  types.append(parameters.size(), builder.getIndexType());
  auto function = func::FuncOp::create(first.program.getLoc(),
                                       (caller.getName() + "_program").str(),
                                       builder.getFunctionType(types, {}));
  function.setPrivate();
  symbols.insert(function);
  return function;
}

void SharedProgram::createCalls(func::FuncOp function) {
  for (auto [number, instance] : llvm::enumerate(instances)) {
    OpBuilder builder(instance.program);
    Location loc = instance.program.getLoc();
    SmallVector<Value> operands(instance.captures.getArrayRef());
    for (auto &[values, uses] : parameters)
      operands.push_back(
          arith::ConstantIndexOp::create(builder, loc, values[number]));
    func::CallOp::create(builder, loc, function, operands);
  }
}

void SharedProgram::moveBody(func::FuncOp function) {
  Block *body = function.addEntryBlock();
  first.program->moveBefore(body, body->end());
  auto argument = function.getArguments().begin();
  for (Value capture : first.captures)
    capture.replaceUsesWithIf(*argument++, [&](OpOperand &use) {
      return first.program->isAncestor(use.getOwner());
    });
  for (auto &[values, uses] : parameters) {
    for (size_t use : uses)
      first.freeUses[use]->set(*argument);
    ++argument;
  }
  copyConstants();
  auto builder = OpBuilder::atBlockEnd(body);
  func::ReturnOp::create(builder, first.program.getLoc());
}

/// Constants of the caller that the body uses come with it.
void SharedProgram::copyConstants() {
  OpBuilder builder(first.program);
  DenseMap<Value, Value> copies;
  first.program->walk([&](Operation *op) {
    for (OpOperand &use : op->getOpOperands()) {
      Operation *constant = use.get().getDefiningOp();
      if (!constant || !constant->hasTrait<OpTrait::ConstantLike>() ||
          first.program->isProperAncestor(constant))
        continue;
      Value &copy = copies[use.get()];
      if (!copy)
        copy = builder.clone(*constant)->getResult(0);
      use.set(copy);
    }
  });
}

void SharedProgram::run() {
  findParameters();
  func::FuncOp function = createFunction();
  createCalls(function);
  moveBody(function);
  for (Instance &other : instances.drop_front())
    other.program.erase();
}

namespace {
struct ShareProgramsPass
    : codegen::cpu::impl::ShareProgramsPassBase<ShareProgramsPass> {
  void runOnOperation() override {
    llvm::MapVector<Shape, std::vector<Instance>, std::map<Shape, unsigned>>
        groups;
    getOperation().walk([&](tile::ProgramOp program) {
      Instance instance{program, {}, {}};
      Shape shape;
      ShapeWriter(instance, shape).write(program);
      groups[shape].push_back(std::move(instance));
    });
    SymbolTable symbols(getOperation());
    for (auto &[shape, instances] : groups)
      if (instances.size() > 1)
        SharedProgram(instances, symbols).run();
  }
};
} // namespace
