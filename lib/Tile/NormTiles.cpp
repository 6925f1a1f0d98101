// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Normalisation of rows: statistics, then one pass that applies them.

#include "Epilogue.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::tile;

namespace {

/// What one block of rows needs.
struct NormBlock {
  Value tile;
  TileType type, rowType;
  int64_t channels;
};

} // namespace

/// The mean over each row of `f` of an element and, if given, of `row`.
static Value emitMean(ProgramBuilder &b, const NormBlock &block, Value values) {
  Value sum = b.reduce(ReduceKind::Sum, values, b.fill(0.0, block.rowType), 1);
  Value inverse =
      b.number(1.0 / double(block.channels), block.rowType.getElementType());
  return b.map({{sum, {0}}}, block.rowType,
               [&](ProgramBuilder &b, ArrayRef<Value> at) {
                 return b.create<arith::MulFOp>(at[0], inverse);
               });
}

static Value emitSquareMean(ProgramBuilder &b, const NormBlock &block,
                            Value values) {
  Value squares = b.map({{values, {0, 1}}}, block.type,
                        [](ProgramBuilder &b, ArrayRef<Value> at) {
                          return b.create<arith::MulFOp>(at[0], at[0]);
                        });
  return emitMean(b, block, squares);
}

/// 1 / sqrt(variance + epsilon), for each row.
static Value emitInverseRoot(ProgramBuilder &b, const NormBlock &block,
                             Value variance, double epsilon) {
  Type element = block.rowType.getElementType();
  Value small = b.number(epsilon, element), one = b.number(1.0, element);
  return b.map({{variance, {0}}}, block.rowType,
               [&](ProgramBuilder &b, ArrayRef<Value> at) {
                 Value sum = b.create<arith::AddFOp>(at[0], small);
                 Value root = b.create<math::SqrtOp>(sum);
                 return b.create<arith::DivFOp>(one, root);
               });
}

/// Runs `body` on every block of rows; what it returns goes to `epilogue`.
static LogicalResult
lowerRows(Operation *op, OpBuilder &builder, Value input,
          const Epilogue &epilogue,
          function_ref<Value(ProgramBuilder &, const NormBlock &)> body) {
  ProgramBuilder top(builder, op->getLoc());
  auto type = cast<MemRefType>(input.getType());
  int64_t channels = type.getShape().back();
  FailureOr<PlanAttr> plan =
      getPlan(op, "row_blocks", {{"row_tile", greatestTile}});
  if (failed(plan) || failed(checkTileSizes(op, channels)))
    return failure();
  int64_t rowTile = plan->getSetting("row_tile", 16);
  Type element = getComputeType(type.getElementType());
  NormBlock block;
  block.type = top.type({rowTile, channels}, element);
  block.rowType = top.type({rowTile}, element);
  block.channels = channels;
  RowView rowView(top, input);
  SmallVector<Value> grid = rowView.outer;
  grid.push_back(top.ceilDiv(rowView.rows, rowTile));
  top.program(grid, [&](ProgramBuilder &b, ArrayRef<Value> at) {
    ResultBlock rows{SmallVector<Value>(at.drop_back()),
                     b.mul(at.back(), rowTile),
                     b.index(0),
                     b.rest(at.back(), rowTile, rowView.rows),
                     b.index(channels),
                     rowTile,
                     channels};
    epilogue.emit(b, rows, [&](ProgramBuilder &b, const ResultBlock &at) {
      block.tile = b.load(getRowBlock(input, at.outerAt, at.row, at.column,
                                      {at.rows, at.columns}),
                          block.type);
      return body(b, block);
    });
  });
  return success();
}

/// A vector of one number per channel.
static Value loadChannels(ProgramBuilder &b, const NormBlock &block,
                          Value buffer) {
  return b.load({buffer, {b.index(0)}, {b.index(block.channels)}},
                b.type({block.channels}, block.type.getElementType()));
}

namespace {
struct LayerNormTiles : RootTiles<LayerNormTiles, LayerNormOp> {
  LogicalResult lowerWithEpilogue(Operation *op, OpBuilder &builder,
                                  ValueRange inputs,
                                  const Epilogue &epilogue) const {
    auto norm = cast<LayerNormOp>(op);

    double epsilon = norm.getEpsilon().convertToDouble();
    bool hasBias = bool(norm.getBias());
    return lowerRows(
        op, builder, inputs[0], epilogue,
        [&](ProgramBuilder &b, const NormBlock &block) {
          Value mean = emitMean(b, block, block.tile);
          Value centred = b.map({{block.tile, {0, 1}}, {mean, {0}}}, block.type,
                                [](ProgramBuilder &b, ArrayRef<Value> at) {
                                  return b.create<arith::SubFOp>(at[0], at[1]);
                                });
          Value variance = emitSquareMean(b, block, centred);
          Value factor = emitInverseRoot(b, block, variance, epsilon);
          SmallVector<MapInput> operands{
              {centred, {0, 1}},
              {factor, {0}},
              {loadChannels(b, block, inputs[1]), {1}}};
          if (hasBias)
            operands.push_back({loadChannels(b, block, inputs[2]), {1}});
          return b.map(
              operands, block.type, [](ProgramBuilder &b, ArrayRef<Value> at) {
                Value y = b.create<arith::MulFOp>(at[0], at[1]);
                y = b.create<arith::MulFOp>(y, at[2]);
                return at.size() == 3 ? y : b.create<arith::AddFOp>(y, at[3]);
              });
        });
  }
};

struct RmsNormTiles : RootTiles<RmsNormTiles, RmsNormOp> {
  LogicalResult lowerWithEpilogue(Operation *op, OpBuilder &builder,
                                  ValueRange inputs,
                                  const Epilogue &epilogue) const {
    auto norm = cast<RmsNormOp>(op);

    double epsilon = norm.getEpsilon().convertToDouble();
    return lowerRows(
        op, builder, inputs[0], epilogue,
        [&](ProgramBuilder &b, const NormBlock &block) {
          Value square = emitSquareMean(b, block, block.tile);
          Value factor = emitInverseRoot(b, block, square, epsilon);
          return b.map({{block.tile, {0, 1}},
                        {factor, {0}},
                        {loadChannels(b, block, inputs[1]), {1}}},
                       block.type, [](ProgramBuilder &b, ArrayRef<Value> at) {
                         Value y = b.create<arith::MulFOp>(at[0], at[1]);
                         return b.create<arith::MulFOp>(y, at[2]);
                       });
        });
  }
};
} // namespace

void ambit::tile::attachNormTiles(MLIRContext *context) {
  LayerNormOp::attachInterface<LayerNormTiles>(*context);
  RmsNormOp::attachInterface<RmsNormTiles>(*context);
}
