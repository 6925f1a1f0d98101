// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Matrix products with a weight: blocks of rows and output channels, the input
// channels in blocks that stay in the cache.

#include "Lowerings.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::tile;

namespace {

class LinearLowering {
public:
  LinearLowering(LinearOp op, PlanAttr plan, OpBuilder &builder,
                 ValueRange inputs, Value output)
      : op(op), top(builder, op.getLoc()),
        rowTile(plan.getSetting("row_tile", 96)),
        columnTile(plan.getSetting("column_tile", 64)),
        depthTile(plan.getSetting("depth_tile", 256)), input(inputs[0]),
        weight(inputs[1]), bias(op.getBias() ? inputs[2] : Value()),
        output(output), rowView(top, output),
        element(getComputeType(op.getInput().getType().getElementType())) {}

  void run();

private:
  Value addProduct(ProgramBuilder &b, ArrayRef<Value> outerAt, Value row,
                   Value rows, Value column, Value columns, Value depth,
                   Value sum);
  Value sumProducts(ProgramBuilder &b, ArrayRef<Value> outerAt, Value row,
                    Value rows, Value column, Value columns);

  LinearOp op;
  ProgramBuilder top;
  int64_t rowTile, columnTile, depthTile;
  Value input, weight, bias, output;
  RowView rowView;
  Type element;
  int64_t inputs = 0, outputs = 0;
};

} // namespace

Value LinearLowering::addProduct(ProgramBuilder &b, ArrayRef<Value> outerAt,
                                 Value row, Value rows, Value column,
                                 Value columns, Value depth, Value sum) {
  Value count = b.min(b.sub(b.index(inputs), depth), b.index(depthTile));
  Value x =
      b.load(rowView.getBlock(b, input, outerAt, row, depth, {rows, count}),
             b.type({rowTile, depthTile}, element));
  Value w = b.load({weight, {depth, column}, {count, columns}},
                   b.type({depthTile, columnTile}, element));
  return b.create<ContractOp>(b.type({rowTile, columnTile}, element), x, w, sum,
                              Value(), /*rhs_transposed=*/false);
}

Value LinearLowering::sumProducts(ProgramBuilder &b, ArrayRef<Value> outerAt,
                                  Value row, Value rows, Value column,
                                  Value columns) {
  if (inputs <= depthTile)
    return addProduct(b, outerAt, row, rows, column, columns, b.index(0), {});
  Value zero = b.fill(0.0, b.type({rowTile, columnTile}, element));
  return b.loop(b.index(0), b.index(inputs), depthTile, {zero},
                [&](ProgramBuilder &b, Value depth, ArrayRef<Value> sum) {
                  return SmallVector<Value>{addProduct(
                      b, outerAt, row, rows, column, columns, depth, sum[0])};
                })[0];
}

void LinearLowering::run() {
  inputs = op.getWeight().getType().getDimSize(0);
  outputs = op.getWeight().getType().getDimSize(1);

  columnTile = std::min(columnTile, outputs);
  depthTile = std::min(depthTile, inputs);
  SmallVector<Value> grid = rowView.outer;
  grid.push_back(top.ceilDiv(rowView.rows, rowTile));
  grid.push_back(top.index(llvm::divideCeil(outputs, columnTile)));
  top.program(grid, [&](ProgramBuilder &b, ArrayRef<Value> at) {
    ArrayRef<Value> outerAt = at.drop_back(2);
    Value block = at[at.size() - 2];
    Value row = b.mul(block, rowTile);
    Value rows = b.rest(block, rowTile, rowView.rows);
    Value column = b.mul(at.back(), columnTile);
    Value columns = b.rest(at.back(), columnTile, b.index(outputs));
    Value y = sumProducts(b, outerAt, row, rows, column, columns);
    if (bias) {
      Value values =
          b.load({bias, {column}, {columns}}, b.type({columnTile}, element));
      y = b.map({{y, {0, 1}}, {values, {1}}}, cast<TileType>(y.getType()),
                [](ProgramBuilder &b, ArrayRef<Value> at) {
                  return b.create<arith::AddFOp>(at[0], at[1]);
                });
    }
    b.store(y,
            rowView.getBlock(b, output, outerAt, row, column, {rows, columns}));
  });
}

namespace {
struct LinearTiles
    : TileLoweringOpInterface::ExternalModel<LinearTiles, LinearOp> {
  LogicalResult lowerToTiles(Operation *op, OpBuilder &builder,
                             ValueRange inputs, ValueRange outputs) const {
    auto linear = cast<LinearOp>(op);
    FailureOr<PlanAttr> plan = getPlan(op, "blocked_product",
                                       {{"row_tile", greatestTile},
                                        {"column_tile", greatestTile},
                                        {"depth_tile", greatestTile}});
    if (failed(plan) ||
        failed(checkTileSizes(op, linear.getWeight().getType().getShape())))
      return failure();
    LinearLowering(linear, *plan, builder, inputs, outputs[0]).run();
    return success();
  }
};
} // namespace

void ambit::tile::attachLinearTiles(MLIRContext *context) {
  LinearOp::attachInterface<LinearTiles>(*context);
}
