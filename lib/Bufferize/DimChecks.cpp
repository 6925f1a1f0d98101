// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Drops checks that earlier ones imply, and emits the others without branches.
#include "DimChecks.h"
#include "Model.h"

using namespace mlir;
using namespace ambit::bufferize;

/// Constants are attributes, of which there is one for each number.
static const void *getKey(OpFoldResult size) {
  if (auto value = dyn_cast<Value>(size))
    return value.getAsOpaquePointer();
  return cast<Attribute>(size).getAsOpaquePointer();
}

void DimChecks::addLength(OpFoldResult size, std::string message) {
  auto value = dyn_cast<Value>(size);
  if (!value || !bounded.insert(value).second)
    return;
  Builder builder(value.getContext());
  checks.push_back({arith::CmpIPredicate::sgt, size,
                    builder.getIndexAttr(ambit::bufferize::maxLength)});
  messages.push_back(std::move(message));
}

void DimChecks::addEqual(OpFoldResult a, OpFoldResult b, std::string message) {
  const void *left = getKey(a), *right = getKey(b);
  equal.insert(left);
  equal.insert(right);
  if (equal.isEquivalent(left, right))
    return;
  equal.unionSets(left, right);
  checks.push_back({arith::CmpIPredicate::ne, a, b});
  messages.push_back(std::move(message));
}

DimChecks::Outcome DimChecks::emit(OpBuilder &builder, Location loc,
                                   ToValue toValue) {
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIntOp::create(builder, loc, value, 32);
  };
  Value zero = toValue(builder.getIndexAttr(0));
  Outcome outcome{constant(0), zero, zero};
  // Backwards: the first that fails has the last word.
  for (size_t number = checks.size(); number > 0; --number) {
    const Check &check = checks[number - 1];
    Value a = toValue(check.a), b = toValue(check.b);
    Value fails = arith::CmpIOp::create(builder, loc, check.fails, a, b);
    auto select = [&](Value yes, Value no) -> Value {
      return arith::SelectOp::create(builder, loc, fails, yes, no);
    };
    outcome.status = select(constant(number), outcome.status);
    outcome.first = select(a, outcome.first);
    outcome.second = select(b, outcome.second);
  }
  return outcome;
}
