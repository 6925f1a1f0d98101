// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Follows a normalized function from its inputs to its outputs; convolutions
// and attention move and widen what a position reads, all else leaves it.
#include "ReceptiveField.h"
#include "CountFlops.h"
#include "dialects/Ambit/AmbitOps.h"
#include "dialects/Ambit/MaskRelation.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;
using relation::Field;

namespace {
/// What the positions of a value read.
struct Reach {
  Field field;
  /// The axis of the positions, and how many there are.
  int64_t axis, length;
};

class FieldFinder {
public:
  /// False when the op mixes positions in a way that is not known.
  bool visit(Operation *op);
  void addInput(Value input, ArrayRef<int64_t> shape);

  std::optional<Field> result;

private:
  bool visitConv(ConvOp op);
  bool visitAttention(AttentionOp op);
  std::optional<Reach> unite(ValueRange operands);

  /// Values that depend on no input have no entry.
  DenseMap<Value, Reach> reaches;
};
} // namespace

static bool isChannelsFirst(Operation *op) {
  auto conv = dyn_cast<ConvOp>(op);
  return conv && conv.getLayout() == Layout::ChannelsFirst;
}

/// Positions lie along axis 1 behind the batch, and behind the heads or the
/// channels along axis 2.
void FieldFinder::addInput(Value input, ArrayRef<int64_t> shape) {
  int64_t rank = shape.size();
  bool isSecond = rank == 4 || llvm::any_of(input.getUsers(), isChannelsFirst);
  int64_t axis = std::min<int64_t>(isSecond ? 2 : 1, rank - 1);
  if (axis >= 0)
    reaches[input] = {Field::progression(0, 1, 1), axis, shape[axis]};
}

/// What any of the operands reads; without a value, they do not agree.
std::optional<Reach> FieldFinder::unite(ValueRange operands) {
  std::optional<Reach> all;
  for (Value operand : operands) {
    auto it = reaches.find(operand);
    if (it == reaches.end())
      continue;
    if (!all) {
      all = it->second;
      continue;
    }
    if (all->field.stride != it->second.field.stride)
      return std::nullopt;
    all->field = all->field.unite(it->second.field);
  }
  return all;
}

bool FieldFinder::visitConv(ConvOp op) {
  auto input = reaches.find(op.getInput());
  if (input == reaches.end() || input->second.axis != op.getLengthDim())
    return false;
  auto [low, high] = op.getLowAndHighPadding();
  int64_t kernel = op.getKernelSize(), stride = op.getStride();
  int64_t room =
      input->second.length + low + high - op.getDilation() * (kernel - 1) - 1;
  Field taps = Field::progression(-low, op.getDilation(), kernel, stride);
  reaches[op.getOutput()] = {
      taps.then(input->second.field), input->second.axis,
      std::max<int64_t>(0, llvm::divideFloorSigned(room, stride) + 1)};
  return true;
}

bool FieldFinder::visitAttention(AttentionOp op) {
  std::optional<Reach> all = unite(op.getQuery());
  std::optional<Reach> keys = unite({op.getKey(), op.getValue()});
  if (!all || !keys || op.getBias())
    return false;
  for (int64_t head = 0; head < op.getHeads(); ++head) {
    MaskAttr mask = op.getMask(head);
    if (head > 0 && mask == op.getMask(head - 1))
      continue;
    auto relation = toRelation(mask);
    if (!relation) {
      llvm::consumeError(relation.takeError());
      return false;
    }
    std::optional<Field> seen =
        Field::of(*relation, {all->length, keys->length});
    if (!seen)
      return false;
    Field field = seen->then(keys->field);
    if (field.stride != all->field.stride)
      return false;
    all->field = all->field.unite(field);
  }
  for (Value output : op->getResults())
    reaches[output] = *all;
  return true;
}

bool FieldFinder::visit(Operation *op) {
  if (auto conv = dyn_cast<ConvOp>(op))
    return visitConv(conv);
  if (auto attention = dyn_cast<AttentionOp>(op))
    return visitAttention(attention);
  std::optional<Reach> reach = unite(op->getOperands());
  if (!reach)
    return llvm::none_of(op->getOperands(),
                         [&](Value v) { return reaches.contains(v); });
  if (isa<func::ReturnOp>(op)) {
    result = reach->field;
    return true;
  }
  // These work along the last axis, which must not be that of the positions.
  if (isa<LinearOp, LayerNormOp, RmsNormOp, SplitOp>(op) &&
      reach->axis ==
          cast<ShapedType>(op->getOperand(0).getType()).getRank() - 1)
    return false;
  if (isa<SplitHeadsOp>(op))
    reach->axis = 2;
  else if (isa<MergeHeadsOp>(op))
    reach->axis = 1;
  for (Value output : op->getResults())
    reaches[output] = *reach;
  return isa<AmbitDialect>(op->getDialect());
}

std::optional<Field> driver::findField(Model &model, const emit::Entry &entry,
                                       const Arguments &arguments) {
  OwningOpRef<ModuleOp> module = normalize(model);
  auto function =
      module ? module->lookupSymbol<func::FuncOp>(entry.name) : func::FuncOp();
  if (!function || function.isDeclaration() ||
      function.getNumArguments() != arguments.inputs.size())
    return std::nullopt;
  FieldFinder finder;
  for (auto [value, array] :
       llvm::zip_equal(function.getArguments(), arguments.inputs))
    finder.addInput(value, array.shape());
  for (Operation &op : function.front())
    if (!finder.visit(&op))
      return std::nullopt;
  return finder.result;
}

std::string driver::getFieldText(const Field &field) {
  std::optional<int64_t> size = field.size();
  if (!size)
    return "without bound";
  return (field.exact ? "" : "at most ") + std::to_string(*size) +
         (*size == 1 ? " position" : " positions");
}
