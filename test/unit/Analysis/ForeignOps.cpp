// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An op of another dialect is analysed when it has the interfaces, as a plugin
// would attach them, and named in an error when it has not.

#include "ambit/Analysis/Report.h"

#include "dialects/Ambit/AmbitOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include <gtest/gtest.h>

using namespace mlir;
using namespace ambit;

namespace {
struct NegationCost
    : CostOpInterface::ExternalModel<NegationCost, arith::NegFOp> {
  Cost getCost(Operation *op, ShapeOf shapeOf, MaskRelations &) const {
    Cost cost = getTraffic(op, shapeOf);
    cost.elementwise = getProduct(shapeOf(op->getResult(0)));
    return cost;
  }
};

/// Reads the position before, too.
struct NegationMixing
    : MixerOpInterface::ExternalModel<NegationMixing, arith::NegFOp> {
  FailureOr<Mixing> getMixing(Operation *, unsigned, int64_t axis,
                              MaskRelations &) const {
    using relation::Coordinate;
    relation::Builder builder;
    relation::Tree pair =
        builder.both(builder.atMost(Coordinate::key(), Coordinate::query(), 0),
                     builder.atMost(Coordinate::query(), Coordinate::key(), 1));
    return Mixing{axis,
                  {llvm::cantFail(relation::Relation::get(builder, pair))}};
  }
};

struct NegationSizes
    : ReifyRankedShapedTypeOpInterface::ExternalModel<NegationSizes,
                                                      arith::NegFOp> {
  LogicalResult reifyResultShapes(Operation *op, OpBuilder &builder,
                                  ReifiedRankedShapedTypeDims &shapes) const {
    shapes = {tensor::getMixedSizes(builder, op->getLoc(), op->getOperand(0))};
    return success();
  }
};

class ForeignOps : public testing::Test {
protected:
  ForeignOps() {
    context.loadDialect<AmbitDialect, arith::ArithDialect, func::FuncDialect,
                        tensor::TensorDialect>();
    module = parseSourceString<ModuleOp>(R"(
      func.func @f(%x: tensor<?x?x4xf32>) -> tensor<?x?x4xf32> {
        %0 = arith.negf %x : tensor<?x?x4xf32>
        %1 = arith.negf %0 : tensor<?x?x4xf32>
        return %1 : tensor<?x?x4xf32>
      })",
                                         &context);
  }

  FailureOr<analysis::Report> report() {
    ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
      message = diagnostic.str();
      return success();
    });
    return analysis::getReport(*module->getOps<func::FuncOp>().begin(), {});
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  std::string message;
};
} // namespace

TEST_F(ForeignOps, WithoutInterfacesAreNamed) {
  EXPECT_TRUE(failed(report()));
  EXPECT_EQ(message, "'arith.negf' op does not tell the sizes of its results");
  arith::NegFOp::attachInterface<NegationSizes>(context);
  EXPECT_TRUE(failed(report()));
  EXPECT_EQ(message, "'arith.negf' op does not tell what it costs: expected it "
                     "to have `CostOpInterface`");
  arith::NegFOp::attachInterface<NegationCost>(context);
  EXPECT_TRUE(failed(report()));
  EXPECT_EQ(message,
            "'arith.negf' op does not tell which positions it joins: expected "
            "it to have `MixerOpInterface`");
}

TEST_F(ForeignOps, WithInterfacesAreCounted) {
  arith::NegFOp::attachInterface<NegationSizes, NegationCost, NegationMixing>(
      context);
  FailureOr<analysis::Report> result = report();
  ASSERT_TRUE(succeeded(result)) << message;
  EXPECT_EQ(result->costs.total.getFlops().text(), "8*batch*n");
  EXPECT_EQ(result->reach.field.size(), 3);
  EXPECT_EQ(result->reach.pathLength, 2u);
}
