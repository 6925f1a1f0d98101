// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `@f_shapes` beside every `@f`: the shapes of its results, and whether the
// shapes of its arguments fit together.
#include "DimChecks.h"
#include "Model.h"
#include "TensorSizes.h"
#include "ambit/Bufferize/Passes.h"
#include "dialects/Ambit/AmbitOps.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/Path.h"

namespace ambit::bufferize {
#define GEN_PASS_DEF_ADDSHAPEFUNCTIONSPASS
#include "ambit/Bufferize/Passes.h.inc"
} // namespace ambit::bufferize

using namespace mlir;
using namespace ambit;
using namespace ambit::bufferize;

/// "model.mlir:12: ambit.conv: ", as far as the location is known.
static std::string describe(Operation *op) {
  std::string text;
  if (auto loc = op->getLoc()->findInstanceOf<FileLineColLoc>())
    text = (llvm::sys::path::filename(loc.getFilename().getValue()) + ":" +
            Twine(loc.getLine()) + ": ")
               .str();
  return text + op->getName().getStringRef().str() + ": ";
}

static std::string getLengthMessage(const Twine &prefix, int64_t dim,
                                    const Twine &what) {
  return (prefix + "expected dimension " + Twine(dim) + " of " + what +
          " to be at most {1}, but got {0}")
      .str();
}

/// The checks that `op` asks for, from the sizes of its operands.
static void addOperandChecks(Operation *op, const TensorSizes &sizes,
                             DimChecks &checks) {
  std::string prefix = describe(op);
  Builder builder(op->getContext());
  if (auto cast = dyn_cast<tensor::CastOp>(op)) {
    auto type = mlir::cast<RankedTensorType>(cast.getType());
    for (auto [dim, size] : llvm::enumerate(sizes.get(cast.getSource())))
      if (!type.isDynamicDim(dim))
        checks.addEqual(size, builder.getIndexAttr(type.getDimSize(dim)),
                        prefix + "expected dimension " + std::to_string(dim) +
                            " to be {1}, but got {0}");
    return;
  }
  auto check = dyn_cast<DimCheckOpInterface>(op);
  if (!check)
    return;
  for (const DimEquality &equality : check.getDimEqualities()) {
    OpFoldResult a = sizes.get(equality.a)[equality.aDim];
    OpFoldResult b = equality.b ? sizes.get(equality.b)[equality.bDim]
                                : builder.getIndexAttr(equality.constant);
    checks.addEqual(a, b, prefix + equality.getMessage());
  }
}

/// Checks the lengths of arguments, then op by op what operands must satisfy
/// and how long results are.
static LogicalResult addChecks(func::FuncOp model, TensorSizes &sizes,
                               DimChecks &checks) {
  for (BlockArgument argument : model.getArguments()) {
    unsigned index = argument.getArgNumber();
    auto name = model.getArgAttrOfType<StringAttr>(index, nameAttrName);
    std::string what =
        name ? "`" + name.str() + "`" : "argument " + std::to_string(index);
    for (auto [dim, size] : llvm::enumerate(sizes.get(argument)))
      checks.addLength(size, getLengthMessage("", dim, what));
  }
  for (Operation &op : model.front()) {
    addOperandChecks(&op, sizes, checks);
    if (failed(sizes.addResults(&op)))
      return failure();
    for (Value result : op.getResults())
      if (isa<RankedTensorType>(result.getType()))
        for (auto [dim, size] : llvm::enumerate(sizes.get(result)))
          checks.addLength(size,
                           getLengthMessage(describe(&op), dim, "its result"));
  }
  return success();
}

/// The declaration of the shape function of `model`, with an empty body.
static func::FuncOp createFunction(func::FuncOp model, StringRef name) {
  OpBuilder builder(model->getContext());
  builder.setInsertionPointAfter(model);
  SmallVector<Type> results = {builder.getI32Type()};
  int64_t sizes = 2;
  for (Type type : model.getResultTypes())
    sizes += cast<RankedTensorType>(type).getRank();
  results.append(sizes, builder.getIndexType());
  auto function = func::FuncOp::create(
      builder, model.getLoc(), name,
      builder.getFunctionType(model.getArgumentTypes(), results));
  if (ArrayAttr attributes = model.getAllArgAttrs())
    function.setAllArgAttrs(attributes);
  function.addEntryBlock();
  return function;
}

static LogicalResult addShapeFunction(func::FuncOp model,
                                      SymbolTable &symbols) {
  if (failed(checkModel(model)))
    return failure();
  std::string name = model.getName().str() + "_shapes";
  if (symbols.lookup(name))
    return model.emitOpError("expected no other symbol of the name ") << name;
  func::FuncOp function = createFunction(model, name);
  symbols.insert(function);

  Location loc = model.getLoc();
  auto builder = OpBuilder::atBlockBegin(&function.front());
  // What computes sizes stays in front of what compares them.
  auto end = func::ReturnOp::create(builder, loc);
  builder.setInsertionPoint(end);
  TensorSizes sizes(builder, model.getArguments(), function.getArguments());
  DimChecks checks;
  if (failed(addChecks(model, sizes, checks)))
    return failure();

  auto toValue = [&](OpFoldResult size) { return sizes.getValue(loc, size); };
  DimChecks::Outcome outcome = checks.emit(builder, loc, toValue);
  SmallVector<Value> results = {outcome.status};
  for (Value result : model.front().getTerminator()->getOperands())
    for (OpFoldResult size : sizes.get(result))
      results.push_back(toValue(size));
  results.append({outcome.first, outcome.second});
  end->setOperands(results);
  sizes.eraseUnused();

  SmallVector<StringRef> messages(checks.getMessages().begin(),
                                  checks.getMessages().end());
  function->setAttr(checksAttrName, builder.getStrArrayAttr(messages));
  return success();
}

namespace {
struct AddShapeFunctionsPass
    : public bufferize::impl::AddShapeFunctionsPassBase<AddShapeFunctionsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SymbolTable symbols(module);
    for (func::FuncOp model : getModels(module))
      if (failed(addShapeFunction(model, symbols)))
        return signalPassFailure();
  }
};
} // namespace
