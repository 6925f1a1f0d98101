// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the models of a module and refuses what is not a straight line of
// operations on ranked tensors.
#include "Model.h"
#include "ambit/Bufferize/Passes.h"
#include "dialects/Ambit/AmbitOps.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/RuntimeLibcalls.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir;
using namespace ambit;

void bufferize::addBufferizePasses(OpPassManager &pm) {
  pm.addPass(createLiftGlobalsPass());
  pm.addPass(createAddShapeFunctionsPass());
  pm.addPass(createBufferizeModelPass());
}

bool bufferize::isShapeFunction(func::FuncOp function) {
  return function->hasAttr(checksAttrName);
}

bool bufferize::isView(Operation *op) {
  return isa<SplitHeadsOp, MergeHeadsOp, SplitOp, tensor::CastOp>(op);
}

SmallVector<func::FuncOp> bufferize::getModels(ModuleOp module) {
  SmallVector<func::FuncOp> models;
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic() && !isShapeFunction(function) &&
        llvm::none_of(function.getArgumentTypes(),
                      llvm::IsaPred<BaseMemRefType>))
      models.push_back(function);
  return models;
}

static bool isTensor(Type type) { return isa<TensorType>(type); }

/// True when a buffer for `type` can cross the C interface.
static bool isSupportedTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || tensor.getEncoding())
    return false;
  Type element = tensor.getElementType();
  return element.isF32() || element.isBF16() || element.isF16() ||
         element.isF64() || element.isSignlessInteger(32) ||
         element.isSignlessInteger(64);
}

static bool isTooLong(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && llvm::any_of(tensor.getShape(), [](int64_t size) {
           return ShapedType::isStatic(size) && size > bufferize::maxLength;
         });
}

static LogicalResult checkOp(Operation &op) {
  if (isa<func::ReturnOp>(op))
    return success();
  if (isa<CallOpInterface>(op))
    return op.emitOpError("not supported yet: a call that cannot be inlined, "
                          "of a recursive or an external function");
  if (isa<RegionBranchOpInterface>(op))
    return op.emitOpError("not supported yet: control flow in a model");
  if (!isPure(&op))
    return op.emitOpError("not supported yet: an op with side effects in a "
                          "model");
  for (Type type : op.getResultTypes())
    if (isTooLong(type))
      return op.emitOpError("not supported yet: a dimension above ")
             << bufferize::maxLength << ", in " << type;
  if (!llvm::any_of(op.getOperandTypes(), isTensor) &&
      !llvm::any_of(op.getResultTypes(), isTensor))
    return success();
  if (!isa<tensor::CastOp>(op) &&
      (isa_and_nonnull<tensor::TensorDialect>(op.getDialect()) ||
       !isa<ReifyRankedShapedTypeOpInterface>(op)))
    return op.emitOpError("not supported yet: this op on tensors in a model");
  for (Type type : op.getResultTypes())
    if (!isSupportedTensor(type))
      return op.emitOpError("not supported yet: a result of type ") << type;
  return success();
}

/// Compiled code calls the C library and the run time by name; a function of
/// the same name would take their calls.
static LogicalResult checkName(func::FuncOp model) {
  StringRef name = model.getName();
  llvm::TargetLibraryInfoImpl library(
      (llvm::Triple(llvm::sys::getProcessTriple())));
  llvm::LibFunc known;
  bool isTaken =
      name.starts_with("ambit_") || library.getLibFunc(name, known) ||
      llvm::any_of(llvm::RTLIB::libcall_impls(), [&](auto call) {
        return name ==
               llvm::RTLIB::RuntimeLibcallsInfo::getLibcallImplName(call);
      });
  if (!isTaken)
    return success();
  return model.emitOpError("expected a name that neither the C library nor the "
                           "run time (`ambit_...`) has, but got `")
         << name << "`";
}

LogicalResult bufferize::checkModel(func::FuncOp model) {
  if (failed(checkName(model)))
    return failure();
  if (!model.getBody().hasOneBlock())
    return model.emitOpError("not supported yet: control flow in a model");
  for (auto [index, type] : llvm::enumerate(model.getArgumentTypes())) {
    if (!isSupportedTensor(type))
      return model.emitOpError("not supported yet: argument ")
             << index << " of type " << type;
    if (isTooLong(type))
      return model.emitOpError("not supported yet: a dimension above ")
             << maxLength << ", in " << type;
  }
  for (auto [index, type] : llvm::enumerate(model.getResultTypes()))
    if (!isSupportedTensor(type))
      return model.emitOpError("not supported yet: result ")
             << index << " of type " << type;
  for (Operation &op : model.front())
    if (failed(checkOp(op)))
      return failure();
  return success();
}

/// True when every result of `op` is only written into buffers.
static bool isOnlyMaterialized(Operation *op) {
  return llvm::all_of(op->getUsers(), [](Operation *user) {
    return isa<bufferization::MaterializeInDestinationOp>(user);
  });
}

bool bufferize::isBufferized(Operation *op) {
  if (isa<GlobalOp, GetGlobalOp>(op) || isView(op))
    return false;
  if (auto function = dyn_cast<func::FuncOp>(op))
    return !llvm::any_of(function.getArgumentTypes(), isTensor) &&
           !llvm::any_of(function.getResultTypes(), isTensor);
  if (isa<bufferization::ToTensorOp>(op) ||
      !llvm::any_of(op->getResultTypes(), isTensor))
    return true;
  return isOnlyMaterialized(op);
}
