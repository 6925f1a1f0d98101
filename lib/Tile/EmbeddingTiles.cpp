// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rows of a table by id, and rotation of channel pairs by position.

#include "Lowerings.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace ambit;
using namespace ambit::tile;

//===- Embedding ----------------------------------------------------------===//

/// One program per row of ids: each id's row is copied, or set to NaN where the
/// table has none.
static void lowerEmbedding(EmbeddingOp op, OpBuilder &builder, Value ids,
                           Value table, Value output, PlanAttr plan) {
  ProgramBuilder top(builder, op.getLoc());
  auto idsType = cast<MemRefType>(ids.getType());
  auto tableType = cast<MemRefType>(table.getType());

  int64_t channels = tableType.getDimSize(1);
  Type element = getComputeType(tableType.getElementType());
  TileType type = top.type({channels}, element);
  int64_t idTile = plan.getSetting("row_tile", 64);
  RowView idView(top, ids);
  SmallVector<Value> grid = idView.outer;
  if (idsType.getRank() > 1)
    grid.push_back(idView.rows);
  grid.push_back(top.ceilDiv(idView.columns, idTile));
  top.program(grid, [&](ProgramBuilder &b, ArrayRef<Value> at) {
    Value first = b.mul(at.back(), idTile);
    Value end = b.add(first, b.rest(at.back(), idTile, idView.columns));
    // An empty table has no row to read: then every id is missing.
    Value rows = b.dim(table, 0), zero = b.index(0);
    Value known = b.select(b.less(zero, rows), end, first);
    Value missing = b.number(std::numeric_limits<double>::quiet_NaN(), element);
    auto place = [&](Value position) -> BufferBlock {
      SmallVector<Value> where(at.drop_back());
      where.append({position, zero});
      return {output, where, {b.index(channels)}};
    };
    b.loop(known, end, 1, {},
           [&](ProgramBuilder &b, Value position,
               ArrayRef<Value>) -> SmallVector<Value> {
             b.store(b.fill(std::numeric_limits<double>::quiet_NaN(), type),
                     place(position));
             return {};
           });
    b.loop(first, known, 1, {},
           [&](ProgramBuilder &b, Value position,
               ArrayRef<Value>) -> SmallVector<Value> {
             SmallVector<Value> where(at.drop_back());
             where.push_back(position);
             Value id = b.create<memref::LoadOp>(ids, where);
             id = b.create<arith::IndexCastOp>(b.builder.getIndexType(), id);
             Value isMissing = b.create<arith::OrIOp>(
                 b.less(id, zero), b.less(b.add(rows, -1), id));
             Value row = b.select(isMissing, zero, id);
             Value tile =
                 b.load({table, {row, zero}, {b.index(channels)}}, type);
             tile = b.map({{tile, {0}}}, type,
                          [&](ProgramBuilder &b, ArrayRef<Value> at) {
                            return b.select(isMissing, missing, at[0]);
                          });
             b.store(tile, place(position));
             return {};
           });
  });
}

//===- Rotary positions ---------------------------------------------------===//

namespace {

/// Cosine and sine of the angles of a block of positions.
struct Rotation {
  Value cosine, sine;
};

class RopeLowering {
public:
  RopeLowering(RopeOp op, OpBuilder &builder, Value input, Value output,
               PlanAttr plan)
      : op(op), top(builder, op.getLoc()), input(input), output(output),
        rowTile(plan.getSetting("row_tile", 64)),
        pairs(op.getInput().getType().getDimSize(3) / 2),
        type(top.type(
            {rowTile, pairs},
            getComputeType(op.getInput().getType().getElementType()))) {}

  void run();

private:
  template <typename Function>
  Value emitAngles(ProgramBuilder &b, Value first, SmallVector<Value> extents);
  /// Half 0 holds the first, half 1 the second channel of each pair.
  BufferBlock getHalf(ProgramBuilder &b, Value buffer, ArrayRef<Value> where,
                      int64_t half, SmallVector<Value> extents);

  RopeOp op;
  ProgramBuilder top;
  Value input, output;
  int64_t rowTile, pairs;
  TileType type;
};

} // namespace

/// The function of the angle (position + offset) * base^(-k / pairs), in f64:
/// at long positions f32 has no digits left for the angle.
template <typename Function>
Value RopeLowering::emitAngles(ProgramBuilder &b, Value first,
                               SmallVector<Value> extents) {
  Type f64 = b.builder.getF64Type(), i32 = b.builder.getI32Type();
  double rate = -std::log2(op.getBase().convertToDouble()) / double(pairs);
  // The shape comes from a tile: a map needs an input that has the extents.
  Value shape = b.load(
      getHalf(b, input, {b.index(0), b.index(0), first}, 0, std::move(extents)),
      type);
  return b.map(
      {{shape, {0, 1}}}, type,
      [&](ProgramBuilder &b, ArrayRef<Value> at) {
        auto toFloat = [&](Value index) -> Value {
          Value integer = b.create<arith::IndexCastOp>(i32, index);
          return b.create<arith::SIToFPOp>(f64, integer);
        };
        Value exponent =
            b.create<arith::MulFOp>(toFloat(at[2]), b.number(rate, f64));
        Value frequency = b.create<math::Exp2Op>(exponent);
        Value position = b.create<arith::AddFOp>(
            toFloat(at[1]), b.number(double(int64_t(op.getOffset())), f64));
        Value angle = b.create<arith::MulFOp>(position, frequency);
        Value result = b.create<Function>(angle);
        return type.getElementType().isF64()
                   ? result
                   : b.create<arith::TruncFOp>(type.getElementType(), result);
      },
      {first, b.index(0)});
}

BufferBlock RopeLowering::getHalf(ProgramBuilder &b, Value buffer,
                                  ArrayRef<Value> where, int64_t half,
                                  SmallVector<Value> extents) {
  BufferBlock block;
  block.buffer = buffer;
  block.offsets.assign(where.begin(), where.end());
  block.offsets.push_back(b.index(op.getInterleaved() ? half : half * pairs));
  block.extents = std::move(extents);
  block.axes = {2, 3};
  block.steps = {1, op.getInterleaved() ? 2 : 1};
  return block;
}

/// The angles of a block of positions serve all heads.
void RopeLowering::run() {
  Value length = top.dim(input, 2), heads = top.dim(input, 1);
  top.program(
      {top.dim(input, 0), top.ceilDiv(length, rowTile)},
      [&](ProgramBuilder &b, ArrayRef<Value> at) {
        Value first = b.mul(at[1], rowTile);
        SmallVector<Value> extents{b.rest(at[1], rowTile, length),
                                   b.index(pairs)};
        Rotation rotation{emitAngles<math::CosOp>(b, first, extents),
                          emitAngles<math::SinOp>(b, first, extents)};
        b.loop(b.index(0), heads, 1, {},
               [&](ProgramBuilder &b, Value head,
                   ArrayRef<Value>) -> SmallVector<Value> {
                 SmallVector<Value> where{at[0], head, first};
                 Value x = b.load(getHalf(b, input, where, 0, extents), type);
                 Value y = b.load(getHalf(b, input, where, 1, extents), type);
                 auto combine = [&](Value a, Value c, bool subtracts) {
                   return b.map({{a, {0, 1}},
                                 {rotation.cosine, {0, 1}},
                                 {c, {0, 1}},
                                 {rotation.sine, {0, 1}}},
                                type,
                                [&](ProgramBuilder &b, ArrayRef<Value> v) {
                                  Value p = b.create<arith::MulFOp>(v[0], v[1]);
                                  Value q = b.create<arith::MulFOp>(v[2], v[3]);
                                  return subtracts
                                             ? b.create<arith::SubFOp>(p, q)
                                             : b.create<arith::AddFOp>(p, q);
                                });
                 };
                 b.store(combine(x, y, /*subtracts=*/true),
                         getHalf(b, output, where, 0, extents));
                 b.store(combine(y, x, /*subtracts=*/false),
                         getHalf(b, output, where, 1, extents));
                 return {};
               });
      });
}

namespace {
struct EmbeddingTiles
    : TileLoweringOpInterface::ExternalModel<EmbeddingTiles, EmbeddingOp> {
  LogicalResult lowerToTiles(Operation *op, OpBuilder &builder,
                             ValueRange inputs, ValueRange outputs) const {
    auto embedding = cast<EmbeddingOp>(op);
    FailureOr<PlanAttr> plan =
        getPlan(op, "row_blocks", {{"row_tile", greatestTile}});
    int64_t channels = embedding.getTable().getType().getDimSize(1);
    if (failed(plan) || failed(checkTileSizes(op, channels)))
      return failure();
    lowerEmbedding(embedding, builder, inputs[0], inputs[1], outputs[0], *plan);
    return success();
  }
};

struct RopeTiles : TileLoweringOpInterface::ExternalModel<RopeTiles, RopeOp> {
  LogicalResult lowerToTiles(Operation *op, OpBuilder &builder,
                             ValueRange inputs, ValueRange outputs) const {
    auto rope = cast<RopeOp>(op);
    FailureOr<PlanAttr> plan =
        getPlan(op, "row_blocks", {{"row_tile", greatestTile}});
    int64_t headSize = rope.getInput().getType().getDimSize(3);
    if (failed(plan) || failed(checkTileSizes(op, headSize)))
      return failure();
    RopeLowering(rope, builder, inputs[0], outputs[0], *plan).run();
    return success();
  }
};
} // namespace

void ambit::tile::attachEmbeddingTiles(MLIRContext *context) {
  EmbeddingOp::attachInterface<EmbeddingTiles>(*context);
  RopeOp::attachInterface<RopeTiles>(*context);
}
