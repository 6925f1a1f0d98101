// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Clauses of the assembly: words in parentheses behind the operands.

#include "dialects/Ambit/AssemblyClauses.h"

using namespace mlir;
using namespace ambit;

//===--------------------------------------------------------------------===//
// mask(…)
//===--------------------------------------------------------------------===//

ParseResult ambit::parseMasks(OpAsmParser &parser, ArrayAttr &masks) {
  if (failed(parser.parseOptionalKeyword("mask")))
    return success();
  SmallVector<Attribute> parsed;
  auto parseOne = [&]() {
    return parser.parseAttribute(parsed.emplace_back());
  };
  if (parser.parseLParen())
    return failure();
  SMLoc loc = parser.getCurrentLocation();
  if (failed(parser.parseOptionalLSquare())) {
    if (parseOne() || parser.parseRParen())
      return failure();
  } else if (parser.parseCommaSeparatedList(parseOne) ||
             parser.parseRSquare() || parser.parseRParen()) {
    return failure();
  }
  for (Attribute attribute : parsed)
    if (!isa<MaskAttr>(attribute))
      return parser.emitError(loc, "expected a mask, but got ") << attribute;
  masks = parser.getBuilder().getArrayAttr(parsed);
  return success();
}

void ambit::printMasks(OpAsmPrinter &printer, Operation *, ArrayAttr masks) {
  if (!masks)
    return;
  printer << " mask(";
  if (masks.size() == 1)
    printer.printAttribute(masks[0]);
  else
    printer.printAttribute(masks);
  printer << ")";
}

//===--------------------------------------------------------------------===//
// padding(…)
//===--------------------------------------------------------------------===//

ParseResult ambit::parsePadding(OpAsmParser &parser, PaddingAttr &padding,
                                DenseI64ArrayAttr &pads) {
  Builder &builder = parser.getBuilder();
  auto kind = Padding::Explicit;
  SmallVector<int64_t> numbers = {0, 0};
  if (succeeded(parser.parseOptionalKeyword("padding"))) {
    StringRef word;
    if (parser.parseLParen())
      return failure();
    SMLoc loc = parser.getCurrentLocation();
    if (succeeded(parser.parseOptionalKeyword(&word, {"causal", "same"}))) {
      kind = *symbolizePadding(word);
    } else {
      numbers.clear();
      if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, [&] {
            return parser.parseInteger(numbers.emplace_back());
          }))
        return failure();
      if (numbers.size() != 2)
        return parser.emitError(loc,
                                "expected `padding` to have 2 numbers, but "
                                "got ")
               << numbers.size();
    }
    if (parser.parseRParen())
      return failure();
  }
  padding = PaddingAttr::get(builder.getContext(), kind);
  pads = builder.getDenseI64ArrayAttr(numbers);
  return success();
}

void ambit::printPadding(OpAsmPrinter &printer, Operation *,
                         PaddingAttr padding, DenseI64ArrayAttr pads) {
  if (padding && padding.getValue() != Padding::Explicit)
    printer << " padding(" << stringifyPadding(padding.getValue()) << ")";
  else if (pads && llvm::any_of(pads.asArrayRef(), [](auto p) { return p; }))
    printer << " padding([" << pads.asArrayRef() << "])";
}

//===--------------------------------------------------------------------===//
// layout(…) and kind(…)
//===--------------------------------------------------------------------===//

// The word in the parentheses behind `name`, one of the words of an enum.
template <typename Enum>
static FailureOr<Enum>
parseChoice(OpAsmParser &parser, StringRef name, StringRef choices,
            std::optional<Enum> (*symbolize)(StringRef)) {
  std::string word;
  if (parser.parseLParen())
    return failure();
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseKeywordOrString(&word))
    return failure();
  std::optional<Enum> choice = symbolize(word);
  if (!choice)
    return parser.emitError(loc, "expected `")
           << name << "` to be " << choices << ", but got `" << word << "`";
  if (parser.parseRParen())
    return failure();
  return *choice;
}

ParseResult ambit::parseLayout(OpAsmParser &parser, LayoutAttr &layout) {
  FailureOr<Layout> choice = parseChoice(
      parser, "layout", "channels_last or channels_first",
      static_cast<std::optional<Layout> (*)(StringRef)>(symbolizeLayout));
  if (failed(choice))
    return failure();
  layout = LayoutAttr::get(parser.getContext(), *choice);
  return success();
}

void ambit::printLayout(OpAsmPrinter &printer, Operation *, LayoutAttr layout) {
  printer << "(" << stringifyLayout(layout.getValue()) << ")";
}

ParseResult ambit::parseKind(OpAsmParser &parser, ActivationKindAttr &kind) {
  if (parser.parseKeyword("kind"))
    return failure();
  FailureOr<ActivationKind> choice = parseChoice(
      parser, "kind", "relu, gelu, gelu_tanh, tanh, silu or sigmoid",
      static_cast<std::optional<ActivationKind> (*)(StringRef)>(
          symbolizeActivationKind));
  if (failed(choice))
    return failure();
  kind = ActivationKindAttr::get(parser.getContext(), *choice);
  return success();
}

void ambit::printKind(OpAsmPrinter &printer, Operation *,
                      ActivationKindAttr kind) {
  printer << "kind(" << stringifyActivationKind(kind.getValue()) << ")";
}
