// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Counts multiplications and additions from shapes and masks.
#include "CountFlops.h"
#include "ambit/Pipeline/Pipeline.h"
#include "ambit/Relation/Count.h"
#include "dialects/Ambit/AmbitOps.h"
#include "dialects/Ambit/MaskRelation.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

using Shape = SmallVector<int64_t>;

/// Pairs of the mask: exact where the relation has a closed form, else asked
/// for, on every few rows only when the sequence is long.
static double countPairs(MaskAttr mask, int64_t n, int64_t m) {
  if (!mask || mask.isAll())
    return double(n) * m;
  if (auto relation = toRelation(mask)) {
    if (std::optional<int64_t> pairs = relation::countPairs(*relation, {n, m}))
      return double(*pairs);
  } else {
    llvm::consumeError(relation.takeError());
  }
  int64_t step = std::max<int64_t>(1, n * m >> 24), rows = 0;
  double pairs = 0;
  for (int64_t i = step / 2; i < n; i += step, ++rows)
    for (int64_t j = 0; j < m; ++j)
      pairs += mask.contains(i, j, n, m);
  return rows > 0 ? pairs * n / rows : 0;
}

/// Output positions at which a tap that reads `offset` before its position
/// times `stride` stays in the sequence.
static int64_t countPositions(int64_t outputs, int64_t n, int64_t offset,
                              int64_t stride) {
  int64_t first = std::max<int64_t>(0, llvm::divideCeil(offset, stride));
  int64_t end =
      std::min(outputs, llvm::divideFloorSigned(n - 1 + offset, stride) + 1);
  return std::max<int64_t>(0, end - first);
}

static double product(ArrayRef<int64_t> shape) {
  double result = 1;
  for (int64_t size : shape)
    result *= size;
  return result;
}

namespace {
/// Walks a function in order; knows the shape of every value.
class Counter {
public:
  /// False when the op is unknown.
  bool visit(Operation *op);
  void setShape(Value value, Shape shape) { shapes[value] = std::move(shape); }

  Work work;

private:
  const Shape &get(Value value) { return shapes[value]; }
  void countSum(double results, int64_t length) {
    work.flops += 2 * results * length;
    work.reductionLength = std::max(work.reductionLength, length);
  }
  void visitAttention(AttentionOp op);
  void visitConv(ConvOp op);
  /// Ops that do `flops` per element of their first operand.
  bool visitElements(Operation *op, double flops);
  bool visitView(Operation *op);

  DenseMap<Value, Shape> shapes;
};
} // namespace

void Counter::visitAttention(AttentionOp op) {
  const Shape &query = get(op.getQuery());
  int64_t batch = query[0], heads = query[1], n = query[2], size = query[3];
  int64_t m = get(op.getKey())[2], valueSize = get(op.getValue())[3];
  double pairs = 0;
  DenseMap<Attribute, double> counted;
  for (int64_t head = 0; head < heads; ++head) {
    MaskAttr mask = op.getMask(head);
    auto [it, isNew] = counted.try_emplace(mask, 0);
    if (isNew)
      it->second = countPairs(mask, n, m);
    pairs += it->second;
  }
  work.flops += 2 * batch * pairs * (size + valueSize);
  work.reductionLength = std::max({work.reductionLength, m, size});
  setShape(op.getOutput(), {batch, heads, n, valueSize});
  if (op.getLse())
    setShape(op.getLse(), {batch, heads, n});
}

void Counter::visitConv(ConvOp op) {
  Shape input = get(op.getInput()), weight = get(op.getWeight());
  bool isLast = op.getLayout() == Layout::ChannelsLast;
  int64_t n = input[isLast ? 1 : 2];
  auto [low, high] = op.getLowAndHighPadding();
  int64_t dilation = op.getDilation(), stride = op.getStride();
  int64_t reach = dilation * (weight[0] - 1);
  int64_t outputs = std::max<int64_t>(
      0,
      llvm::divideFloorSigned(n + low + high - reach - 1, int64_t(stride)) + 1);
  double positions = 0;
  for (int64_t tap = 0; tap < weight[0]; ++tap)
    positions += countPositions(outputs, n, low - tap * dilation, stride);
  work.flops += 2 * input[0] * positions * weight[1] * weight[2];
  work.reductionLength = std::max(work.reductionLength, weight[0] * weight[1]);
  setShape(op.getOutput(), isLast ? Shape{input[0], outputs, weight[2]}
                                  : Shape{input[0], weight[2], outputs});
}

bool Counter::visitElements(Operation *op, double flops) {
  Shape shape = get(op->getOperand(0));
  work.flops += flops * product(shape);
  setShape(op->getResult(0), shape);
  return true;
}

bool Counter::visitView(Operation *op) {
  Shape shape = get(op->getOperand(0));
  if (auto split = dyn_cast<SplitHeadsOp>(op)) {
    int64_t heads = split.getHeads();
    shape = {shape[0], heads, shape[1], shape[2] / heads};
  } else if (isa<MergeHeadsOp>(op)) {
    shape = {shape[0], shape[2], shape[1] * shape[3]};
  } else {
    shape.back() /= op->getNumResults();
  }
  for (Value result : op->getResults())
    setShape(result, shape);
  return true;
}

bool Counter::visit(Operation *op) {
  return TypeSwitch<Operation *, bool>(op)
      .Case([&](AttentionOp attention) {
        visitAttention(attention);
        return true;
      })
      .Case([&](ConvOp conv) {
        visitConv(conv);
        return true;
      })
      .Case([&](LinearOp linear) {
        Shape shape = get(linear.getInput());
        int64_t length = shape.back();
        shape.back() = get(linear.getWeight())[1];
        countSum(product(shape), length);
        setShape(linear.getOutput(), shape);
        return true;
      })
      .Case([&](EmbeddingOp embedding) {
        Shape shape = get(embedding.getIds());
        shape.push_back(get(embedding.getTable())[1]);
        setShape(embedding.getOutput(), shape);
        return true;
      })
      .Case<LayerNormOp, RmsNormOp>([&](auto norm) {
        int64_t length = get(norm.getInput()).back();
        work.reductionLength = std::max(work.reductionLength, length);
        return visitElements(norm, 6);
      })
      .Case<AddOp, MulOp>([&](Operation *op) { return visitElements(op, 1); })
      .Case([&](ActivationOp op) { return visitElements(op, 1); })
      .Case([&](RopeOp op) { return visitElements(op, 3); })
      .Case<SplitHeadsOp, MergeHeadsOp, SplitOp>(
          [&](Operation *op) { return visitView(op); })
      .Case([&](GetGlobalOp global) {
        auto type = cast<RankedTensorType>(global.getResult().getType());
        setShape(global.getResult(), Shape(type.getShape()));
        return true;
      })
      .Default([](Operation *op) {
        return op->hasTrait<OpTrait::ReturnLike>() ||
               op->hasTrait<OpTrait::ConstantLike>();
      });
}

std::optional<Work> driver::countFlops(ModuleOp module, StringRef name,
                                       ArrayRef<Shape> shapes) {
  auto function = module.lookupSymbol<func::FuncOp>(name);
  if (!function || function.isDeclaration() ||
      function.getNumArguments() != shapes.size())
    return std::nullopt;
  Counter counter;
  for (auto [argument, shape] :
       llvm::zip_equal(function.getArguments(), shapes))
    counter.setShape(argument, shape);
  for (Operation &op : function.front())
    if (!counter.visit(&op))
      return std::nullopt;
  return counter.work;
}

OwningOpRef<ModuleOp> driver::normalize(Model &model) {
  const pipeline::Stage *stage = pipeline::findStage("normalize");
  OwningOpRef<ModuleOp> module = model.getModule().clone();
  if (!stage ||
      failed(pipeline::runStages(*module, *stage, {},
                                 [](const pipeline::Stage &) { return true; })))
    return {};
  return module;
}

std::optional<Work> driver::countWork(Model &model, const emit::Entry &entry,
                                      const Arguments &arguments) {
  OwningOpRef<ModuleOp> module = normalize(model);
  if (!module)
    return std::nullopt;
  SmallVector<Shape> shapes;
  for (const data::Array &input : arguments.inputs)
    shapes.emplace_back(input.shape());
  return countFlops(*module, entry.name, shapes);
}
