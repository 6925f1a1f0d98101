// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elementwise operations: one map per block.

#include "Lowerings.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::tile;

/// Maps `inputs`, all of one shape, to `output`.
static LogicalResult lowerMap(Operation *op, OpBuilder &builder,
                              ValueRange inputs, Value output,
                              ProgramBuilder::Body body) {
  FailureOr<PlanAttr> plan =
      getPlan(op, "blocks",
              {{"row_tile", greatestTile}, {"column_tile", greatestTile}});
  if (failed(plan))
    return failure();
  ProgramBuilder top(builder, op->getLoc());
  int64_t rowTile = plan->getSetting("row_tile", 16);
  int64_t columnTile = plan->getSetting("column_tile", 512);
  Type element =
      getComputeType(cast<MemRefType>(output.getType()).getElementType());
  TileType type = top.type({rowTile, columnTile}, element);
  RowView rowView(top, output);
  SmallVector<Value> grid = rowView.outer;
  grid.push_back(top.ceilDiv(rowView.rows, rowTile));
  grid.push_back(top.ceilDiv(rowView.columns, columnTile));
  top.program(grid, [&](ProgramBuilder &b, ArrayRef<Value> at) {
    ArrayRef<Value> outerAt = at.drop_back(2);
    Value block = at[at.size() - 2];
    Value row = b.mul(block, rowTile), column = b.mul(at.back(), columnTile);
    SmallVector<Value> extents{b.rest(block, rowTile, rowView.rows),
                               b.rest(at.back(), columnTile, rowView.columns)};
    auto place = [&](Value buffer) {
      return rowView.getBlock(b, buffer, outerAt, row, column, extents);
    };
    SmallVector<MapInput> tiles;
    for (Value input : inputs)
      tiles.push_back({b.load(place(input), type), {0, 1}});
    b.store(b.map(tiles, type, body), place(output));
  });
  return success();
}

//===- Activations --------------------------------------------------------===//

/// 1 / (1 + exp(-x)).
static Value emitSigmoid(ProgramBuilder &b, Value x) {
  Value one = b.number(1.0, x.getType());
  Value negated = b.create<arith::NegFOp>(x);
  Value exponential = b.create<math::ExpOp>(negated);
  Value sum = b.create<arith::AddFOp>(one, exponential);
  return b.create<arith::DivFOp>(one, sum);
}

/// x / 2 * (1 + bell), the form of both kinds of gelu.
static Value emitGelu(ProgramBuilder &b, Value x, Value bell) {
  Value one = b.number(1.0, x.getType()), half = b.number(0.5, x.getType());
  Value sum = b.create<arith::AddFOp>(one, bell);
  Value scaled = b.create<arith::MulFOp>(x, half);
  return b.create<arith::MulFOp>(scaled, sum);
}

static Value emitGeluTanh(ProgramBuilder &b, Value x) {
  constexpr double rate = 0.7978845608028654; // sqrt(2 / pi)
  Value square = b.create<arith::MulFOp>(x, x);
  Value cubic = b.create<arith::MulFOp>(square, x);
  cubic = b.create<arith::MulFOp>(cubic, b.number(0.044715, x.getType()));
  Value inner = b.create<arith::AddFOp>(x, cubic);
  inner = b.create<arith::MulFOp>(inner, b.number(rate, x.getType()));
  return emitGelu(b, x, b.create<math::TanhOp>(inner));
}

static Value emitGeluExact(ProgramBuilder &b, Value x) {
  Value root = b.number(0.7071067811865476, x.getType());
  Value scaled = b.create<arith::MulFOp>(x, root);
  return emitGelu(b, x, b.create<math::ErfOp>(scaled));
}

static Value emitActivation(ProgramBuilder &b, ActivationKind kind, Value x) {
  switch (kind) {
  case ActivationKind::Relu: {
    // NaN stays NaN.
    Value zero = b.number(0.0, x.getType());
    Value isNegative =
        b.create<arith::CmpFOp>(arith::CmpFPredicate::OLT, x, zero);
    return b.select(isNegative, zero, x);
  }
  case ActivationKind::Gelu:
    return emitGeluExact(b, x);
  case ActivationKind::GeluTanh:
    return emitGeluTanh(b, x);
  case ActivationKind::Tanh:
    return b.create<math::TanhOp>(x);
  case ActivationKind::Silu:
    return b.create<arith::MulFOp>(x, emitSigmoid(b, x));
  case ActivationKind::Sigmoid:
    return emitSigmoid(b, x);
  }
  llvm_unreachable("every kind is covered");
}

namespace {
struct ActivationTiles
    : TileLoweringOpInterface::ExternalModel<ActivationTiles, ActivationOp> {
  LogicalResult lowerToTiles(Operation *op, OpBuilder &builder,
                             ValueRange inputs, ValueRange outputs) const {
    auto activation = cast<ActivationOp>(op);

    return lowerMap(op, builder, inputs, outputs[0],
                    [&](ProgramBuilder &b, ArrayRef<Value> at) {
                      return emitActivation(b, activation.getKind(), at[0]);
                    });
  }
};

/// `Op` is the operation, `Scalar` what it does to two elements.
template <typename Op, typename Scalar>
struct BinaryTiles
    : TileLoweringOpInterface::ExternalModel<BinaryTiles<Op, Scalar>, Op> {
  LogicalResult lowerToTiles(Operation *op, OpBuilder &builder,
                             ValueRange inputs, ValueRange outputs) const {

    return lowerMap(op, builder, inputs, outputs[0],
                    [](ProgramBuilder &b, ArrayRef<Value> at) {
                      return b.create<Scalar>(at[0], at[1]);
                    });
  }
};
} // namespace

void ambit::tile::attachPointwiseTiles(MLIRContext *context) {
  ActivationOp::attachInterface<ActivationTiles>(*context);
  AddOp::attachInterface<BinaryTiles<AddOp, arith::AddFOp>>(*context);
  MulOp::attachInterface<BinaryTiles<MulOp, arith::MulFOp>>(*context);
}
