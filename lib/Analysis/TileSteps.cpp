// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs steps.

#include "TileSteps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::analysis;
using relation::Wide;

static constexpr int64_t mostSteps = int64_t(1) << 28;

static StepKind getKind(arith::CmpIPredicate predicate) {
  switch (predicate) {
  case arith::CmpIPredicate::eq:
    return StepKind::Equal;
  case arith::CmpIPredicate::ne:
    return StepKind::NotEqual;
  case arith::CmpIPredicate::slt:
    return StepKind::Less;
  case arith::CmpIPredicate::sle:
    return StepKind::LessEqual;
  case arith::CmpIPredicate::sgt:
    return StepKind::Greater;
  case arith::CmpIPredicate::sge:
    return StepKind::GreaterEqual;
  case arith::CmpIPredicate::ult:
    return StepKind::LessUnsigned;
  case arith::CmpIPredicate::ule:
    return StepKind::LessEqualUnsigned;
  case arith::CmpIPredicate::ugt:
    return StepKind::GreaterUnsigned;
  case arith::CmpIPredicate::uge:
    return StepKind::GreaterEqualUnsigned;
  }
  llvm_unreachable("every predicate is covered");
}

std::optional<StepKind> analysis::getStepKind(Operation *op) {
  using Kind = std::optional<StepKind>;
  return llvm::TypeSwitch<Operation *, Kind>(op)
      .Case<arith::IndexCastOp>([](auto) { return StepKind::Move; })
      .Case<arith::AddIOp>([](auto) { return StepKind::Add; })
      .Case<arith::SubIOp>([](auto) { return StepKind::Sub; })
      .Case<arith::MulIOp>([](auto) { return StepKind::Mul; })
      .Case<arith::FloorDivSIOp>([](auto) { return StepKind::FloorDiv; })
      .Case<arith::CeilDivSIOp>([](auto) { return StepKind::CeilDiv; })
      .Case<arith::DivSIOp>([](auto) { return StepKind::Div; })
      .Case<arith::RemSIOp>([](auto) { return StepKind::Rem; })
      .Case<arith::MinSIOp>([](auto) { return StepKind::Min; })
      .Case<arith::MaxSIOp>([](auto) { return StepKind::Max; })
      .Case<arith::MinUIOp>([](auto) { return StepKind::MinUnsigned; })
      .Case<arith::MaxUIOp>([](auto) { return StepKind::MaxUnsigned; })
      .Case<arith::AndIOp>([](auto) { return StepKind::And; })
      .Case<arith::OrIOp>([](auto) { return StepKind::Or; })
      .Case<arith::XOrIOp>([](auto) { return StepKind::Xor; })
      .Case<arith::SelectOp>([](auto) { return StepKind::Select; })
      .Case(
          [](arith::CmpIOp compare) { return getKind(compare.getPredicate()); })
      .Default([](Operation *) { return Kind(); });
}

int64_t StepProgram::compute(const Step &step) const {
  int64_t a = slots[step.operands[0]];
  int64_t b = step.operands.size() > 1 ? slots[step.operands[1]] : 0;
  switch (step.kind) {
  case StepKind::Add:
    return int64_t(uint64_t(a) + uint64_t(b));
  case StepKind::Sub:
    return int64_t(uint64_t(a) - uint64_t(b));
  case StepKind::Mul:
    return int64_t(uint64_t(a) * uint64_t(b));
  case StepKind::FloorDiv:
    return b ? llvm::divideFloorSigned(a, b) : 0;
  case StepKind::CeilDiv:
    return b ? llvm::divideCeilSigned(a, b) : 0;
  case StepKind::Div:
    return b ? a / b : 0;
  case StepKind::Rem:
    return b ? a % b : 0;
  case StepKind::Min:
    return std::min(a, b);
  case StepKind::Max:
    return std::max(a, b);
  case StepKind::MinUnsigned:
    return std::min<uint64_t>(a, b);
  case StepKind::MaxUnsigned:
    return std::max<uint64_t>(a, b);
  case StepKind::And:
    return a & b;
  case StepKind::Or:
    return a | b;
  case StepKind::Xor:
    return a ^ b;
  case StepKind::Select:
    return a ? b : slots[step.operands[2]];
  case StepKind::Equal:
    return a == b;
  case StepKind::NotEqual:
    return a != b;
  case StepKind::Less:
    return a < b;
  case StepKind::LessEqual:
    return a <= b;
  case StepKind::Greater:
    return a > b;
  case StepKind::GreaterEqual:
    return a >= b;
  case StepKind::LessUnsigned:
    return uint64_t(a) < uint64_t(b);
  case StepKind::LessEqualUnsigned:
    return uint64_t(a) <= uint64_t(b);
  case StepKind::GreaterUnsigned:
    return uint64_t(a) > uint64_t(b);
  case StepKind::GreaterEqualUnsigned:
    return uint64_t(a) >= uint64_t(b);
  default:
    llvm_unreachable("not a computation");
  }
}

void StepProgram::runFor(const Step &step, Wide times) {
  int64_t lower = slots[step.operands[0]], upper = slots[step.operands[1]];
  int64_t by = std::max<int64_t>(1, slots[step.operands[2]]);
  if (lower >= upper)
    return;
  if (step.isUniform)
    return run(step.blocks[0],
               times * llvm::divideCeilSigned(upper - lower, by));
  for (int64_t at = lower; at < upper && budget > 0; at += by) {
    if (!step.results.empty())
      slots[step.results[0]] = at;
    run(step.blocks[0], times);
  }
}

void StepProgram::runGrid(const Step &step, size_t axis, Wide times) {
  if (axis == step.operands.size())
    return run(step.blocks[0], times);
  int64_t size = std::max<int64_t>(0, slots[step.operands[axis]]);
  if (step.results[axis] == Step::none) {
    if (size > 0)
      runGrid(step, axis + 1, times * size);
    return;
  }
  for (int64_t at = 0; at < size && budget > 0; ++at) {
    slots[step.results[axis]] = at;
    runGrid(step, axis + 1, times);
  }
}

void StepProgram::writeShape(const Step &step, Shape &shape,
                             DenseMap<unsigned, int64_t> &inside) const {
  shape.insert(shape.end(),
               {int64_t(step.kind), step.isUniform,
                int64_t(step.operands.size()), int64_t(step.results.size()),
                int64_t(step.blocks.size())});
  for (unsigned slot : step.operands) {
    auto known = inside.find(slot);
    bool isInside = known != inside.end();
    shape.insert(shape.end(),
                 {isInside, isInside ? known->second : slots[slot]});
  }
  for (unsigned slot : step.results)
    shape.push_back(
        slot == Step::none
            ? -1
            : inside.try_emplace(slot, inside.size()).first->second);
  for (const StepBlock &inner : step.blocks) {
    shape.push_back(inner.size());
    for (const Step &next : inner)
      writeShape(next, shape, inside);
  }
}

void StepProgram::add(unsigned number, const Traffic &moved) {
  traffic.total += moved;
  if (number == Step::none)
    return;
  if (traffic.byOp.size() <= number)
    traffic.byOp.resize(number + 1);
  traffic.byOp[number] += moved;
}

void StepProgram::runOnce(const Step &grid) {
  Shape shape;
  DenseMap<unsigned, int64_t> inside;
  writeShape(grid, shape, inside);
  auto [entry, isNew] = known.try_emplace(std::move(shape));
  if (!isNew)
    return add(grid.number, entry->second);
  Traffic before = traffic.total;
  run(grid, 1);
  entry->second = {traffic.total.read - before.read,
                   traffic.total.written - before.written};
}

void StepProgram::run(const Step &step, Wide times) {
  switch (step.kind) {
  case StepKind::Move: {
    SmallVector<int64_t, 4> values;
    for (unsigned slot : step.operands)
      values.push_back(slots[slot]);
    for (auto [slot, value] : llvm::zip_equal(step.results, values))
      slots[slot] = value;
    return;
  }
  case StepKind::Read:
  case StepKind::Write: {
    Traffic moved;
    Wide bytes = times;
    for (unsigned slot : step.operands)
      bytes *= std::max<int64_t>(0, slots[slot]);
    (step.kind == StepKind::Read ? moved.read : moved.written) = bytes;
    return add(step.number, moved);
  }
  case StepKind::For:
    return runFor(step, times);
  case StepKind::While:
    for (;;) {
      run(step.blocks[0], times);
      if (!slots[step.operands[0]] || budget <= 0)
        return;
      run(step.blocks[1], times);
    }
  case StepKind::If:
    return run(step.blocks[slots[step.operands[0]] ? 0 : 1], times);
  case StepKind::Grid:
    return runGrid(step, 0, times);
  default:
    slots[step.results[0]] = compute(step);
  }
}

void StepProgram::run(const StepBlock &steps, Wide times) {
  for (const Step &step : steps) {
    if (--budget <= 0)
      return;
    run(step, times);
  }
}

llvm::Expected<TileTraffic> StepProgram::run() {
  budget = mostSteps;
  traffic = {};
  for (const Step &step : block)
    step.kind == StepKind::Grid ? runOnce(step) : run(step, 1);
  if (budget <= 0)
    return llvm::createStringError("more than 2^28 steps");
  return traffic;
}
