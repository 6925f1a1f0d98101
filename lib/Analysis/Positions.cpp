// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Asks ops how they join positions.

#include "Positions.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::analysis;
using relation::Field;
using relation::Formula;

const FailureOr<Mixing> &Positions::getMixing(OpOperand &operand,
                                              int64_t axis) {
  auto [it, isNew] = mixings.try_emplace({&operand, axis}, failure());
  if (isNew)
    if (auto mixer = dyn_cast<MixerOpInterface>(operand.getOwner()))
      it->second = mixer.getMixing(operand.getOperandNumber(), axis, masks);
  return it->second;
}

/// Whether every op behind `value` can follow `axis`.
Positions::Answer Positions::canFollow(Value value, int64_t axis) {
  if (auto it = answers.find({value, axis}); it != answers.end())
    return it->second;
  Answer answer = Answer::NoPositions;
  if (value.use_empty())
    answer = Answer::Follows;
  for (OpOperand &use : value.getUses()) {
    Operation *user = use.getOwner();
    if (user->hasTrait<OpTrait::ReturnLike>()) {
      answer = Answer::Follows;
      continue;
    }
    FailureOr<Mixing> mixing = getMixing(use, axis);
    if (failed(mixing)) {
      answer = Answer::Fails;
      break;
    }
    if (mixing->axis < 0)
      continue;
    answer = Answer::Follows;
    for (Value result : user->getResults())
      if (canFollow(result, mixing->axis) == Answer::Fails)
        answer = Answer::Fails;
    if (answer == Answer::Fails)
      break;
  }
  answers[{value, axis}] = answer;
  return answer;
}

/// Positions lie behind the batch, or behind the heads or the channels.
FailureOr<int64_t> Positions::findAxis(BlockArgument argument) {
  int64_t rank = cast<RankedTensorType>(argument.getType()).getRank();
  for (int64_t axis : {1, 2, 0}) {
    if (axis >= rank)
      continue;
    Answer answer = canFollow(argument, axis);
    if (answer != Answer::Fails)
      return answer == Answer::Follows ? axis : -1;
  }
  if (rank == 0)
    return -1;
  // The first op that stops the usual axis says why.
  for (OpOperand &use : argument.getUses())
    if (failed(getJoint(use, std::min<int64_t>(1, rank - 1))))
      return failure();
  return argument.getOwner()->getParentOp()->emitError(
             "expected an axis of positions in argument ")
         << argument.getArgNumber() << ", but an op sums or cuts every axis";
}

FailureOr<SmallVector<Positions::Input>>
Positions::findInputs(func::FuncOp function) {
  SmallVector<Input> inputs;
  for (BlockArgument argument : function.getArguments()) {
    FailureOr<int64_t> axis = findAxis(argument);
    if (failed(axis))
      return failure();
    if (*axis >= 0)
      inputs.push_back({argument, *axis});
  }
  return inputs;
}

static bool dependsOnLengths(const relation::Relation &relation) {
  return llvm::any_of(relation.atoms(), [](const relation::Atom &atom) {
    return !atom.bound.isConstant();
  });
}

FailureOr<Joint> Positions::join(OpOperand &operand, int64_t axis) {
  Operation *op = operand.getOwner();
  if (!isa<MixerOpInterface>(op))
    return op->emitOpError("does not tell which positions it joins: expected "
                           "it to have `MixerOpInterface`");
  FailureOr<Mixing> mixing = getMixing(operand, axis);
  if (failed(mixing) || mixing->axis < 0)
    return op->emitOpError("not supported yet: to follow positions along axis ")
           << axis << " of operand " << operand.getOperandNumber();
  Joint joint{mixing->axis, std::nullopt};
  for (const relation::Relation &relation : mixing->relations) {
    std::optional<relation::Wide> n =
        shapes(op->getResult(0))[mixing->axis].at(sizes);
    std::optional<relation::Wide> m = shapes(operand.get())[axis].at(sizes);
    if ((!n || !m) && dependsOnLengths(relation))
      return op->emitOpError("expected sizes, as its mask depends on lengths");
    std::optional<Field> field =
        Field::of(relation, {int64_t(n.value_or(0)), int64_t(m.value_or(0))});
    if (!field || (joint.field && joint.field->stride != field->stride))
      return op->emitOpError("not supported yet: the field of a mask with "
                             "several strides");
    joint.field = joint.field ? joint.field->unite(*field) : *field;
  }
  return joint;
}

FailureOr<Joint> Positions::getJoint(OpOperand &operand, int64_t axis) {
  auto it = joints.find({&operand, axis});
  if (it == joints.end())
    it = joints.try_emplace({&operand, axis}, join(operand, axis)).first;
  return it->second;
}

// The positions up to the last that output i reads, from the first that output
// i + 1 reads on.
std::optional<Formula> Positions::getStateBytes(Value operand, int64_t axis,
                                                const Field &field) const {
  constexpr int64_t unbounded = relation::Progression::unbounded;
  int64_t least = field.least(), greatest = field.greatest();
  if (greatest >= unbounded)
    return std::nullopt;
  Shape shape = shapes(operand);
  if (least > -unbounded) {
    int64_t kept = std::max<int64_t>(0, greatest - least + 1 - field.stride);
    shape[axis] = shape[axis] - (shape[axis] - kept).atLeastZero();
  }
  return getProduct(shape) * getElementBytes(operand);
}
