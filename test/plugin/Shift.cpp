// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A dialect plugin as somebody else would write it: one operation that moves
// rows to later positions, `result[i] = x[i - by]`, zero where there is none.
// It tells its sizes, its cost and which positions it joins.

#include "dialects/Ambit/Cost.h"
#include "dialects/Ambit/Mixing.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "llvm/Config/llvm-config.h"

using namespace mlir;

namespace {
struct ShiftOp
    : Op<ShiftOp, OpTrait::OneOperand, OpTrait::OneResult, OpTrait::ZeroRegions,
         OpTrait::SameOperandsAndResultType,
         ReifyRankedShapedTypeOpInterface::Trait, ambit::CostOpInterface::Trait,
         ambit::MixerOpInterface::Trait> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ShiftOp)
  using Op::Op;

  static StringRef getOperationName() { return "demo.shift"; }
  static ArrayRef<StringRef> getAttributeNames() {
    static StringRef names[] = {"by"};
    return names;
  }
  int64_t getBy() { return (*this)->getAttrOfType<IntegerAttr>("by").getInt(); }

  LogicalResult verifyInvariants() {
    auto type = dyn_cast<RankedTensorType>((*this)->getOperand(0).getType());
    if (!type || type.getRank() != 3)
      return emitOpError("expected a tensor of rank 3");
    auto by = (*this)->getAttrOfType<IntegerAttr>("by");
    if (!by || by.getInt() < 0)
      return emitOpError("expected an attribute `by` of at least 0");
    return success();
  }

  LogicalResult reifyResultShapes(OpBuilder &builder,
                                  ReifiedRankedShapedTypeDims &reified) {
    reified.push_back(
        tensor::getMixedSizes(builder, getLoc(), (*this)->getOperand(0)));
    return success();
  }

  ambit::Cost getCost(ambit::ShapeOf shapeOf, ambit::MaskRelations &) {
    return ambit::getTraffic(*this, shapeOf);
  }

  FailureOr<ambit::Mixing> getMixing(unsigned, int64_t axis,
                                     ambit::MaskRelations &) {
    if (axis != 1)
      return failure();
    ambit::relation::Builder builder;
    auto i = ambit::relation::Coordinate::query();
    auto j = ambit::relation::Coordinate::key();
    auto relation = ambit::relation::Relation::get(
        builder, builder.both(builder.atMost(j, i, -getBy()),
                              builder.atMost(i, j, getBy())));
    if (relation)
      return ambit::Mixing{1, {std::move(*relation)}};
    llvm::consumeError(relation.takeError());
    return failure();
  }
};

struct DemoDialect : Dialect {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(DemoDialect)

  static StringRef getDialectNamespace() { return "demo"; }

  explicit DemoDialect(MLIRContext *context)
      : Dialect(getDialectNamespace(), context, TypeID::get<DemoDialect>()) {
    addOperations<ShiftOp>();
  }
};
} // namespace

extern "C" LLVM_ATTRIBUTE_WEAK DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Shift", LLVM_VERSION_STRING,
          [](DialectRegistry *registry) { registry->insert<DemoDialect>(); }};
}
