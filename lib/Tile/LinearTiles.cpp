// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Matrix products with a weight: blocks of rows and output channels, the input
// channels in blocks that stay in the cache.

#include "Epilogue.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::tile;

namespace {

class LinearLowering {
public:
  LinearLowering(LinearOp op, PlanAttr plan, OpBuilder &builder,
                 ValueRange inputs, const Epilogue &epilogue)
      : top(builder, op.getLoc()), epilogue(epilogue),
        rowTile(plan.getSetting("row_tile", 96)),
        columnTile(plan.getSetting("column_tile", linearColumnTile)),
        depthTile(plan.getSetting("depth_tile", 256)), input(inputs[0]),
        weight(inputs[1]), bias(op.getBias() ? inputs[2] : Value()),
        rowView(top, epilogue.getRootBuffer()),
        element(getComputeType(op.getInput().getType().getElementType())),
        depths(op.getWeight().getType().getDimSize(0)),
        columns(op.getWeight().getType().getDimSize(1) / epilogue.getParts()) {
    columnTile = epilogue.chooseColumnTile(columnTile, columns);
    depthTile = std::min(depthTile, depths);
  }

  void run();

private:
  Value addProduct(ProgramBuilder &b, const ResultBlock &at, Value depth,
                   Value sum);
  Value computeTile(ProgramBuilder &b, const ResultBlock &at);

  ProgramBuilder top;
  const Epilogue &epilogue;
  int64_t rowTile, columnTile, depthTile;
  Value input, weight, bias;
  RowView rowView;
  Type element;
  int64_t depths, columns;
};

} // namespace

Value LinearLowering::addProduct(ProgramBuilder &b, const ResultBlock &at,
                                 Value depth, Value sum) {
  Value count = b.min(b.sub(b.index(depths), depth), b.index(depthTile));
  Value x =
      b.load(getRowBlock(input, at.outerAt, at.row, depth, {at.rows, count}),
             b.type({rowTile, depthTile}, element));
  Value w = b.load({weight, {depth, at.column}, {count, at.columns}},
                   b.type({depthTile, columnTile}, element));
  return b.create<ContractOp>(b.type({rowTile, columnTile}, element), x, w, sum,
                              Value(), /*rhs_transposed=*/false);
}

/// The last product stands by itself, so that what is computed on the sum finds
/// it in registers.
Value LinearLowering::computeTile(ProgramBuilder &b, const ResultBlock &at) {
  int64_t last = (llvm::divideCeil(depths, depthTile) - 1) * depthTile;
  Value sum;
  if (last > 0)
    sum = b.loop(b.index(0), b.index(last), depthTile,
                 {b.fill(0.0, b.type({rowTile, columnTile}, element))},
                 [&](ProgramBuilder &b, Value depth, ArrayRef<Value> sum) {
                   return SmallVector<Value>{addProduct(b, at, depth, sum[0])};
                 })[0];
  sum = addProduct(b, at, b.index(last), sum);
  return bias ? addBias(b, sum, 1, bias, at.column, at.columns) : sum;
}

void LinearLowering::run() {
  epilogue.emitProgram(top, rowView, top.index(columns), rowTile, columnTile,
                       [&](ProgramBuilder &b, const ResultBlock &at) {
                         return computeTile(b, at);
                       });
}

namespace {
struct LinearTiles : RootTiles<LinearTiles, LinearOp> {
  LogicalResult lowerWithEpilogue(Operation *op, OpBuilder &builder,
                                  ValueRange inputs,
                                  const Epilogue &epilogue) const {
    auto linear = cast<LinearOp>(op);
    FailureOr<PlanAttr> plan = getPlan(op, "blocked_product",
                                       {{"row_tile", greatestTile},
                                        {"column_tile", greatestTile},
                                        {"depth_tile", greatestTile}});
    if (failed(plan) ||
        failed(checkTileSizes(op, linear.getWeight().getType().getShape())))
      return failure();
    LinearLowering(linear, *plan, builder, inputs, epilogue).run();
    return success();
  }
};
} // namespace

void ambit::tile::attachLinearTiles(MLIRContext *context) {
  LinearOp::attachInterface<LinearTiles>(*context);
}
