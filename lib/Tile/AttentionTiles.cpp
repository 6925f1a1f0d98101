// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Attention by online softmax: one pass over the visible key tiles of a block
// of queries, with a running maximum, sum and output (Milakov and Gimelshein
// 2018; Dao et al., FlashAttention, 2022).

#include "KeySweep.h"
#include "Lowerings.h"
#include "dialects/Ambit/MaskRelation.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"

#include <cfloat>
#include <cmath>

using namespace mlir;
using namespace ambit;
using namespace ambit::tile;

namespace {

constexpr double log2e = 1.4426950408889634;

/// Maximum, sum and output of the rows of a block, so far.
struct SoftmaxState {
  Value maximum, sum, output;
};

/// Memory of the states between two passes over the same rows.
struct StateBuffers {
  Value maximum, sum;
};

/// Rows of the queries that one program instance computes: `first`, … of the
/// frame, and their batch entry and heads.
struct QueryBlock {
  SweepFrame frame;
  Value batch, head, keyHead, first, count;
};

/// Passes over all rows each do a part of the pairs: the first starts from
/// nothing, the last divides; between them the states are in memory.
struct Pass {
  bool first = true, last = true;
};

/// Lowers one attention.
class AttentionLowering {
public:
  AttentionLowering(AttentionOp op, PlanAttr plan, OpBuilder &opBuilder,
                    ValueRange inputs, ValueRange outputs);

  LogicalResult run();

private:
  LogicalResult lowerHeads(MaskAttr mask, int64_t headsBefore,
                           int64_t headCount);
  void lowerDense(const KeySweep &keySweep, Pass pass);
  void lowerView(const relation::ResidueView &view,
                 const relation::ExprArena &arena, Pass pass);
  void setSweep(const KeySweep &keySweep);
  void allocateStates();

  SweepFrame getPlainFrame(ProgramBuilder &b) {
    return KeySweep::getPlainFrame(b, queryLength, keyLength);
  }
  QueryBlock getQueries(ProgramBuilder &b, SweepFrame frame, Value batch,
                        Value head, Value first, Value count);
  SoftmaxState sweepKeys(ProgramBuilder &b, const QueryBlock &queries,
                         SoftmaxState state);
  SoftmaxState addKeys(ProgramBuilder &b, const QueryBlock &queries,
                       Value query, const KeyTile &keys, SoftmaxState state);
  Value emitScores(ProgramBuilder &b, const QueryBlock &queries, Value score,
                   const KeyTile &keys);
  Value emitMask(ProgramBuilder &b, const QueryBlock &queries, Value score,
                 const KeyTile &keys);
  Value loadQueries(ProgramBuilder &b, const QueryBlock &queries);
  BufferBlock getRows(ProgramBuilder &b, Value buffer,
                      const QueryBlock &queries, Value columns);
  BufferBlock getRowStates(ProgramBuilder &b, Value buffer,
                           const QueryBlock &queries);
  void storeResult(ProgramBuilder &b, const QueryBlock &queries,
                   SoftmaxState state);
  void storeState(ProgramBuilder &b, const QueryBlock &queries,
                  SoftmaxState state);
  SoftmaxState loadState(ProgramBuilder &b, const QueryBlock &queries);
  SoftmaxState emptyState(ProgramBuilder &b);
  void runPass(ProgramBuilder &b, const QueryBlock &queries, Pass pass);

  AttentionOp op;
  ProgramBuilder top;
  int64_t queryTile, keyTile, keyGrain;
  bool useViews;
  Value query, key, value, bias, output, lse;
  Type element;
  TileType queryType, keyType, valueType, scoreType, outputType, rowType;
  // The heads that are being lowered, and their keys.
  const KeySweep *sweep = nullptr;
  int64_t firstHead = 0, heads = 0;
  Value batches, queryLength, keyLength;
  StateBuffers states;
};

} // namespace

AttentionLowering::AttentionLowering(AttentionOp op, PlanAttr plan,
                                     OpBuilder &opBuilder, ValueRange inputs,
                                     ValueRange outputs)
    : op(op), top(opBuilder, op.getLoc()),
      queryTile(plan.getSetting("query_tile", 64)),
      keyTile(plan.getSetting("key_tile", 96)),
      keyGrain(plan.getSetting("key_grain", keyTile)),
      useViews(plan.getSetting("residue_views", 0) != 0), query(inputs[0]),
      key(inputs[1]), value(inputs[2]),
      bias(op.getBias() ? inputs[3] : Value()), output(outputs[0]),
      lse(op.getLse() ? outputs[1] : Value()), element(op.getScoreType()) {
  queryType = top.type({queryTile, op.getHeadSize()}, element);
  keyType = top.type({keyTile, op.getHeadSize()}, element);
  valueType = top.type({keyTile, op.getValueSize()}, element);
  scoreType = top.type({queryTile, keyTile}, element);
  outputType = top.type({queryTile, op.getValueSize()}, element);
  rowType = top.type({queryTile}, element);
  batches = top.dim(query, 0);
  queryLength = top.dim(query, 2);
  keyLength = top.dim(key, 2);
}

//===- Blocks -------------------------------------------------------------===//

QueryBlock AttentionLowering::getQueries(ProgramBuilder &b, SweepFrame frame,
                                         Value batch, Value head, Value first,
                                         Value count) {
  head = b.add(head, firstHead);
  Value keyHead = b.floorDiv(head, op.getHeads() / op.getKeyHeads());
  return {std::move(frame), batch, head, keyHead, first, count};
}

/// The rows of `queries` in a buffer `[batch, heads, length, columns]`.
BufferBlock AttentionLowering::getRows(ProgramBuilder &b, Value buffer,
                                       const QueryBlock &queries,
                                       Value columns) {
  return {buffer,
          {queries.batch, queries.head, queries.frame.getRow(b, queries.first),
           b.index(0)},
          {queries.count, columns},
          {2, 3},
          {queries.frame.step, 1}};
}

/// One number per row of `queries`, in a buffer `[batch, heads, length]`.
BufferBlock AttentionLowering::getRowStates(ProgramBuilder &b, Value buffer,
                                            const QueryBlock &queries) {
  return {buffer,
          {queries.batch, queries.head, queries.frame.getRow(b, queries.first)},
          {queries.count},
          {2},
          {queries.frame.step}};
}

/// Scores are powers of two where nothing needs them as they are: then the
/// factor log2(e) goes into the queries.
static bool needsPlainScores(AttentionOp op) {
  return op.hasScoreRegion() || op.getBias();
}

Value AttentionLowering::loadQueries(ProgramBuilder &b,
                                     const QueryBlock &queries) {
  Value tile =
      b.load(getRows(b, query, queries, b.index(op.getHeadSize())), queryType);
  double factor = op.getScaleValue() * (needsPlainScores(op) ? 1.0 : log2e);
  Value scale = b.number(factor, element);
  return b.map({{tile, {0, 1}}}, queryType,
               [&](ProgramBuilder &b, ArrayRef<Value> at) {
                 return b.create<arith::MulFOp>(at[0], scale);
               });
}

//===- Scores -------------------------------------------------------------===//

/// Bias and score region; the result is a power of two.
Value AttentionLowering::emitScores(ProgramBuilder &b,
                                    const QueryBlock &queries, Value score,
                                    const KeyTile &keys) {
  if (!needsPlainScores(op))
    return score;
  SmallVector<MapInput> inputs{{score, {0, 1}}};
  if (bias) {
    auto shape = cast<MemRefType>(bias.getType()).getShape();
    BufferBlock block{bias,
                      {shape[0] == 1 ? b.index(0) : queries.batch,
                       shape[1] == 1 ? b.index(0) : queries.head,
                       queries.frame.getRow(b, queries.first),
                       queries.frame.getKey(b, keys.first)},
                      {queries.count, keys.count},
                      {2, 3},
                      {queries.frame.step, queries.frame.step}};
    inputs.push_back({b.load(block, scoreType), {0, 1}});
  }
  Value rate = b.number(log2e, element);
  return b.map(inputs, scoreType,
               [&](ProgramBuilder &b, ArrayRef<Value> at) {
                 Value z = at[0];
                 if (op.hasScoreRegion()) {
                   mlir::Block &body = op.getScore().front();
                   Value i = queries.frame.getRow(b, at[at.size() - 2]);
                   Value j = queries.frame.getKey(b, at[at.size() - 1]);
                   IRMapping mapping;
                   mapping.map(
                       body.getArguments(),
                       ValueRange{z, queries.batch, queries.head, i, j});
                   for (Operation &inner : body.without_terminator())
                     b.builder.clone(inner, mapping);
                   z = mapping.lookupOrDefault(
                       cast<ambit::YieldOp>(body.getTerminator()).getResult());
                 }
                 if (bias)
                   z = b.create<arith::AddFOp>(z, at[1]);
                 return b.create<arith::MulFOp>(z, rate);
               },
               {queries.first, keys.first});
}

/// Where the mask has no pair, the score is minus infinity.
Value AttentionLowering::emitMask(ProgramBuilder &b, const QueryBlock &queries,
                                  Value score, const KeyTile &keys) {
  if (sweep->isUnmasked())
    return score;
  Value masked = b.number(-std::numeric_limits<double>::infinity(), element);
  return b.map(
      {{score, {0, 1}}}, scoreType,
      [&](ProgramBuilder &b, ArrayRef<Value> at) {
        Value inside = sweep->emitInside(b, queries.frame, at[1], at[2]);
        return b.select(inside, at[0], masked);
      },
      {queries.first, keys.first}, keys.partial);
}

//===- The algorithm ------------------------------------------------------===//

SoftmaxState AttentionLowering::emptyState(ProgramBuilder &b) {
  double lowest = element.isF64() ? -DBL_MAX : -double(FLT_MAX);
  return {b.fill(lowest, rowType), b.fill(0.0, rowType),
          b.fill(0.0, outputType)};
}

/// Two to the power `a - b`, which is not positive, element by element.
static Value emitDecay(ProgramBuilder &b, ArrayRef<Value> at) {
  Value difference = b.create<arith::SubFOp>(at[0], at[1]);
  return b.create<DecayOp>(difference);
}

static Value emitProduct(ProgramBuilder &b, ArrayRef<Value> at) {
  return b.create<arith::MulFOp>(at[0], at[1]);
}

/// One step: the scores of a key tile, the new maximum, and the old sum and
/// output scaled to it.
SoftmaxState AttentionLowering::addKeys(ProgramBuilder &b,
                                        const QueryBlock &queries, Value query,
                                        const KeyTile &keys,
                                        SoftmaxState state) {
  auto getKeys = [&](Value buffer, int64_t columns) -> BufferBlock {
    return {buffer,
            {queries.batch, queries.keyHead,
             queries.frame.getKey(b, keys.first), b.index(0)},
            {keys.count, b.index(columns)},
            {2, 3},
            {queries.frame.step, 1}};
  };
  Value k = b.load(getKeys(key, op.getHeadSize()), keyType);
  Value v = b.load(getKeys(value, op.getValueSize()), valueType);
  Value score = b.create<ContractOp>(scoreType, query, k, Value(), Value(),
                                     /*rhs_transposed=*/true);
  score = emitScores(b, queries, score, keys);
  score = emitMask(b, queries, score, keys);
  SoftmaxState next;
  next.maximum = b.reduce(ReduceKind::Max, score, state.maximum, 1);
  Value decay =
      b.map({{state.maximum, {0}}, {next.maximum, {0}}}, rowType, emitDecay);
  Value oldSum = b.map({{state.sum, {0}}, {decay, {0}}}, rowType, emitProduct);
  Value weight =
      b.map({{score, {0, 1}}, {next.maximum, {0}}}, scoreType, emitDecay);
  next.sum = b.reduce(ReduceKind::Sum, weight, oldSum, 1);
  Value oldOutput =
      b.map({{state.output, {0, 1}}, {decay, {0}}}, outputType, emitProduct);
  next.output =
      b.create<ContractOp>(outputType, weight, v, oldOutput, keys.partial,
                           /*rhs_transposed=*/false);
  return next;
}

SoftmaxState AttentionLowering::sweepKeys(ProgramBuilder &b,
                                          const QueryBlock &queries,
                                          SoftmaxState state) {
  Value tile = loadQueries(b, queries);
  SmallVector<Value> last =
      sweep->emit(b, queries.frame, queries.first, queries.count,
                  {state.maximum, state.sum, state.output},
                  [&](ProgramBuilder &b, const KeyTile &keys,
                      ArrayRef<Value> carried) -> SmallVector<Value> {
                    SoftmaxState next =
                        addKeys(b, queries, tile, keys,
                                {carried[0], carried[1], carried[2]});
                    return {next.maximum, next.sum, next.output};
                  });
  return {last[0], last[1], last[2]};
}

//===- Results and states -------------------------------------------------===//

/// The output is divided by the sum; a row that saw nothing gives zero, and
/// minus infinity as the logarithm of its sum.
void AttentionLowering::storeResult(ProgramBuilder &b,
                                    const QueryBlock &queries,
                                    SoftmaxState state) {
  Value zero = b.number(0.0, element), one = b.number(1.0, element);
  Value factor = b.map(
      {{state.sum, {0}}}, rowType, [&](ProgramBuilder &b, ArrayRef<Value> at) {
        Value isEmpty =
            b.create<arith::CmpFOp>(arith::CmpFPredicate::OEQ, at[0], zero);
        Value inverse = b.create<arith::DivFOp>(one, at[0]);
        return b.select(isEmpty, zero, inverse);
      });
  Value result =
      b.map({{state.output, {0, 1}}, {factor, {0}}}, outputType, emitProduct);
  b.store(result, getRows(b, output, queries, b.index(op.getValueSize())));
  if (!lse)
    return;
  Value ln2 = b.number(1.0 / log2e, element);
  Value logarithm = b.map({{state.maximum, {0}}, {state.sum, {0}}}, rowType,
                          [&](ProgramBuilder &b, ArrayRef<Value> at) {
                            Value bits = b.create<math::Log2Op>(at[1]);
                            Value sum = b.create<arith::AddFOp>(at[0], bits);
                            return b.create<arith::MulFOp>(sum, ln2);
                          });
  b.store(logarithm, getRowStates(b, lse, queries));
}

void AttentionLowering::storeState(ProgramBuilder &b, const QueryBlock &queries,
                                   SoftmaxState state) {
  b.store(state.maximum, getRowStates(b, states.maximum, queries));
  b.store(state.sum, getRowStates(b, states.sum, queries));
  b.store(state.output,
          getRows(b, output, queries, b.index(op.getValueSize())));
}

SoftmaxState AttentionLowering::loadState(ProgramBuilder &b,
                                          const QueryBlock &queries) {
  return {b.load(getRowStates(b, states.maximum, queries), rowType),
          b.load(getRowStates(b, states.sum, queries), rowType),
          b.load(getRows(b, output, queries, b.index(op.getValueSize())),
                 outputType)};
}

void AttentionLowering::allocateStates() {
  auto type = MemRefType::get(
      {ShapedType::kDynamic, op.getHeads(), ShapedType::kDynamic}, element);
  auto allocate = [&]() -> Value {
    return memref::AllocOp::create(top.builder, top.loc, type,
                                   ValueRange{batches, queryLength});
  };
  states = {allocate(), allocate()};
}

//===- Programs -----------------------------------------------------------===//

void AttentionLowering::setSweep(const KeySweep &keySweep) {
  sweep = &keySweep;
  for (relation::FallBack fallBack : keySweep.getFallBacks())
    op.emitRemark("mask: ") << relation::text(fallBack);
}

void AttentionLowering::runPass(ProgramBuilder &b, const QueryBlock &queries,
                                Pass pass) {
  SoftmaxState state =
      sweepKeys(b, queries, pass.first ? emptyState(b) : loadState(b, queries));
  pass.last ? storeResult(b, queries, state) : storeState(b, queries, state);
}

/// A program per batch entry, head and block of rows.
void AttentionLowering::lowerDense(const KeySweep &keySweep, Pass pass) {
  setSweep(keySweep);
  Value blocks = top.ceilDiv(queryLength, queryTile);
  top.program({batches, top.index(heads), blocks}, [&](ProgramBuilder &b,
                                                       ArrayRef<Value> at) {
    QueryBlock queries =
        getQueries(b, getPlainFrame(b), at[0], at[1], b.mul(at[2], queryTile),
                   b.rest(at[2], queryTile, queryLength));
    runPass(b, queries, pass);
  });
}

/// A program per batch entry, head, residue class and block of its rows.
void AttentionLowering::lowerView(const relation::ResidueView &view,
                                  const relation::ExprArena &arena, Pass pass) {
  KeySweep keySweep(view.inner, /*mask=*/{}, keyTile, keyGrain);
  setSweep(keySweep);
  Value longest = top.ceilDiv(queryLength, view.modulus);
  top.program(
      {batches, top.index(heads), top.index(view.modulus),
       top.ceilDiv(longest, queryTile)},
      [&](ProgramBuilder &b, ArrayRef<Value> at) {
        SweepFrame frame =
            KeySweep::getViewFrame(b, view, arena, at[2], getPlainFrame(b));
        Value row = b.mul(at[3], queryTile);
        Value rest = b.sub(frame.rows, row);
        Value count = b.max(b.min(rest, b.index(queryTile)), b.index(0));
        runPass(b, getQueries(b, frame, at[0], at[1], row, count), pass);
      });
}

static FailureOr<relation::Relation> getRelation(AttentionOp op,
                                                 MaskAttr mask) {
  llvm::Expected<relation::Relation> relation =
      toRelation(mask ? mask : MaskAttr::getAll(op.getContext()));
  if (!relation)
    return op.emitOpError("mask: ") << llvm::toString(relation.takeError());
  for (relation::FallBack fallBack : relation->fallBacks())
    op.emitRemark("mask: ") << relation::text(fallBack);
  return *relation;
}

LogicalResult AttentionLowering::lowerHeads(MaskAttr mask, int64_t headsBefore,
                                            int64_t headCount) {
  firstHead = headsBefore;
  heads = headCount;
  FailureOr<relation::Relation> relation = getRelation(op, mask);
  if (failed(relation))
    return failure();
  relation::ExprArena arena;
  std::optional<relation::StridedForm> strided;
  if (useViews)
    strided = relation::stridedForm(*relation, arena);
  if (!strided) {
    lowerDense(KeySweep(*relation, mask, keyTile, keyGrain), Pass());
    return success();
  }
  size_t passes = strided->countPasses(), done = 0;
  if (passes > 1 &&
      cast<MemRefType>(output.getType()).getElementType() != element)
    return op.emitOpError("not supported yet: states between passes in an "
                          "output of type ")
           << output.getType();
  if (passes > 1 && !states.maximum)
    allocateStates();
  auto getPass = [&]() -> Pass {
    ++done;
    return {done == 1, done == passes};
  };
  auto addDense = [&](const relation::Relation &pairs) {
    lowerDense(KeySweep(pairs, /*mask=*/{}, keyTile, keyGrain), getPass());
  };
  relation::Relation nothing = relation->unionOf({});
  if (strided->needsFirstPass())
    addDense(strided->dense ? *strided->dense : nothing);
  for (const relation::ResidueView &view : strided->views)
    lowerView(view, arena, getPass());
  if (strided->needsLastPass())
    addDense(nothing);
  return success();
}

/// Heads with one mask become one program.
LogicalResult AttentionLowering::run() {
  if (keyTile % keyGrain != 0)
    return op.emitOpError("expected `key_tile` to be a multiple of "
                          "`key_grain`, but got ")
           << keyTile << " and " << keyGrain;
  for (int64_t head = 0; head < op.getHeads();) {
    int64_t end = head + 1;
    while (end < op.getHeads() && op.getMask(end) == op.getMask(head))
      ++end;
    if (failed(lowerHeads(op.getMask(head), head, end - head)))
      return failure();
    head = end;
  }
  return success();
}

namespace {
struct AttentionTiles
    : TileLoweringOpInterface::ExternalModel<AttentionTiles, AttentionOp> {
  LogicalResult lowerToTiles(Operation *op, OpBuilder &builder,
                             ValueRange inputs, ValueRange outputs) const {
    auto attention = cast<AttentionOp>(op);
    FailureOr<PlanAttr> plan = getPlan(op, "online_softmax",
                                       {{"query_tile", greatestTile},
                                        {"key_tile", greatestTile},
                                        {"key_grain", greatestTile},
                                        {"residue_views", 1}});
    if (failed(plan) || failed(checkTileSizes(op, {attention.getHeadSize(),
                                                   attention.getValueSize()})))
      return failure();
    return AttentionLowering(attention, *plan, builder, inputs, outputs).run();
  }
};
} // namespace

void ambit::tile::attachAttentionTiles(MLIRContext *context) {
  AttentionOp::attachInterface<AttentionTiles>(*context);
}
