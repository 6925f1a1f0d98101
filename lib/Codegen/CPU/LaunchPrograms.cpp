// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Outlines programs into tasks that the thread pool runs.

#include "BlockKernel.h"
#include "RuntimeCalls.h"
#include "ambit/Codegen/CPU/Passes.h"
#include "dialects/Tile/TileOps.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/RegionUtils.h"

namespace ambit::codegen::cpu {
#define GEN_PASS_DEF_LAUNCHPROGRAMSPASS
#include "ambit/Codegen/CPU/Passes.h.inc"
} // namespace ambit::codegen::cpu

using namespace mlir;
using namespace ambit;

namespace {

/// Outlines one program: what it uses from outside becomes a struct.
class ProgramLaunch {
public:
  ProgramLaunch(tile::ProgramOp program, const LLVMTypeConverter &converter,
                SymbolTable &symbols)
      : program(program), converter(converter), symbols(symbols),
        builder(program), loc(program.getLoc()),
        pointer(LLVM::LLVMPointerType::get(program.getContext())) {}

  LogicalResult run();

private:
  void collectCaptures();
  func::FuncOp createTask();
  void readCaptures(Value context, IRMapping &mapping);
  void moveBody(func::FuncOp task, IRMapping &mapping);
  void callRuntime(func::FuncOp task);

  tile::ProgramOp program;
  const LLVMTypeConverter &converter;
  SymbolTable &symbols;
  OpBuilder builder;
  Location loc;
  Type pointer;
  SmallVector<Value> captures;
  SmallVector<Operation *> constants;
  LLVM::LLVMStructType contextType;
};

} // namespace

void ProgramLaunch::collectCaptures() {
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(program.getBody(), used);
  used.insert(program.getSizes().begin(), program.getSizes().end());
  for (Value value : used) {
    Operation *op = value.getDefiningOp();
    if (op && op->hasTrait<OpTrait::ConstantLike>())
      constants.push_back(op);
    else
      captures.push_back(value);
  }
  contextType = LLVM::LLVMStructType::getLiteral(
      program.getContext(), llvm::map_to_vector(captures, [&](Value value) {
        return converter.convertType(value.getType());
      }));
}

/// Casts between a value and its form in the LLVM dialect, both ways.
static Value castTo(OpBuilder &builder, Location loc, Type type, Value value) {
  if (value.getType() == type)
    return value;
  return UnrealizedConversionCastOp::create(builder, loc, type, value)
      .getResult(0);
}

void ProgramLaunch::readCaptures(Value context, IRMapping &mapping) {
  for (Operation *constant : constants)
    builder.clone(*constant, mapping);
  for (auto [number, value] : llvm::enumerate(captures)) {
    Value address = LLVM::GEPOp::create(
        builder, loc, pointer, contextType, context,
        ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(number)});
    Value field = LLVM::LoadOp::create(builder, loc,
                                       contextType.getBody()[number], address);
    mapping.map(value, castTo(builder, loc, value.getType(), field));
  }
}

/// The scratch of the program moves before the loop over grid points.
void ProgramLaunch::moveBody(func::FuncOp task, IRMapping &mapping) {
  Block &body = program.getBody().front();
  for (Operation &op : llvm::make_early_inc_range(body))
    if (isa<memref::AllocaOp>(op))
      op.moveBefore(builder.getInsertionBlock(), builder.getInsertionPoint());
  Type index = builder.getIndexType();
  Value begin = castTo(builder, loc, index, task.getArgument(1));
  Value end = castTo(builder, loc, index, task.getArgument(2));
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  auto loop = scf::ForOp::create(builder, loc, begin, end, one);
  func::ReturnOp::create(builder, loc);
  builder.setInsertionPointToStart(loop.getBody());
  // The last coordinate runs fastest.
  Value rest = loop.getInductionVar();
  SmallVector<Value> coordinates(program.getSizes().size());
  for (int64_t axis = coordinates.size() - 1; axis >= 0; --axis) {
    Value size = mapping.lookupOrDefault(program.getSizes()[axis]);
    coordinates[axis] =
        axis == 0 ? rest : arith::RemUIOp::create(builder, loc, rest, size);
    rest = arith::DivUIOp::create(builder, loc, rest, size);
  }
  for (auto [argument, coordinate] :
       llvm::zip_equal(body.getArguments(), coordinates))
    argument.replaceAllUsesWith(coordinate);
  Block *target = loop.getBody();
  target->getOperations().splice(target->getTerminator()->getIterator(),
                                 body.getOperations());
  for (auto [from, to] : mapping.getValueMap())
    from.replaceUsesWithIf(to, [&](OpOperand &use) {
      return task->isProperAncestor(use.getOwner());
    });
}

func::FuncOp ProgramLaunch::createTask() {
  auto function = program->getParentOfType<func::FuncOp>();
  Type i64 = builder.getI64Type();
  auto type = builder.getFunctionType({pointer, i64, i64}, {});
  auto task =
      func::FuncOp::create(loc, (function.getName() + "_task").str(), type);
  task.setPrivate();
  symbols.insert(task);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(task.addEntryBlock());
  IRMapping mapping;
  readCaptures(task.getArgument(0), mapping);
  moveBody(task, mapping);
  return task;
}

void ProgramLaunch::callRuntime(func::FuncOp task) {
  Type i64 = builder.getI64Type();
  if (codegen::cpu::usesBlocks(task))
    func::CallOp::create(
        builder, loc,
        codegen::cpu::declareRuntime(
            symbols, "ambit_request_matrix_unit",
            builder.getFunctionType({}, builder.getI32Type())));
  Value one = LLVM::ConstantOp::create(builder, loc, i64, 1);
  Value context =
      LLVM::AllocaOp::create(builder, loc, pointer, contextType, one);
  for (auto [number, value] : llvm::enumerate(captures)) {
    Value address = LLVM::GEPOp::create(
        builder, loc, pointer, contextType, context,
        ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(number)});
    Value field = castTo(builder, loc, contextType.getBody()[number], value);
    LLVM::StoreOp::create(builder, loc, field, address);
  }
  Value count = arith::ConstantIndexOp::create(builder, loc, 1);
  for (Value size : program.getSizes())
    count = arith::MulIOp::create(builder, loc, count, size);
  Value function = func::ConstantOp::create(
      builder, loc, task.getFunctionType(), FlatSymbolRefAttr::get(task));
  auto type = builder.getFunctionType({pointer, pointer, i64, i64}, {});
  func::CallOp::create(
      builder, loc,
      codegen::cpu::declareRuntime(symbols, "ambit_parallel_for", type),
      ValueRange{castTo(builder, loc, pointer, function), context,
                 castTo(builder, loc, i64, count), one});
}

LogicalResult ProgramLaunch::run() {
  collectCaptures();
  for (Value value : captures)
    if (!converter.convertType(value.getType()))
      return program.emitError("not supported yet: a program that uses a value "
                               "of type ")
             << value.getType();
  func::FuncOp task = createTask();
  callRuntime(task);
  program.erase();
  return success();
}

namespace {
struct LaunchProgramsPass
    : codegen::cpu::impl::LaunchProgramsPassBase<LaunchProgramsPass> {
  void runOnOperation() override {
    LLVMTypeConverter converter(&getContext());
    SymbolTable symbols(getOperation());
    SmallVector<tile::ProgramOp> programs;
    getOperation().walk(
        [&](tile::ProgramOp program) { programs.push_back(program); });
    for (tile::ProgramOp program : programs)
      if (failed(ProgramLaunch(program, converter, symbols).run()))
        return signalPassFailure();
  }
};
} // namespace
