// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elementwise operations: one map per block.

#include "Epilogue.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::tile;

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

/// erf(x) as x * p(x^2) / q(x^2) on [-4, 4], beyond which it is 1 in f32: the
/// quotient that Eigen and XLA use, off by at most 3.4e-7 (measured). What
/// counts in a gelu is the error of 1 + erf.
static Value emitErrorQuotient(ProgramBuilder &b, Value x) {
  static const double above[] = {-1.60960333262415e-02, -2.95459980854025e-03,
                                 -7.34990630326855e-04, -5.69250639462346e-05,
                                 -2.10102402082508e-06, 2.77068142495902e-08,
                                 -2.72614225801306e-10};
  static const double below[] = {-1.42647390514189e-02, -7.37332916720468e-03,
                                 -1.68282697438203e-03, -2.13374055278905e-04,
                                 -1.45660718464996e-05};
  // NaN stays NaN.
  Value least = b.number(-4.0, x.getType());
  Value greatest = b.number(4.0, x.getType());
  x = b.select(b.create<arith::CmpFOp>(arith::CmpFPredicate::OLT, x, least),
               least, x);
  x = b.select(b.create<arith::CmpFOp>(arith::CmpFPredicate::OGT, x, greatest),
               greatest, x);
  Value square = b.create<arith::MulFOp>(x, x);
  auto horner = [&](ArrayRef<double> coefficients) {
    Value sum = b.number(coefficients.back(), x.getType());
    for (double c : llvm::reverse(coefficients.drop_back()))
      sum = b.create<math::FmaOp>(sum, square, b.number(c, x.getType()));
    return sum;
  };
  Value product = b.create<arith::MulFOp>(x, horner(above));
  return b.create<arith::DivFOp>(product, horner(below));
}

static Value emitGeluExact(ProgramBuilder &b, Value x) {
  Value root = b.number(0.7071067811865476, x.getType());
  Value scaled = b.create<arith::MulFOp>(x, root);
  return emitGelu(b, x,
                  x.getType().isF32() ? emitErrorQuotient(b, scaled)
                                      : b.create<math::ErfOp>(scaled));
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

//===- Blocks -------------------------------------------------------------===//

Value ambit::tile::emitElement(ProgramBuilder &b, Operation *op,
                               ArrayRef<Value> elements) {
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case([&](ActivationOp activation) {
        return emitActivation(b, activation.getKind(), elements[0]);
      })
      .Case([&](AddOp) {
        return b.create<arith::AddFOp>(elements[0], elements[1]);
      })
      .Case([&](MulOp) {
        return b.create<arith::MulFOp>(elements[0], elements[1]);
      });
}

/// Computes `op` block by block.
static void lowerBlocks(Operation *op, PlanAttr plan, OpBuilder &builder,
                        ValueRange inputs, const Epilogue &epilogue) {
  ProgramBuilder top(builder, op->getLoc());
  auto bufferType = cast<MemRefType>(epilogue.getRootBuffer().getType());
  Type element = getComputeType(bufferType.getElementType());
  int64_t rowTile = plan.getSetting("row_tile", 16);
  int64_t columnTile = plan.getSetting("column_tile", 512);
  RowView rowView(top, epilogue.getRootBuffer());
  Value columns = rowView.columns;
  if (int64_t size = bufferType.getShape().back();
      !ShapedType::isDynamic(size)) {
    columns = top.index(size / epilogue.getParts());
    columnTile =
        epilogue.chooseColumnTile(columnTile, size / epilogue.getParts());
  }
  TileType type = top.type({rowTile, columnTile}, element);
  epilogue.emitProgram(
      top, rowView, columns, rowTile, columnTile,
      [&](ProgramBuilder &b, const ResultBlock &at) {
        SmallVector<MapInput> tiles;
        for (Value input : inputs)
          tiles.push_back({b.load(getRowBlock(input, at.outerAt, at.row,
                                              at.column, {at.rows, at.columns}),
                                  type),
                           {0, 1}});
        return b.map(tiles, type,
                     [&](ProgramBuilder &b, ArrayRef<Value> elements) {
                       return emitElement(b, op, elements);
                     });
      });
}

namespace {
/// Blocks of the operands, all of one shape.
template <typename Op>
struct PointwiseTiles : RootTiles<PointwiseTiles<Op>, Op> {
  LogicalResult lowerWithEpilogue(Operation *op, OpBuilder &builder,
                                  ValueRange inputs,
                                  const Epilogue &epilogue) const {
    FailureOr<PlanAttr> plan =
        getPlan(op, "blocks",
                {{"row_tile", greatestTile}, {"column_tile", greatestTile}});
    if (failed(plan))
      return failure();
    lowerBlocks(op, *plan, builder, inputs, epilogue);
    return success();
  }
};
} // namespace

void ambit::tile::attachPointwiseTiles(MLIRContext *context) {
  ActivationOp::attachInterface<PointwiseTiles<ActivationOp>>(*context);
  AddOp::attachInterface<PointwiseTiles<AddOp>>(*context);
  MulOp::attachInterface<PointwiseTiles<MulOp>>(*context);
}
