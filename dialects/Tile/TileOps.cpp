// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The tile operations: verifiers, effects and custom syntax.

#include "dialects/Tile/TileOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace ambit::tile;

//===- Program ------------------------------------------------------------===//

ParseResult ProgramOp::parse(OpAsmParser &parser, OperationState &result) {
  SmallVector<OpAsmParser::Argument> coordinates;
  SmallVector<OpAsmParser::UnresolvedOperand> sizes;
  Type index = parser.getBuilder().getIndexType();
  if (parser.parseKeyword("grid") ||
      parser.parseArgumentList(coordinates, OpAsmParser::Delimiter::Paren) ||
      parser.parseEqual() ||
      parser.parseOperandList(sizes, OpAsmParser::Delimiter::Paren) ||
      parser.resolveOperands(sizes, index, result.operands) ||
      parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  for (OpAsmParser::Argument &coordinate : coordinates)
    coordinate.type = index;
  Region *body = result.addRegion();
  if (parser.parseRegion(*body, coordinates))
    return failure();
  if (body->empty())
    body->emplaceBlock();
  return success();
}

void ProgramOp::print(OpAsmPrinter &printer) {
  printer << " grid(";
  printer.printOperands(getBody().getArguments());
  printer << ") = (";
  printer.printOperands(getSizes());
  printer << ") ";
  printer.printOptionalAttrDictWithKeyword((*this)->getAttrs());
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

LogicalResult ProgramOp::verify() {
  // C1
  if (getBody().getNumArguments() != getSizes().size() ||
      !llvm::all_of(getBody().getArgumentTypes(), llvm::IsaPred<IndexType>))
    return emitOpError("expected one `index` body argument per size, but got ")
           << getBody().getNumArguments() << " arguments and "
           << getSizes().size() << " sizes";
  return success();
}

//===- Load and store -----------------------------------------------------===//

/// The constraints of `tile.load` and `tile.store`.
template <typename AccessOp> static LogicalResult verifyAccess(AccessOp op) {
  MemRefType buffer = op.getBuffer().getType();
  TileType tile = op.getTile().getType();
  // C1
  if (int64_t(op.getOffsets().size()) != buffer.getRank())
    return op.emitOpError("expected one offset per axis of `buffer`, but got ")
           << op.getOffsets().size() << " offsets and rank "
           << buffer.getRank();
  // C2
  int64_t rank = tile.getRank();
  if (op.getAxes() ? int64_t(op.getAxes()->size()) != rank
                   : rank > buffer.getRank())
    return op.emitOpError("expected `axes` for each of the ")
           << rank << " tile axes, but got "
           << (op.getAxes() ? int64_t(op.getAxes()->size()) : buffer.getRank());
  if (!op.getSteps().empty() && int64_t(op.getSteps().size()) != rank)
    return op.emitOpError("expected one of `steps` per tile axis, but got ")
           << op.getSteps().size() << " for rank " << rank;
  if (!op.getExtents().empty() && int64_t(op.getExtents().size()) != rank)
    return op.emitOpError("expected one of `extents` per tile axis, but got ")
           << op.getExtents().size() << " for rank " << rank;
  for (int64_t axis = 0; axis < rank; ++axis)
    if (op.getBufferAxis(axis) < 0 ||
        op.getBufferAxis(axis) >= buffer.getRank())
      return op.emitOpError("expected `axes` below the rank of `buffer`, ")
             << buffer.getRank() << ", but got " << op.getBufferAxis(axis);
  // C3
  auto element = dyn_cast<FloatType>(buffer.getElementType());
  if (!element ||
      element.getWidth() > cast<FloatType>(tile.getElementType()).getWidth())
    return op.emitOpError("expected a buffer element type no wider than ")
           << tile.getElementType() << ", but got " << buffer.getElementType();
  return success();
}

LogicalResult LoadOp::verify() { return verifyAccess(*this); }

LogicalResult StoreOp::verify() { return verifyAccess(*this); }

void LoadOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  effects.emplace_back(MemoryEffects::Read::get(), &getBufferMutable(),
                       SideEffects::DefaultResource::get());
}

void StoreOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  effects.emplace_back(MemoryEffects::Write::get(), &getBufferMutable(),
                       SideEffects::DefaultResource::get());
}

//===- Contract -----------------------------------------------------------===//

LogicalResult ContractOp::verify() {
  TileType lhs = getLhs().getType(), rhs = getRhs().getType();
  TileType result = getResult().getType();
  // C1
  int64_t rank = lhs.getRank();
  if (rank < 2 || rank != rhs.getRank() ||
      lhs.getElementType() != rhs.getElementType())
    return emitOpError("expected `lhs` and `rhs` of one rank, 2 or 3, and one "
                       "element type, but got ")
           << lhs << " and " << rhs;
  // C2
  ArrayRef<int64_t> left = lhs.getShape(), right = rhs.getShape();
  int64_t inner = right[getRhsTransposed() ? rank - 1 : rank - 2];
  if (left.back() != inner || left.drop_back(2) != right.drop_back(2))
    return emitOpError("expected the contracted and leading axes to agree, "
                       "but got ")
           << lhs << " and " << rhs;
  int64_t columns = right[getRhsTransposed() ? rank - 2 : rank - 1];
  if (result.getRank() != 2 || result.getShape()[0] != left[rank - 2] ||
      result.getShape()[1] != columns)
    return emitOpError("expected a result of ")
           << left[rank - 2] << "x" << columns << ", but got " << result;
  // C3
  if (getInit() && getInit().getType() != result)
    return emitOpError("expected `init` of type ")
           << result << ", but got " << getInit().getType();
  // C4
  Type element = lhs.getElementType();
  if (result.getElementType() != element &&
      !(element.isBF16() && result.getElementType().isF32()))
    return emitOpError("expected a result of the factors' element type, or of "
                       "f32 for bf16, but got ")
           << result << " of " << lhs;
  return success();
}

//===- Map ----------------------------------------------------------------===//

static ParseResult
parseMapInputs(OpAsmParser &parser,
               SmallVectorImpl<OpAsmParser::UnresolvedOperand> &inputs,
               ArrayAttr &axes) {
  SmallVector<Attribute> lists;
  OpAsmParser::UnresolvedOperand input;
  OptionalParseResult first = parser.parseOptionalOperand(input);
  while (first.has_value()) {
    SmallVector<int64_t> list;
    if (*first ||
        parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Square, [&] {
          return parser.parseInteger(list.emplace_back());
        }))
      return failure();
    inputs.push_back(input);
    lists.push_back(parser.getBuilder().getDenseI64ArrayAttr(list));
    if (failed(parser.parseOptionalComma()))
      break;
    first = parser.parseOperand(input);
  }
  axes = parser.getBuilder().getArrayAttr(lists);
  return success();
}

static void printMapInputs(OpAsmPrinter &printer, Operation *,
                           OperandRange inputs, ArrayAttr axes) {
  llvm::interleaveComma(
      llvm::zip_equal(inputs, axes.getAsRange<DenseI64ArrayAttr>()), printer,
      [&](auto pair) {
        printer << std::get<0>(pair) << " [";
        llvm::interleaveComma(std::get<1>(pair).asArrayRef(), printer);
        printer << "]";
      });
}

/// C1: the axes of input `number` fit the result.
static LogicalResult verifyInputAxes(MapOp op, unsigned number) {
  TileType input = cast<TileType>(op.getInputs()[number].getType());
  TileType result = op.getResult().getType();
  auto axes = cast<DenseI64ArrayAttr>(op.getAxes()[number]).asArrayRef();
  bool fits = int64_t(axes.size()) == input.getRank();
  for (unsigned at = 0; fits && at < axes.size(); ++at)
    fits = axes[at] >= 0 && axes[at] < result.getRank() &&
           !llvm::is_contained(axes.take_front(at), axes[at]) &&
           input.getShape()[at] == result.getShape()[axes[at]];
  if (fits)
    return success();
  return op.emitOpError("expected axes that lay input ")
         << number << " of type " << input << " into " << result
         << ", but got [" << axes << "]";
}

LogicalResult MapOp::verify() {
  TileType result = getResult().getType();
  // C1
  if (getAxes().size() != getInputs().size())
    return emitOpError("expected one list of axes per input, but got ")
           << getAxes().size() << " lists and " << getInputs().size()
           << " inputs";
  for (unsigned number = 0; number < getInputs().size(); ++number)
    if (failed(verifyInputAxes(*this, number)))
      return failure();
  // C2
  SmallVector<Type> wanted =
      llvm::map_to_vector(getInputs().getTypes(), [](Type type) {
        return cast<TileType>(type).getElementType();
      });
  wanted.append(getPositions().size(), IndexType::get(getContext()));
  if (!getPositions().empty() &&
      int64_t(getPositions().size()) != result.getRank())
    return emitOpError("expected one position per result axis, but got ")
           << getPositions().size() << " for rank " << result.getRank();
  if (TypeRange(getBody().getArgumentTypes()) != TypeRange(wanted))
    return emitOpError("expected body arguments of types ")
           << wanted << ", but got " << getBody().getArgumentTypes();
  // C3
  auto yield = cast<YieldOp>(getBody().front().getTerminator());
  if (!yield.getValue() ||
      yield.getValue().getType() != result.getElementType())
    return emitOpError("expected the body to yield ")
           << result.getElementType() << ", but got "
           << (yield.getValue() ? yield.getValue().getType() : Type());
  // C4
  if (getWhen() && (getInputs().empty() || getInputs()[0].getType() != result))
    return emitOpError("expected the first input of a conditional map to have "
                       "the result's type, but got ")
           << (getInputs().empty() ? Type() : getInputs()[0].getType());
  return success();
}

//===- Reduce -------------------------------------------------------------===//

LogicalResult ReduceOp::verify() {
  // C1
  TileType input = getInput().getType();
  bool fits = input.getRank() == 2 && getAxis() < 2;
  if (fits)
    fits = getInit().getType() == TileType::get(getContext(),
                                                input.getShape()[1 - getAxis()],
                                                input.getElementType());
  if (!fits)
    return emitOpError("expected `init` to have the type of `input` without "
                       "axis ")
           << getAxis() << ", but got " << getInit().getType() << " for "
           << input;
  return success();
}

#define GET_OP_CLASSES
#include "dialects/Tile/TileOps.cpp.inc"
