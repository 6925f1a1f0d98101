// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scalar operations become vector operations where an operand is a vector.

#include "ElementwiseBody.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

/// The lane type of a scalar type: positions are i32 in vectors.
static Type getLaneType(Type type) {
  return isa<IndexType>(type) ? IntegerType::get(type.getContext(), 32) : type;
}

/// `value` in every lane; an index is narrowed to i32 first.
static Value emitLanes(Emitter &emitter, Value value, int64_t lanes) {
  if (isa<IndexType>(value.getType()))
    value = arith::IndexCastOp::create(emitter.builder, emitter.loc,
                                       emitter.builder.getI32Type(), value);
  return emitter.splat(value, lanes);
}

Value ambit::codegen::cpu::emitLanePositions(Emitter &emitter, Value first,
                                             int64_t lanes) {
  auto type = VectorType::get(lanes, emitter.builder.getI32Type());
  auto steps = llvm::to_vector(llvm::seq<int32_t>(0, lanes));
  Value iota = arith::ConstantOp::create(
      emitter.builder, emitter.loc,
      DenseElementsAttr::get(type, ArrayRef<int32_t>(steps)));
  return arith::AddIOp::create(emitter.builder, emitter.loc,
                               emitLanes(emitter, first, lanes), iota);
}

LogicalResult ambit::codegen::cpu::checkBody(tile::MapOp map) {
  for (Operation &op : map.getBody().front().without_terminator())
    if (!isa<arith::ConstantOp, arith::IndexCastOp>(op) &&
        (!op.hasTrait<OpTrait::Elementwise>() || op.getNumResults() != 1 ||
         op.getNumRegions() != 0))
      return op.emitOpError("not supported yet: no vector form inside a map");
  return success();
}

/// An index cast between lanes that already hold i32.
static Value emitIndexCast(Emitter &emitter, arith::IndexCastOp cast,
                           Value vector) {
  auto type = llvm::cast<VectorType>(vector.getType());
  auto wanted = type.clone(getLaneType(cast.getType()));
  unsigned from = type.getElementTypeBitWidth();
  unsigned to = wanted.getElementTypeBitWidth();
  if (from == to)
    return vector;
  if (from < to)
    return arith::ExtSIOp::create(emitter.builder, emitter.loc, wanted, vector);
  return arith::TruncIOp::create(emitter.builder, emitter.loc, wanted, vector);
}

static Value emitVectorOp(Emitter &emitter, Operation &op,
                          ArrayRef<Value> operands, int64_t lanes) {
  OperationState state(emitter.loc, op.getName());
  for (Value operand : operands)
    state.addOperands(emitLanes(emitter, operand, lanes));
  state.addTypes(
      VectorType::get(lanes, getLaneType(op.getResult(0).getType())));
  state.addAttributes(op.getAttrs());
  return emitter.builder.create(state)->getResult(0);
}

Value ambit::codegen::cpu::emitBody(Emitter &emitter, tile::MapOp map,
                                    ArrayRef<Value> arguments, int64_t lanes) {
  Block &body = map.getBody().front();
  IRMapping values;
  values.map(body.getArguments(), arguments);
  for (Operation &op : body.without_terminator()) {
    auto operands = llvm::map_to_vector(op.getOperands(), [&](Value operand) {
      return values.lookupOrDefault(operand);
    });
    bool isVector = llvm::any_of(
        operands, [](Value v) { return isa<VectorType>(v.getType()); });
    if (!isVector) {
      emitter.builder.clone(op, values);
      continue;
    }
    auto cast = dyn_cast<arith::IndexCastOp>(op);
    values.map(op.getResult(0),
               cast ? emitIndexCast(emitter, cast, operands[0])
                    : emitVectorOp(emitter, op, operands, lanes));
  }
  Value yielded = cast<tile::YieldOp>(body.getTerminator()).getValue();
  return emitLanes(emitter, values.lookupOrDefault(yielded), lanes);
}
