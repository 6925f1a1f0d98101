// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights of the module become arguments of the functions that read them.
#include "Model.h"
#include "ambit/Bufferize/Passes.h"
#include "dialects/Ambit/AmbitOps.h"

namespace ambit::bufferize {
#define GEN_PASS_DEF_LIFTGLOBALSPASS
#include "ambit/Bufferize/Passes.h.inc"
} // namespace ambit::bufferize

using namespace mlir;
using namespace ambit;
using namespace ambit::bufferize;

/// Says that the arguments so far are inputs, and names those without a name.
static void describeInputs(func::FuncOp model) {
  Builder builder(model.getContext());
  for (unsigned index : llvm::seq(model.getNumArguments())) {
    model.setArgAttr(index, roleAttrName, builder.getStringAttr("input"));
    if (!model.getArgAttr(index, nameAttrName))
      model.setArgAttr(index, nameAttrName,
                       builder.getStringAttr("input" + Twine(index)));
  }
}

/// Replaces the reads of `global` in `model` by a new last argument.
static LogicalResult lift(func::FuncOp model, GlobalOp global,
                          ArrayRef<GetGlobalOp> reads) {
  Builder builder(model.getContext());
  unsigned index = model.getNumArguments();
  auto attributes = builder.getDictionaryAttr(
      {builder.getNamedAttr(nameAttrName, global.getSymNameAttr()),
       builder.getNamedAttr(roleAttrName, builder.getStringAttr("global"))});
  if (failed(model.insertArgument(index, global.getTensorType(), attributes,
                                  global.getLoc())))
    return failure();
  for (GetGlobalOp read : reads) {
    read.getOutput().replaceAllUsesWith(model.getArgument(index));
    read->erase();
  }
  return success();
}

namespace {
struct LiftGlobalsPass
    : public bufferize::impl::LiftGlobalsPassBase<LiftGlobalsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SmallVector<func::FuncOp> models = getModels(module);
    SmallVector<GlobalOp> globals(module.getOps<GlobalOp>());
    for (func::FuncOp model : models) {
      describeInputs(model);
      llvm::StringMap<SmallVector<GetGlobalOp>> reads;
      model.walk([&](GetGlobalOp op) { reads[op.getGlobal()].push_back(op); });
      for (GlobalOp global : globals)
        if (auto it = reads.find(global.getSymName()); it != reads.end())
          if (failed(lift(model, global, it->second)))
            return signalPassFailure();
    }
    for (GlobalOp global : globals)
      if (SymbolTable::symbolKnownUseEmpty(global, module))
        global->erase();
  }
};
} // namespace
