// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One allocation in place of many: slots shared by buffers that do not live at
// the same time.
#include "ByteSize.h"
#include "EqualOps.h"
#include "Lifetimes.h"
#include "Model.h"
#include "Views.h"
#include "ambit/Bufferize/Passes.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Dominance.h"
#include "mlir/Transforms/RegionUtils.h"

namespace ambit::bufferize {
#define GEN_PASS_DEF_PLANWORKSPACEPASS
#include "ambit/Bufferize/Passes.h.inc"
} // namespace ambit::bufferize

using namespace mlir;
using namespace ambit;
using namespace ambit::bufferize;

/// A cache line, and the widest vector.
static constexpr int64_t alignment = 64;
/// Sizes from here on count as too large. Half of what 64 bits hold, because
/// the bound of a size is rounded.
static constexpr double maxBytes = double(int64_t(1) << 62);

namespace {
/// A piece of the workspace, and what is in it one after the other.
struct Slot {
  ByteSize size;
  unsigned end;
  SmallVector<memref::AllocOp> members;
};

/// Rewrites one function.
class WorkspacePlanner {
public:
  explicit WorkspacePlanner(func::FuncOp function)
      : function(function), loc(function.getLoc()), builder(function) {}

  LogicalResult run(SymbolTable &symbols);

private:
  void assignSlots();
  Value emitSizes();
  void allocate(Value bytes, SymbolTable &symbols);
  void replaceAllocs();
  LLVM::LLVMFuncOp declare(SymbolTable &symbols, StringRef name, Type result,
                           Type argument);

  func::FuncOp function;
  Location loc;
  OpBuilder builder;
  SmallVector<Slot> slots;
  SmallVector<Value> offsets;
  Value workspace;
};
} // namespace

/// Gives each buffer, in order of time, the free slot that suits it best.
void WorkspacePlanner::assignSlots() {
  for (Lifetime &lifetime : computeLifetimes(function.front())) {
    ByteProduct bytes(lifetime.alloc);
    Slot *best = nullptr;
    for (Slot &slot : slots)
      if (slot.end < lifetime.begin &&
          (!best || slot.size.getWaste(bytes) < best->size.getWaste(bytes)))
        best = &slot;
    if (!best)
      best = &slots.emplace_back();
    best->size.include(bytes);
    best->end = lifetime.end;
    best->members.push_back(lifetime.alloc);
  }
}

/// Computes the offsets of the slots; returns the size of all of them, or -1
/// when it is too large.
Value WorkspacePlanner::emitSizes() {
  Value total = arith::ConstantIndexOp::create(builder, loc, 0);
  Value bound;
  for (Slot &slot : slots) {
    offsets.push_back(total);
    Value size = slot.size.emit(builder, loc, alignment);
    total = builder.createOrFold<arith::AddIOp>(loc, total, size);
    Value more = slot.size.emitBound(builder, loc);
    bound =
        bound ? builder.createOrFold<arith::AddFOp>(loc, bound, more) : more;
  }
  total = arith::IndexCastOp::create(builder, loc, builder.getI64Type(), total);
  Value limit = arith::ConstantOp::create(builder, loc,
                                          builder.getF64FloatAttr(maxBytes));
  Value fits = builder.createOrFold<arith::CmpFOp>(
      loc, arith::CmpFPredicate::OLT, bound, limit);
  Value tooLarge = arith::ConstantIntOp::create(builder, loc, -1, 64);
  return builder.createOrFold<arith::SelectOp>(loc, fits, total, tooLarge);
}

LLVM::LLVMFuncOp WorkspacePlanner::declare(SymbolTable &symbols, StringRef name,
                                           Type result, Type argument) {
  if (auto known = symbols.lookup<LLVM::LLVMFuncOp>(name))
    return known;
  OpBuilder outside(function);
  auto declaration = LLVM::LLVMFuncOp::create(
      outside, loc, name, LLVM::LLVMFunctionType::get(result, argument));
  symbols.insert(declaration);
  return declaration;
}

/// Cuts the function in front of the first buffer: there is memory, or it
/// returns 1.
void WorkspacePlanner::allocate(Value bytes, SymbolTable &symbols) {
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext());
  Type none = LLVM::LLVMVoidType::get(builder.getContext());
  auto allocate = declare(symbols, "ambit_allocate", ptr, bytes.getType());
  auto release = declare(symbols, "ambit_free", none, ptr);
  Value memory =
      LLVM::CallOp::create(builder, loc, allocate, bytes).getResult();
  Value null = LLVM::ZeroOp::create(builder, loc, ptr);
  Value isNull =
      LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::eq, memory, null);
  Block *entry = builder.getInsertionBlock();
  Block *run = entry->splitBlock(builder.getInsertionPoint());
  Block *fail = builder.createBlock(run->getParent(), run->getParent()->end());
  Value status = arith::ConstantIntOp::create(builder, loc, 1, 32);
  func::ReturnOp::create(builder, loc, status);
  builder.setInsertionPointToEnd(entry);
  cf::CondBranchOp::create(builder, loc, isNull, fail, run);

  builder.setInsertionPointToStart(run);
  LLVMTypeConverter converter(builder.getContext());
  auto type = MemRefType::get({ShapedType::kDynamic}, builder.getI8Type());
  auto descriptor =
      MemRefDescriptor::poison(builder, loc, converter.convertType(type));
  descriptor.setAllocatedPtr(builder, loc, memory);
  descriptor.setAlignedPtr(builder, loc, memory);
  descriptor.setConstantOffset(builder, loc, 0);
  descriptor.setSize(builder, loc, 0, bytes);
  descriptor.setConstantStride(builder, loc, 0, 1);
  workspace =
      UnrealizedConversionCastOp::create(builder, loc, type, Value(descriptor))
          .getResult(0);
  OpBuilder last(run->getTerminator());
  LLVM::CallOp::create(last, loc, release, memory);
}

void WorkspacePlanner::replaceAllocs() {
  for (auto [slot, offset] : llvm::zip_equal(slots, offsets))
    for (memref::AllocOp alloc : slot.members) {
      OpBuilder here(alloc);
      auto view =
          memref::ViewOp::create(here, alloc.getLoc(), alloc.getType(),
                                 workspace, offset, alloc.getDynamicSizes());
      alloc.replaceAllUsesWith(view.getResult());
      alloc.erase();
    }
}

LogicalResult WorkspacePlanner::run(SymbolTable &symbols) {
  if (!function.getBody().hasOneBlock())
    return function.emitOpError("not supported yet: control flow in a model");
  resolveViewDims(function);
  assignSlots();
  if (slots.empty())
    return success();
  if (!function.getResultTypes().equals({builder.getI32Type()}))
    return function.emitOpError("expected one result of type i32, but got ")
           << function.getFunctionType();

  SmallVector<Value> dims;
  for (Slot &slot : slots)
    for (memref::AllocOp alloc : slot.members)
      llvm::append_range(dims, alloc.getDynamicSizes());
  auto first = *function.front().getOps<memref::AllocOp>().begin();
  IRRewriter rewriter(function.getContext());
  DominanceInfo dominance(function);
  if (failed(moveValueDefinitions(rewriter, dims, first, dominance)))
    return first.emitOpError("expected the sizes of all buffers to be known "
                             "before the first");
  builder.setInsertionPoint(first);
  Value bytes = emitSizes();
  allocate(bytes, symbols);
  replaceAllocs();
  mergeEqualOps(function.front());
  return success();
}

static bool isEntry(func::FuncOp function) {
  return !function.isDeclaration() && function.getNumArguments() > 0 &&
         llvm::any_of(llvm::seq(function.getNumArguments()),
                      [&](unsigned index) {
                        return function.getArgAttr(index, roleAttrName);
                      });
}

namespace {
struct PlanWorkspacePass
    : public bufferize::impl::PlanWorkspacePassBase<PlanWorkspacePass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (isEntry(function) && failed(WorkspacePlanner(function).run(symbols)))
        return signalPassFailure();
  }
};
} // namespace
