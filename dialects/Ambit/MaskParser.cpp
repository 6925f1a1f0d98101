// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads a mask from text. Nesting, the number of parts and the size of
// constants are bounded, so that no text can exhaust the stack or overflow.

#include "dialects/Ambit/MaskCheck.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <optional>

using namespace mlir;
using namespace ambit;

namespace {

constexpr int maxDepth = 64;
constexpr int maxParts = 1024;
// Bounds i, j, n and m times their factors, together with lengths below 2^40.
constexpr int64_t maxFactor = int64_t(1) << 16;

/// An affine expression, and bounds of the sum of its factors and of its
/// constants.
struct Expression {
  AffineExpr value;
  int64_t factor = 0, constant = 0;
};

/// What parentheses in a raw set may hold: a condition or an expression.
struct Operand {
  MaskAttr condition;
  Expression expression;
  size_t position = 0;
};

class MaskParser {
public:
  MaskParser(MLIRContext *context, StringRef text,
             function_ref<void(size_t, const Twine &)> emitError)
      : context(context), text(text), emitError(emitError) {}

  MaskAttr parseAll();

private:
  // Tokens.
  void skipSpace();
  bool atEnd();
  bool consume(StringRef token);
  bool consumeWord(StringRef word);
  bool expect(StringRef token, StringRef where);
  StringRef peekWord();
  std::nullptr_t fail(size_t position, const Twine &message);
  bool enter();
  bool addPart();
  std::string describeNext();

  // Masks.
  MaskAttr parseOr();
  MaskAttr parseAnd();
  MaskAttr parseFactor();
  MaskAttr parseWord();
  MaskAttr parseCausal(size_t position);
  MaskAttr parseNumbers(MaskKind kind, size_t position);
  MaskAttr parseSet(size_t position);
  MaskAttr build(size_t position, MaskKind kind, ArrayRef<int64_t> numbers,
                 ArrayRef<AffineExpr> expressions, ArrayRef<MaskAttr> children);

  // Expressions in n and m, and in i and j inside a raw set.
  std::optional<int64_t> parseInteger();
  std::optional<Expression> parseOffset();
  std::optional<Expression> check(size_t position, Expression expression);

  // Raw sets.
  std::optional<Operand> parseJoin(bool isAnd);
  std::optional<Operand> parseNot();
  std::optional<Operand> parseComparison();
  std::optional<Operand> parseSumOperand();
  std::optional<Operand> parseProductOperand();
  std::optional<Operand> parsePrimaryOperand();
  std::optional<Expression> scale(StringRef op, const Operand &left,
                                  const Operand &right);
  std::optional<Operand> combine(StringRef op, const Operand &left,
                                 const Operand &right);
  std::optional<MaskCompare> consumeCompare();
  bool requireExpression(const Operand &operand);
  bool requireCondition(const Operand &operand);

  MLIRContext *context;
  StringRef text;
  function_ref<void(size_t, const Twine &)> emitError;
  size_t position = 0;
  int depth = 0, parts = 0;
  bool failed = false, inSet = false;
};

} // namespace

//===--------------------------------------------------------------------===//
// Tokens
//===--------------------------------------------------------------------===//

void MaskParser::skipSpace() {
  while (position < text.size() && llvm::isSpace(text[position]))
    ++position;
}

bool MaskParser::atEnd() {
  skipSpace();
  return position == text.size();
}

bool MaskParser::consume(StringRef token) {
  skipSpace();
  if (!text.substr(position).starts_with(token))
    return false;
  position += token.size();
  return true;
}

StringRef MaskParser::peekWord() {
  skipSpace();
  return text.substr(position).take_while(
      [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

bool MaskParser::consumeWord(StringRef word) {
  if (peekWord() != word)
    return false;
  position += word.size();
  return true;
}

std::string MaskParser::describeNext() {
  if (atEnd())
    return "the end";
  StringRef word = peekWord();
  return ("`" +
          (word.empty() ? text.substr(position, 1) : word.take_front(40)) + "`")
      .str();
}

// Only the first error is reported.
std::nullptr_t MaskParser::fail(size_t at, const Twine &message) {
  if (!failed)
    emitError(at, message);
  failed = true;
  return nullptr;
}

bool MaskParser::expect(StringRef token, StringRef where) {
  if (consume(token))
    return true;
  std::string next = describeNext();
  fail(position, "expected `" + token + "` " + where + ", but got " + next);
  return false;
}

bool MaskParser::enter() {
  if (++depth <= maxDepth)
    return true;
  fail(position, "expected a mask to nest at most " + Twine(maxDepth) +
                     " deep, but got more");
  return false;
}

bool MaskParser::addPart() {
  if (++parts <= maxParts)
    return true;
  fail(position, "expected a mask to have at most " + Twine(maxParts) +
                     " parts, but got more");
  return false;
}

//===--------------------------------------------------------------------===//
// Masks
//===--------------------------------------------------------------------===//

MaskAttr MaskParser::build(size_t at, MaskKind kind, ArrayRef<int64_t> numbers,
                           ArrayRef<AffineExpr> expressions,
                           ArrayRef<MaskAttr> children) {
  std::string error = checkMask(kind, numbers, expressions, children);
  if (!error.empty())
    return fail(at, error);
  return MaskAttr::get(context, kind, numbers, expressions, children);
}

MaskAttr MaskParser::parseAll() {
  MaskAttr mask = parseOr();
  if (!mask)
    return nullptr;
  if (!atEnd())
    return fail(position, "expected `&`, `|` or the end of the mask, but got " +
                              describeNext());
  return mask;
}

// and ('|' and)*
MaskAttr MaskParser::parseOr() {
  SmallVector<MaskAttr> children;
  do {
    MaskAttr child = parseAnd();
    if (!child)
      return nullptr;
    children.push_back(child);
  } while (consume("|"));
  return MaskAttr::getOr(children);
}

// factor ('&' factor)*
MaskAttr MaskParser::parseAnd() {
  SmallVector<MaskAttr> children;
  do {
    MaskAttr child = parseFactor();
    if (!child)
      return nullptr;
    children.push_back(child);
  } while (consume("&"));
  return MaskAttr::getAnd(children);
}

// '!' factor, '(' or ')' or a word
MaskAttr MaskParser::parseFactor() {
  llvm::scope_exit leave([&, before = depth] { depth = before; });
  if (consume("!")) {
    if (!enter())
      return nullptr;
    MaskAttr child = parseFactor();
    return child ? MaskAttr::getNot(child) : nullptr;
  }
  if (consume("(")) {
    if (!enter())
      return nullptr;
    MaskAttr mask = parseOr();
    if (!mask || !expect(")", "after a mask in parentheses"))
      return nullptr;
    return mask;
  }
  return parseWord();
}

MaskAttr MaskParser::parseWord() {
  StringRef word = peekWord();
  size_t start = position;
  auto kind = llvm::StringSwitch<std::optional<MaskKind>>(word)
                  .Case("all", MaskKind::All)
                  .Case("causal", MaskKind::Causal)
                  .Case("window", MaskKind::Window)
                  .Case("strided", MaskKind::Strided)
                  .Case("dilated_window", MaskKind::DilatedWindow)
                  .Case("fixed", MaskKind::Fixed)
                  .Case("global", MaskKind::Global)
                  .Case("block", MaskKind::Block)
                  .Case("prefix", MaskKind::Prefix)
                  .Case("set", MaskKind::Set)
                  .Default(std::nullopt);
  if (!kind)
    return fail(
        start,
        "expected a mask (all, causal, window, strided, "
        "dilated_window, fixed, global, block, prefix or set), but got " +
            describeNext());
  if (!addPart())
    return nullptr;
  position += word.size();
  if (kind == MaskKind::All)
    return MaskAttr::getAll(context);
  if (kind == MaskKind::Causal)
    return parseCausal(start);
  if (kind == MaskKind::Set)
    return parseSet(start);
  return parseNumbers(*kind, start);
}

// causal, or causal(E)
MaskAttr MaskParser::parseCausal(size_t start) {
  if (!consume("("))
    return build(start, MaskKind::Causal, {}, {}, {});
  std::optional<Expression> offset = parseOffset();
  if (!offset || !expect(")", "after the offset of `causal`"))
    return nullptr;
  return build(start, MaskKind::Causal, {}, offset->value, {});
}

// word '(' integer (',' integer)* (',' 'offset' '=' E)? ')'
MaskAttr MaskParser::parseNumbers(MaskKind kind, size_t start) {
  std::string word = getMaskWord(kind).str();
  SmallVector<int64_t> numbers;
  SmallVector<AffineExpr> expressions;
  if (!expect("(", "after `" + word + "`"))
    return nullptr;
  do {
    size_t wordStart = (skipSpace(), position);
    if (!numbers.empty() && consumeWord("offset")) {
      bool mayShift = kind == MaskKind::Window || kind == MaskKind::Strided ||
                      kind == MaskKind::DilatedWindow;
      if (!mayShift)
        return fail(wordStart, "expected `" + word + "` without an offset");
      if (!expect("=", "after `offset`"))
        return nullptr;
      std::optional<Expression> offset = parseOffset();
      if (!offset)
        return nullptr;
      expressions.push_back(offset->value);
      break;
    }
    std::optional<int64_t> number = parseInteger();
    if (!number || !addPart())
      return nullptr;
    numbers.push_back(*number);
  } while (consume(","));
  if (!expect(")", "after the numbers of `" + word + "`"))
    return nullptr;
  return build(start, kind, numbers, expressions, {});
}

// set '(' '"' condition '"' ')'
MaskAttr MaskParser::parseSet(size_t start) {
  if (!expect("(", "after `set`") || !expect("\"", "before the text of `set`"))
    return nullptr;
  inSet = true;
  std::optional<Operand> operand = parseJoin(/*isAnd=*/false);
  inSet = false;
  if (!operand || !requireCondition(*operand) ||
      !expect("\"", "after the text of `set`") ||
      !expect(")", "after the text of `set`"))
    return nullptr;
  return build(start, MaskKind::Set, {}, {}, operand->condition);
}

//===--------------------------------------------------------------------===//
// Expressions
//===--------------------------------------------------------------------===//

std::optional<int64_t> MaskParser::parseInteger() {
  bool isNegative = consume("-");
  StringRef word = peekWord();
  size_t start = position;
  if (word.empty() ||
      !llvm::all_of(word, [](char c) { return llvm::isDigit(c); })) {
    fail(start, "expected an integer, but got " + describeNext());
    return std::nullopt;
  }
  int64_t value;
  if (word.getAsInteger(10, value) || value > maskConstantLimit) {
    fail(start,
         "expected constants of at most 2^40, but got " + word.take_front(40));
    return std::nullopt;
  }
  position += word.size();
  return isNegative ? -value : value;
}

std::optional<Expression> MaskParser::parseOffset() {
  std::optional<Operand> operand = parseSumOperand();
  if (!operand || !requireExpression(*operand))
    return std::nullopt;
  return operand->expression;
}

// Bounds the factors and constants of an expression.
std::optional<Expression> MaskParser::check(size_t at, Expression expression) {
  if (expression.factor <= maxFactor &&
      expression.constant <= maskConstantLimit)
    return expression;
  fail(at,
       "expected factors that sum to at most 2^16 and constants that sum to "
       "at most 2^40, but got " +
           Twine(expression.factor) + " and " + Twine(expression.constant));
  return std::nullopt;
}

bool MaskParser::requireExpression(const Operand &operand) {
  if (operand.expression.value)
    return true;
  fail(operand.position, "expected an expression, but got a condition");
  return false;
}

bool MaskParser::requireCondition(const Operand &operand) {
  if (operand.condition)
    return true;
  fail(operand.position, "expected a condition, but got an expression");
  return false;
}

// product (('+' | '-') product)*
std::optional<Operand> MaskParser::parseSumOperand() {
  std::optional<Operand> left = parseProductOperand();
  while (left) {
    StringRef op = consume("+") ? "+" : consume("-") ? "-" : "";
    if (op.empty())
      return left;
    std::optional<Operand> right = parseProductOperand();
    if (!right)
      return std::nullopt;
    left = combine(op, *left, *right);
  }
  return std::nullopt;
}

// primary (('*' | 'floordiv' | 'mod') primary)*
std::optional<Operand> MaskParser::parseProductOperand() {
  std::optional<Operand> left = parsePrimaryOperand();
  while (left) {
    StringRef op = consume("*")                       ? "*"
                   : inSet && consumeWord("floordiv") ? "floordiv"
                   : inSet && consumeWord("mod")      ? "mod"
                                                      : "";
    if (op.empty())
      return left;
    std::optional<Operand> right = parsePrimaryOperand();
    if (!right)
      return std::nullopt;
    left = combine(op, *left, *right);
  }
  return std::nullopt;
}

// The product of two sizes, at most 2^62.
static int64_t multiplyBounds(int64_t a, int64_t b) {
  int64_t product;
  if (llvm::MulOverflow(a, b, product))
    return int64_t(1) << 62;
  return std::min(product, int64_t(1) << 62);
}

// left times, divided by or modulo a constant
std::optional<Expression> MaskParser::scale(StringRef op, const Operand &left,
                                            const Operand &right) {
  auto constant = dyn_cast<AffineConstantExpr>(right.expression.value);
  if (!constant) {
    fail(right.position, "expected a constant beside `" + op + "`");
    return std::nullopt;
  }
  const Expression &a = left.expression;
  int64_t number = constant.getValue();
  if (op == "*") {
    // Checked before the product is built, whose constants could overflow.
    int64_t size = std::abs(number);
    std::optional<Expression> checked =
        check(left.position, {a.value, multiplyBounds(a.factor, size),
                              multiplyBounds(a.constant, size)});
    if (checked)
      checked->value = a.value * number;
    return checked;
  }
  if (number < 1 || number > maskModulusLimit) {
    fail(right.position, "expected the constant after `" + op +
                             "` to be in 1..2^31-1, but got " + Twine(number));
    return std::nullopt;
  }
  return Expression{op == "mod" ? a.value % number : a.value.floorDiv(number),
                    a.factor, a.constant};
}

std::optional<Operand> MaskParser::combine(StringRef op, const Operand &left,
                                           const Operand &right) {
  if (!requireExpression(left) || !requireExpression(right))
    return std::nullopt;
  const Expression &a = left.expression, &b = right.expression;
  std::optional<Expression> result;
  if (op == "*" && isa<AffineConstantExpr>(a.value))
    result = scale(op, right, left);
  else if (op == "+" || op == "-")
    result =
        check(left.position, {op == "+" ? a.value + b.value : a.value - b.value,
                              a.factor + b.factor, a.constant + b.constant});
  else
    result = scale(op, left, right);
  if (!result)
    return std::nullopt;
  return Operand{nullptr, *result, left.position};
}

// '-' primary, integer, i, j, n, m, or parentheses
std::optional<Operand> MaskParser::parsePrimaryOperand() {
  llvm::scope_exit leave([&, before = depth] { depth = before; });
  skipSpace();
  size_t start = position;
  if (!addPart())
    return std::nullopt;
  if (consume("(")) {
    if (!enter())
      return std::nullopt;
    std::optional<Operand> inner =
        inSet ? parseJoin(/*isAnd=*/false) : parseSumOperand();
    if (!inner || !expect(")", "after parentheses"))
      return std::nullopt;
    inner->position = start;
    return inner;
  }
  if (consume("-")) {
    if (!enter())
      return std::nullopt;
    std::optional<Operand> inner = parsePrimaryOperand();
    if (!inner || !requireExpression(*inner))
      return std::nullopt;
    inner->expression.value = -inner->expression.value;
    return inner;
  }
  if (inSet && consumeWord("i"))
    return Operand{nullptr, {getAffineDimExpr(0, context), 1, 0}, start};
  if (inSet && consumeWord("j"))
    return Operand{nullptr, {getAffineDimExpr(1, context), 1, 0}, start};
  if (consumeWord("n"))
    return Operand{nullptr, {getAffineSymbolExpr(0, context), 1, 0}, start};
  if (consumeWord("m"))
    return Operand{nullptr, {getAffineSymbolExpr(1, context), 1, 0}, start};
  if (!llvm::isDigit(position < text.size() ? text[position] : ' ')) {
    fail(start,
         (inSet ? Twine("expected i, j, n, m") : Twine("expected n, m")) +
             " or an integer, but got " + describeNext());
    return std::nullopt;
  }
  std::optional<int64_t> number = parseInteger();
  if (!number)
    return std::nullopt;
  return Operand{
      nullptr, {getAffineConstantExpr(*number, context), 0, *number}, start};
}

//===--------------------------------------------------------------------===//
// Raw sets
//===--------------------------------------------------------------------===//

// not ('and' not)*, or and ('or' and)*
std::optional<Operand> MaskParser::parseJoin(bool isAnd) {
  auto parseOne = [&] { return isAnd ? parseNot() : parseJoin(true); };
  std::optional<Operand> first = parseOne();
  if (!first)
    return std::nullopt;
  SmallVector<MaskAttr> children = {first->condition};
  while (consumeWord(isAnd ? "and" : "or")) {
    std::optional<Operand> next = parseOne();
    if (!next || !requireCondition(*first) || !requireCondition(*next))
      return std::nullopt;
    children.push_back(next->condition);
  }
  if (children.size() == 1)
    return first;
  return Operand{isAnd ? MaskAttr::getAnd(children) : MaskAttr::getOr(children),
                 {},
                 first->position};
}

// 'not' not, or a comparison
std::optional<Operand> MaskParser::parseNot() {
  llvm::scope_exit leave([&, before = depth] { depth = before; });
  skipSpace();
  size_t start = position;
  if (!consumeWord("not"))
    return parseComparison();
  if (!enter())
    return std::nullopt;
  std::optional<Operand> inner = parseNot();
  if (!inner || !requireCondition(*inner))
    return std::nullopt;
  return Operand{MaskAttr::getNot(inner->condition), {}, start};
}

std::optional<MaskCompare> MaskParser::consumeCompare() {
  // Longer words first.
  static constexpr std::pair<StringLiteral, MaskCompare> words[] = {
      {"<=", MaskCompare::LE}, {">=", MaskCompare::GE}, {"!=", MaskCompare::NE},
      {"==", MaskCompare::EQ}, {"<", MaskCompare::LT},  {">", MaskCompare::GT},
      {"=", MaskCompare::EQ}};
  for (auto [word, compare] : words)
    if (consume(word))
      return compare;
  return std::nullopt;
}

// sum (compare sum)*
std::optional<Operand> MaskParser::parseComparison() {
  std::optional<Operand> first = parseSumOperand();
  if (!first)
    return std::nullopt;
  SmallVector<int64_t> numbers;
  SmallVector<AffineExpr> expressions = {first->expression.value};
  while (std::optional<MaskCompare> compare = consumeCompare()) {
    std::optional<Operand> next = parseSumOperand();
    if (!next || !requireExpression(*first) || !requireExpression(*next))
      return std::nullopt;
    numbers.push_back(static_cast<int64_t>(*compare));
    expressions.push_back(next->expression.value);
  }
  if (numbers.empty())
    return first;
  MaskAttr condition =
      build(first->position, MaskKind::Compare, numbers, expressions, {});
  if (!condition)
    return std::nullopt;
  return Operand{condition, {}, first->position};
}

MaskAttr
MaskAttr::parseText(MLIRContext *context, StringRef text,
                    function_ref<void(size_t, const Twine &)> emitError) {
  return MaskParser(context, text, emitError).parseAll();
}

// The lexer of MLIR has no token for `&` and `!`, so a mask is read from the
// text of the whole attribute, which only a dialect's parser has.
Attribute MaskAttr::parse(AsmParser &parser, Type) {
  StringRef text = static_cast<DialectAsmParser &>(parser).getFullSymbolSpec();
  text.consume_front(getMnemonic());
  StringRef inner = text.trim();
  if (!inner.consume_front("<") || !inner.consume_back(">")) {
    parser.emitError(SMLoc::getFromPointer(text.data()),
                     "expected `<` and `>` around a mask");
    return {};
  }
  return parseText(
      parser.getContext(), inner, [&](size_t position, const Twine &message) {
        parser.emitError(SMLoc::getFromPointer(inner.data() + position),
                         message);
      });
}
