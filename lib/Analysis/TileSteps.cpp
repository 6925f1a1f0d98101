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

//===- Arithmetic ---------------------------------------------------------===//

// Sums and products wrap, as those of the processor do.

static StepFunction getStepFunction(arith::CmpIPredicate predicate) {
  using Signed = int64_t;
  using Unsigned = uint64_t;
  switch (predicate) {
  case arith::CmpIPredicate::eq:
    return [](Signed a, Signed b, Signed) -> Signed { return a == b; };
  case arith::CmpIPredicate::ne:
    return [](Signed a, Signed b, Signed) -> Signed { return a != b; };
  case arith::CmpIPredicate::slt:
    return [](Signed a, Signed b, Signed) -> Signed { return a < b; };
  case arith::CmpIPredicate::sle:
    return [](Signed a, Signed b, Signed) -> Signed { return a <= b; };
  case arith::CmpIPredicate::sgt:
    return [](Signed a, Signed b, Signed) -> Signed { return a > b; };
  case arith::CmpIPredicate::sge:
    return [](Signed a, Signed b, Signed) -> Signed { return a >= b; };
  case arith::CmpIPredicate::ult:
    return [](Signed a, Signed b, Signed) -> Signed {
      return Unsigned(a) < Unsigned(b);
    };
  case arith::CmpIPredicate::ule:
    return [](Signed a, Signed b, Signed) -> Signed {
      return Unsigned(a) <= Unsigned(b);
    };
  case arith::CmpIPredicate::ugt:
    return [](Signed a, Signed b, Signed) -> Signed {
      return Unsigned(a) > Unsigned(b);
    };
  case arith::CmpIPredicate::uge:
    return [](Signed a, Signed b, Signed) -> Signed {
      return Unsigned(a) >= Unsigned(b);
    };
  }
  llvm_unreachable("every predicate is covered");
}

StepFunction analysis::getStepFunction(Operation *op) {
  using Number = int64_t;
  using Bits = uint64_t;
  return llvm::TypeSwitch<Operation *, StepFunction>(op)
      .Case([](arith::IndexCastOp) {
        return [](Number a, Number, Number) { return a; };
      })
      .Case([](arith::AddIOp) {
        return [](Number a, Number b, Number) {
          return Number(Bits(a) + Bits(b));
        };
      })
      .Case([](arith::SubIOp) {
        return [](Number a, Number b, Number) {
          return Number(Bits(a) - Bits(b));
        };
      })
      .Case([](arith::MulIOp) {
        return [](Number a, Number b, Number) {
          return Number(Bits(a) * Bits(b));
        };
      })
      .Case([](arith::FloorDivSIOp) {
        return [](Number a, Number b, Number) {
          return b ? llvm::divideFloorSigned(a, b) : 0;
        };
      })
      .Case([](arith::CeilDivSIOp) {
        return [](Number a, Number b, Number) {
          return b ? llvm::divideCeilSigned(a, b) : 0;
        };
      })
      .Case([](arith::DivSIOp) {
        return [](Number a, Number b, Number) { return b ? a / b : 0; };
      })
      .Case([](arith::RemSIOp) {
        return [](Number a, Number b, Number) { return b ? a % b : 0; };
      })
      .Case([](arith::MinSIOp) {
        return [](Number a, Number b, Number) { return std::min(a, b); };
      })
      .Case([](arith::MaxSIOp) {
        return [](Number a, Number b, Number) { return std::max(a, b); };
      })
      .Case([](arith::MinUIOp) {
        return [](Number a, Number b, Number) {
          return Number(std::min<Bits>(a, b));
        };
      })
      .Case([](arith::MaxUIOp) {
        return [](Number a, Number b, Number) {
          return Number(std::max<Bits>(a, b));
        };
      })
      .Case([](arith::AndIOp) {
        return [](Number a, Number b, Number) { return a & b; };
      })
      .Case([](arith::OrIOp) {
        return [](Number a, Number b, Number) { return a | b; };
      })
      .Case([](arith::XOrIOp) {
        return [](Number a, Number b, Number) { return a ^ b; };
      })
      .Case([](arith::SelectOp) {
        return [](Number a, Number b, Number c) { return a ? b : c; };
      })
      .Case([](arith::CmpIOp compare) {
        return ::getStepFunction(compare.getPredicate());
      })
      .Default([](Operation *) { return nullptr; });
}

//===- Loops --------------------------------------------------------------===//

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
               {int64_t(step.kind), reinterpret_cast<int64_t>(step.function),
                step.isUniform, int64_t(step.operands.size()),
                int64_t(step.results.size()), int64_t(step.blocks.size())});
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

Traffic StepProgram::count(const Step &step) {
  Traffic before = moved;
  if (step.kind != StepKind::Grid) {
    run(step, 1);
    return moved - before;
  }
  Shape shape;
  DenseMap<unsigned, int64_t> inside;
  writeShape(step, shape, inside);
  auto [entry, isNew] = known.try_emplace(std::move(shape));
  if (isNew) {
    run(step, 1);
    entry->second = moved - before;
  }
  return entry->second;
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
    Wide bytes = times;
    for (unsigned slot : step.operands)
      bytes *= std::max<int64_t>(0, slots[slot]);
    (step.kind == StepKind::Read ? moved.read : moved.written) += bytes;
    return;
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
  case StepKind::Compute:
    slots[step.results[0]] =
        step.function(slots[step.operands[0]], slots[step.operands[1]],
                      slots[step.operands[2]]);
    return;
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
  TileTraffic traffic;
  for (const Step &step : block) {
    Traffic here = count(step);
    traffic.total += here;
    if (step.number == Step::none)
      continue;
    if (traffic.byOp.size() <= step.number)
      traffic.byOp.resize(step.number + 1);
    traffic.byOp[step.number] += here;
  }
  if (budget <= 0)
    return llvm::createStringError("more than 2^28 steps");
  return traffic;
}
