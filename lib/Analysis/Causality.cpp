// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sums of the distances of layers bound those of the whole function. That a
// bound is reached is shown by following all pairs at small lengths.

#include "ambit/Analysis/Causality.h"

#include "Positions.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::analysis;
using relation::Extent;
using relation::Facts;
using relation::Formula;
using relation::Relation;

// Inputs that one word can hold.
static constexpr int64_t maxSmallLength = 64;

/// What is known of the lengths of a result and an operand.
static Facts getLengthFacts(const Formula &queries, const Formula &keys) {
  Facts facts;
  if (queries == keys)
    facts.equal(relation::queryLength, relation::keyLength);
  if (std::optional<int64_t> n = queries.constantValue())
    facts.fixed.push_back({relation::queryLength, *n});
  if (std::optional<int64_t> m = keys.constantValue())
    facts.fixed.push_back({relation::keyLength, *m});
  return facts;
}

namespace {
/// How the positions of a value relate to those of the inputs.
struct Sight {
  int64_t axis, stride;
  Extent ahead, back;
  /// Surely for all lengths: each position reads the input at its own, and
  /// some read inputs behind them without bound.
  bool readsSelf = true, readsAllBack = false;
};

/// One operand of an op that joins positions.
struct Join {
  int64_t axis = 0, stride = 1;
  SmallVector<Relation, 2> relations; ///< empty: each position reads itself
  Extent ahead, back;
  /// Each position surely reads its own.
  bool keepsSelf = true;
  /// The relations are of the lengths that there are, and of no others.
  bool hasFacts = true;
};

class CausalityFinder {
public:
  CausalityFinder(func::FuncOp function, const Shapes &shapes)
      : function(function), shapes(shapes), positions(shapes, sizes, masks) {}

  LogicalResult findBounds();
  std::optional<LaterInput> tryLength(int64_t length);

  std::optional<Sight> outputs;

private:
  FailureOr<const Join *> getJoin(OpOperand &operand, int64_t axis);
  LogicalResult add(Operation *op, std::optional<Sight> &into,
                    const Sight &sight);
  std::optional<int64_t> lengthOf(Value value, int64_t length);
  bool follow(OpOperand &operand, int64_t length,
              DenseMap<Value, std::vector<uint64_t>> &reads);

  func::FuncOp function;
  const Shapes &shapes;
  relation::SizeMap sizes;
  MaskRelations masks;
  Positions positions;
  DenseMap<Value, Sight> sights;
  DenseMap<OpOperand *, Join> joins;
};
} // namespace

/// Both follow one another; an unknown or missing one stays so.
static Extent compose(const Extent &upper, int64_t factor,
                      const Extent &lower) {
  for (auto kind :
       {Extent::Kind::NoPair, Extent::Kind::Unknown, Extent::Kind::Unbounded})
    if (upper.kind == kind || lower.kind == kind)
      return {kind, 0};
  Extent result{Extent::Kind::Bounded, 0};
  if (llvm::MulOverflow(upper.value, factor, result.value) ||
      llvm::AddOverflow(result.value, lower.value, result.value))
    return {Extent::Kind::Unbounded, 0};
  return result;
}

/// Positions between which query i and i + 1 stand.
static int64_t strideOf(const Relation &relation) {
  for (const relation::Atom &atom : relation.atoms())
    for (const relation::Coordinate &coordinate : {atom.u, atom.v})
      if (coordinate.kind == relation::Coordinate::Kind::Scaled &&
          coordinate.axis == relation::Axis::Query)
        return coordinate.factor;
  return 1;
}

FailureOr<const Join *> CausalityFinder::getJoin(OpOperand &operand,
                                                 int64_t axis) {
  auto [entry, isNew] = joins.try_emplace(&operand);
  Join &join = entry->second;
  if (!isNew)
    return &join;
  Operation *op = operand.getOwner();
  auto mixer = dyn_cast<MixerOpInterface>(op);
  if (!mixer)
    return op->emitOpError("does not tell which positions it joins: expected "
                           "it to have `MixerOpInterface`");
  auto mixing = mixer.getMixing(operand.getOperandNumber(), axis, masks);
  if (failed(mixing))
    return op->emitOpError("not supported yet: to follow positions along axis ")
           << axis << " of operand " << operand.getOperandNumber();
  join.axis = mixing->axis;
  join.ahead = join.back = {Extent::Kind::NoPair, 0};
  join.keepsSelf = mixing->relations.empty();
  if (join.axis < 0)
    return &join;
  Facts facts = getLengthFacts(shapes(op->getResult(0))[join.axis],
                               shapes(operand.get())[axis]);
  for (const Relation &relation : mixing->relations) {
    // Without the facts there are more lengths: bounds hold for them too.
    auto known = relation::where(relation, facts);
    join.relations.push_back(known.value_or(relation));
    join.stride = strideOf(relation);
    join.keepsSelf |=
        known && join.stride == 1 && relation::hasDiagonal(*known);
    join.hasFacts &= known.has_value();
  }
  relation::Affine ahead, back;
  ahead.query = -join.stride;
  ahead.key = 1;
  back.query = join.stride;
  back.key = -1;
  for (const Relation &relation : join.relations) {
    join.ahead = relation::join(join.ahead, greatest(relation, ahead));
    join.back = relation::join(join.back, greatest(relation, back));
  }
  if (join.relations.empty())
    join.ahead = join.back = {Extent::Kind::Bounded, 0};
  return &join;
}

LogicalResult CausalityFinder::add(Operation *op, std::optional<Sight> &into,
                                   const Sight &sight) {
  if (!into) {
    into = sight;
    return success();
  }
  if (into->stride != sight.stride)
    return op->emitOpError("not supported yet: branches with strides ")
           << into->stride << " and " << sight.stride;
  into->ahead = relation::join(into->ahead, sight.ahead);
  into->back = relation::join(into->back, sight.back);
  into->readsSelf |= sight.readsSelf;
  into->readsAllBack |= sight.readsAllBack;
  return success();
}

LogicalResult CausalityFinder::findBounds() {
  auto inputs = positions.findInputs(function);
  if (failed(inputs))
    return failure();
  for (auto [argument, axis] : *inputs) {
    Extent here{Extent::Kind::Bounded, 0};
    sights[argument] = Sight{axis, 1, here, here};
  }
  for (Operation &op : function.front().without_terminator()) {
    std::optional<Sight> seen;
    for (OpOperand &operand : op.getOpOperands()) {
      auto it = sights.find(operand.get());
      if (it == sights.end())
        continue;
      const Sight &below = it->second;
      FailureOr<const Join *> join = getJoin(operand, below.axis);
      if (failed(join))
        return failure();
      if ((*join)->axis < 0)
        continue;
      Sight sight{(*join)->axis, below.stride * (*join)->stride,
                  compose((*join)->ahead, below.stride, below.ahead),
                  compose((*join)->back, below.stride, below.back)};
      bool isOpen = (*join)->back.kind == Extent::Kind::Unbounded &&
                    (*join)->stride == 1 && (*join)->hasFacts;
      sight.readsSelf = (*join)->keepsSelf && below.readsSelf;
      sight.readsAllBack = (isOpen && below.readsSelf) ||
                           ((*join)->keepsSelf && below.readsAllBack);
      if (failed(add(&op, seen, sight)))
        return failure();
    }
    for (Value result : op.getResults())
      if (seen)
        sights[result] = *seen;
  }
  Operation *end = function.front().getTerminator();
  for (Value output : end->getOperands())
    if (auto it = sights.find(output); it != sights.end())
      if (failed(add(end, outputs, it->second)))
        return failure();
  return success();
}

std::optional<int64_t> CausalityFinder::lengthOf(Value value, int64_t length) {
  const Formula &size = shapes(value)[sights.find(value)->second.axis];
  relation::SizeMap all;
  for (const std::string &name : size.symbols())
    all[name] = length;
  std::optional<relation::Wide> number = size.at(all);
  if (!number || *number < 0 || *number > maxSmallLength)
    return std::nullopt;
  return int64_t(*number);
}

/// Adds what the results of an op read through one operand; false if a length
/// is too great.
bool CausalityFinder::follow(OpOperand &operand, int64_t length,
                             DenseMap<Value, std::vector<uint64_t>> &reads) {
  const Join &join = joins.find(&operand)->second;
  Operation *op = operand.getOwner();
  auto n = lengthOf(op->getResult(0), length);
  auto m = lengthOf(operand.get(), length);
  if (!n || !m)
    return false;
  std::vector<uint64_t> below = reads[operand.get()];
  std::vector<uint64_t> rows = reads[op->getResult(0)];
  rows.resize(*n, 0);
  if (int64_t(below.size()) != *m || (join.relations.empty() && *n > *m))
    return false;
  for (int64_t i = 0; i < *n; ++i) {
    if (join.relations.empty())
      rows[i] |= below[i];
    for (const Relation &relation : join.relations)
      for (int64_t j = 0; j < *m; ++j)
        if (relation.contains(i, j, {*n, *m}))
          rows[i] |= below[j];
  }
  for (Value result : op->getResults())
    reads[result] = rows;
  return true;
}

std::optional<LaterInput> CausalityFinder::tryLength(int64_t length) {
  DenseMap<Value, std::vector<uint64_t>> reads;
  for (BlockArgument argument : function.getArguments()) {
    if (!sights.contains(argument))
      continue;
    auto size = lengthOf(argument, length);
    if (!size)
      return std::nullopt;
    for (int64_t j = 0; j < *size; ++j)
      reads[argument].push_back(uint64_t(1) << j);
  }
  for (Operation &op : function.front().without_terminator())
    for (OpOperand &operand : op.getOpOperands())
      if (sights.contains(operand.get()) &&
          joins.find(&operand)->second.axis >= 0 &&
          !follow(operand, length, reads))
        return std::nullopt;
  for (Value output : function.front().getTerminator()->getOperands())
    for (auto [i, row] : llvm::enumerate(reads[output]))
      for (int64_t j = int64_t(i) * outputs->stride + 1; j < maxSmallLength;
           ++j)
        if (row >> j & 1)
          return LaterInput{int64_t(i), j, length};
  return std::nullopt;
}

FailureOr<Causality> analysis::getCausality(func::FuncOp function,
                                            const Shapes &shapes) {
  CausalityFinder finder(function, shapes);
  if (failed(finder.findBounds()))
    return failure();
  if (!finder.outputs)
    return function.emitError("expected an output that depends on an input");
  Causality result;
  result.stride = finder.outputs->stride;
  result.ahead = finder.outputs->ahead;
  result.back = finder.outputs->back;
  result.readsAllBack = finder.outputs->readsAllBack;
  bool isProved =
      result.ahead.kind == Extent::Kind::NoPair ||
      (result.ahead.kind == Extent::Kind::Bounded && result.ahead.value <= 0);
  if (isProved)
    result.verdict = relation::Verdict::Holds;
  for (int64_t length = 1; !isProved && length <= maxSmallLength; ++length) {
    result.witness = finder.tryLength(length);
    if (!result.witness)
      continue;
    result.verdict = relation::Verdict::Refuted;
    break;
  }
  return result;
}
