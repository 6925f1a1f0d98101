// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A mask means one thing in four places: as words, as a test of numbers, as
// emitted IR and as a relation. Texts without sense are refused without harm.

#include "dialects/Ambit/AmbitOps.h"
#include "dialects/Ambit/MaskRelation.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/TypeSwitch.h"
#include "gtest/gtest.h"

#include <array>
#include <functional>
#include <random>

using namespace mlir;
using namespace ambit;

static MLIRContext &getContext() {
  static MLIRContext *context = [] {
    auto *created = new MLIRContext(MLIRContext::Threading::DISABLED);
    created->loadDialect<AmbitDialect, affine::AffineDialect,
                         arith::ArithDialect, func::FuncDialect>();
    return created;
  }();
  return *context;
}

// Null when the text is refused, with one error.
static MaskAttr parse(StringRef text, std::string *error = nullptr) {
  unsigned errors = 0;
  MaskAttr mask = MaskAttr::parseText(
      &getContext(), text, [&](size_t position, const Twine &message) {
        ++errors;
        EXPECT_LE(position, text.size());
        if (error)
          *error = message.str();
      });
  EXPECT_EQ(errors, mask ? 0u : 1u) << text.str();
  return mask;
}

static std::string print(MaskAttr mask) {
  std::string text;
  llvm::raw_string_ostream os(text);
  mask.printText(os);
  return text;
}

//===--------------------------------------------------------------------===//
// Emitted IR on numbers
//===--------------------------------------------------------------------===//

static bool compare(arith::CmpIPredicate predicate, int64_t a, int64_t b) {
  uint64_t left = a, right = b;
  switch (predicate) {
  case arith::CmpIPredicate::eq:
    return a == b;
  case arith::CmpIPredicate::ne:
    return a != b;
  case arith::CmpIPredicate::slt:
    return a < b;
  case arith::CmpIPredicate::sle:
    return a <= b;
  case arith::CmpIPredicate::sgt:
    return a > b;
  case arith::CmpIPredicate::sge:
    return a >= b;
  case arith::CmpIPredicate::ult:
    return left < right;
  default:
    ADD_FAILURE() << "an unknown comparison";
    return false;
  }
}

static int64_t evaluate(Operation &op, ArrayRef<int64_t> operands) {
  return llvm::TypeSwitch<Operation *, int64_t>(&op)
      .Case([](arith::ConstantOp constant) {
        APInt value = cast<IntegerAttr>(constant.getValue()).getValue();
        return value.getBitWidth() == 1 ? value.getZExtValue()
                                        : value.getSExtValue();
      })
      .Case([&](arith::AddIOp) { return operands[0] + operands[1]; })
      .Case([&](arith::SubIOp) { return operands[0] - operands[1]; })
      .Case([&](arith::MulIOp) { return operands[0] * operands[1]; })
      .Case([&](arith::AndIOp) { return operands[0] & operands[1]; })
      .Case([&](arith::OrIOp) { return operands[0] | operands[1]; })
      .Case([&](arith::XOrIOp) { return operands[0] ^ operands[1]; })
      .Case([&](arith::RemSIOp) { return operands[0] % operands[1]; })
      .Case([&](arith::DivSIOp) { return operands[0] / operands[1]; })
      .Case([&](arith::DivUIOp) {
        EXPECT_GE(operands[0], 0);
        return operands[0] / operands[1];
      })
      .Case([&](arith::SelectOp) { return operands[operands[0] ? 1 : 2]; })
      .Case([&](arith::CmpIOp op) {
        return compare(op.getPredicate(), operands[0], operands[1]);
      })
      .Default([](Operation *op) {
        ADD_FAILURE() << "an unknown op " << op->getName().getStringRef().str();
        return 0;
      });
}

namespace {
/// The emitted test of one mask, interpreted.
class EmittedTest {
public:
  explicit EmittedTest(MaskAttr mask) {
    OpBuilder builder(&getContext());
    Location loc = builder.getUnknownLoc();
    Type index = builder.getIndexType();
    function = func::FuncOp::create(
        loc, "f",
        builder.getFunctionType({index, index, index, index},
                                builder.getI1Type()));
    Block *body = function->addEntryBlock();
    builder.setInsertionPointToStart(body);
    Value result = emitContains(builder, loc, mask, body->getArgument(0),
                                body->getArgument(1), body->getArgument(2),
                                body->getArgument(3));
    func::ReturnOp::create(builder, loc, result);
  }

  bool operator()(int64_t i, int64_t j, int64_t n, int64_t m) {
    std::array<int64_t, 4> numbers = {i, j, n, m};
    DenseMap<Value, int64_t> values;
    Block &body = function->getBody().front();
    for (auto [argument, value] : llvm::zip_equal(body.getArguments(), numbers))
      values[argument] = value;
    for (Operation &op : body.without_terminator()) {
      SmallVector<int64_t> operands = llvm::map_to_vector(
          op.getOperands(), [&](Value value) { return values.at(value); });
      values[op.getResult(0)] = evaluate(op, operands);
    }
    return values.at(body.getTerminator()->getOperand(0));
  }

  bool verifies() { return succeeded(verify(*function)); }

private:
  OwningOpRef<func::FuncOp> function;
};
} // namespace

//===--------------------------------------------------------------------===//
// Every word
//===--------------------------------------------------------------------===//

namespace {
using Oracle = std::function<bool(int64_t i, int64_t j, int64_t n, int64_t m)>;
struct Word {
  const char *text;
  Oracle holds;
};
} // namespace

static int64_t mod(int64_t a, int64_t b) { return ((a % b) + b) % b; }

#define HOLDS(formula)                                                         \
  [](int64_t i, int64_t j, int64_t n, int64_t m) -> bool {                     \
    (void)n, (void)m;                                                          \
    return formula;                                                            \
  }

static const Word words[] = {
    {"all", HOLDS(true)},
    {"causal(m - n)", HOLDS(j <= i + m - n)},
    {"causal(n * 2 - 3)", HOLDS(j <= i + n * 2 - 3)},
    {"window(3)", HOLDS(std::abs(i - j) < 3)},
    {"window(4, 2)", HOLDS(i - 4 <= j && j <= i + 2)},
    {"window(5, -2)", HOLDS(i - 5 <= j && j <= i - 2)},
    {"window(3, offset = m - n)", HOLDS(std::abs(i + m - n - j) < 3)},
    {"window(4, 1, offset = -2)", HOLDS(i - 6 <= j && j <= i - 1)},
    {"strided(1)", HOLDS(true)},
    {"strided(4)", HOLDS(mod(i - j, 4) == 0)},
    {"strided(5)", HOLDS(mod(i - j, 5) == 0)},
    {"strided(5, offset = 3)", HOLDS(mod(i + 3 - j, 5) == 0)},
    {"strided(6, offset = -n)", HOLDS(mod(i - n - j, 6) == 0)},
    {"dilated_window(3, 4)",
     HOLDS(i - j >= 0 && i - j < 12 && mod(i - j, 4) == 0)},
    {"dilated_window(2, 3, offset = m)",
     HOLDS(i + m - j >= 0 && i + m - j < 6 && mod(i + m - j, 3) == 0)},
    {"fixed(4, 1)", HOLDS(i / 4 == j / 4 || j % 4 >= 3)},
    {"fixed(5, 2)", HOLDS(i / 5 == j / 5 || j % 5 >= 3)},
    {"fixed(3, 0)", HOLDS(i / 3 == j / 3)},
    {"global(2)", HOLDS(i < 2 || j < 2)},
    {"block(4)", HOLDS(i / 4 == j / 4)},
    {"block(3, 2)", HOLDS(i / 3 - 2 <= j / 3 && j / 3 <= i / 3)},
    {"prefix(5)", HOLDS(j < 5)},
    {"prefix(0)", HOLDS(false)},
    {"!window(3)", HOLDS(std::abs(i - j) >= 3)},
    {"causal(0) & window(3) | global(1)",
     HOLDS((j <= i && std::abs(i - j) < 3) || i < 1 || j < 1)},
    {"causal(0) & (window(3) | global(1))",
     HOLDS(j <= i && (std::abs(i - j) < 3 || i < 1 || j < 1))},
    {"set(\"j <= i + 4 and (i - j) mod 4 = 0\")",
     HOLDS(j <= i + 4 && mod(i - j, 4) == 0)},
    {"set(\"0 <= i - j < 8 or j = n - 1\")",
     HOLDS((0 <= i - j && i - j < 8) || j == n - 1)},
    {"set(\"not (i floordiv 3 != j floordiv 3) and i > 0\")",
     HOLDS(i / 3 == j / 3 && i > 0)},
    {"set(\"2 * i - 3 * j + m >= (i + j) mod 5\")",
     HOLDS(2 * i - 3 * j + m >= mod(i + j, 5))},
    {"set(\"(i - n) floordiv 4 < -j + 2\")",
     HOLDS((i - n - mod(i - n, 4)) / 4 < -j + 2)},
};

static void forEachPair(
    llvm::function_ref<void(int64_t, int64_t, int64_t, int64_t)> visit) {
  for (auto [n, m] : {std::pair{1, 1}, {1, 9}, {13, 2}, {12, 17}, {21, 21}})
    for (int64_t i = 0; i < n; ++i)
      for (int64_t j = 0; j < m; ++j)
        visit(i, j, n, m);
}

TEST(Masks, EveryWordMeansItsFormula) {
  for (const Word &word : words) {
    MaskAttr mask = parse(word.text);
    ASSERT_TRUE(mask) << word.text;
    llvm::Expected<relation::Relation> relation = toRelation(mask);
    ASSERT_TRUE(bool(relation)) << word.text;
    EmittedTest emitted(mask);
    EXPECT_TRUE(emitted.verifies()) << word.text;
    forEachPair([&](int64_t i, int64_t j, int64_t n, int64_t m) {
      bool holds = word.holds(i, j, n, m);
      EXPECT_EQ(mask.contains(i, j, n, m), holds)
          << word.text << " at " << i << ", " << j;
      EXPECT_EQ(emitted(i, j, n, m), holds)
          << word.text << " emitted at " << i << ", " << j;
      EXPECT_EQ(relation->contains(i, j, {n, m}), holds)
          << word.text << " as relation at " << i << ", " << j;
    });
  }
}

TEST(Masks, CausalWithoutOffsetNeedsEqualLengths) {
  EXPECT_TRUE(parse("prefix(1) | !(window(2) & causal)").needsEqualLengths());
  EXPECT_FALSE(parse("causal(0) & window(2)").needsEqualLengths());
}

// Raw sets in the family of the library leave no raw comparison behind.
TEST(Masks, SetsBecomeDifferencesAndCongruences) {
  for (StringRef text : {"set(\"j <= i + n - 4 and (i - j) mod 4 = 0\")",
                         "set(\"-3 < i - j <= m\")", "strided(4)"}) {
    auto relation = llvm::cantFail(toRelation(parse(text)));
    for (const relation::Atom &atom : relation.atoms())
      EXPECT_NE(atom.kind, relation::Atom::Kind::Raw) << text.str();
  }
}

//===--------------------------------------------------------------------===//
// Random masks
//===--------------------------------------------------------------------===//

namespace {
struct RandomText {
  std::mt19937 random;

  int64_t number(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random() % (high - low + 1));
  }
  std::string text(int64_t low, int64_t high) {
    return std::to_string(number(low, high));
  }
  std::string pick(std::initializer_list<const char *> choices) {
    return choices.begin()[random() % choices.size()];
  }
  std::string offset() {
    return random() % 2 ? ", offset = " + text(-5, 5) +
                              pick({"", " + n", " - m * 2", " + n - m"})
                        : "";
  }
  std::string expression(int depth) {
    if (depth == 0 || random() % 4 == 0)
      return pick({"i", "j", "n", "m", "3", "-i", "7"});
    std::string inner = expression(depth - 1);
    switch (random() % 5) {
    case 0:
      return "(" + inner + ") mod " + text(1, 6);
    case 1:
      return "(" + inner + ") floordiv " + text(1, 6);
    case 2:
      return "(" + inner + ") * " + text(-3, 3);
    case 3:
      return inner + " - (" + expression(depth - 1) + ")";
    default:
      return inner + " + " + expression(depth - 1);
    }
  }
  std::string condition(int depth) {
    if (depth == 0 || random() % 3 == 0)
      return expression(2) + pick({" < ", " <= ", " = ", " != ", " > "}) +
             expression(1) + (random() % 4 ? "" : " <= " + expression(1));
    if (random() % 4 == 0)
      return "not (" + condition(depth - 1) + ")";
    return "(" + condition(depth - 1) + ")" + pick({" and ", " or "}) + "(" +
           condition(depth - 1) + ")";
  }
  std::string word() {
    switch (random() % 9) {
    case 0:
      return "causal(" + text(-3, 3) + pick({")", " + m - n)"});
    case 1:
      return "window(" + text(1, 9) + offset() + ")";
    case 2:
      return "window(" + text(0, 9) + ", " + text(0, 4) + offset() + ")";
    case 3:
      return "strided(" + text(1, 6) + offset() + ")";
    case 4:
      return "dilated_window(" + text(1, 4) + ", " + text(1, 5) + offset() +
             ")";
    case 5:
      return "fixed(5, " + text(0, 5) + ")";
    case 6:
      return pick({"global(", "prefix(", "block(1"}) + text(0, 6) + ")";
    case 7:
      return "block(" + text(1, 5) + ", " + text(0, 3) + ")";
    default:
      return "set(\"" + condition(2) + "\")";
    }
  }
  std::string mask(int depth) {
    if (depth == 0 || random() % 4 == 0)
      return random() % 8 ? word() : "all";
    if (random() % 4 == 0)
      return "!(" + mask(depth - 1) + ")";
    std::string join = pick({" & ", " | "}), result = mask(depth - 1);
    for (int64_t more = number(1, 3); more > 0; --more)
      result = random() % 2 ? result + join + mask(depth - 1)
                            : "(" + result + ")" + join + mask(depth - 1);
    return result;
  }
};
} // namespace

TEST(Masks, RandomMasksAgree) {
  RandomText texts{std::mt19937(7)};
  for (int round = 0; round < 1000; ++round) {
    std::string text = texts.mask(round % 4);
    MaskAttr mask = parse(text);
    ASSERT_TRUE(mask) << text;
    ASSERT_EQ(parse(print(mask)), mask) << text << "\n" << print(mask);
    MaskAttr simple = mask.simplify();
    ASSERT_EQ(simple.simplify(), simple) << text;
    ASSERT_LE(print(simple).size(), print(mask).size()) << text;
    llvm::Expected<relation::Relation> relation = toRelation(mask);
    ASSERT_TRUE(bool(relation)) << text;
    EmittedTest emitted(mask);
    int64_t n = texts.number(1, 30), m = texts.number(1, 30);
    for (int probe = 0; probe < 60; ++probe) {
      int64_t i = texts.number(0, n - 1), j = texts.number(0, m - 1);
      bool holds = mask.contains(i, j, n, m);
      ASSERT_EQ(emitted(i, j, n, m), holds) << text;
      ASSERT_EQ(simple.contains(i, j, n, m), holds) << text;
      ASSERT_EQ(relation->contains(i, j, {n, m}), holds) << text;
    }
  }
}

//===--------------------------------------------------------------------===//
// Texts without sense
//===--------------------------------------------------------------------===//

TEST(Masks, GarbageIsRefused) {
  std::mt19937 random(11);
  const char *tokens[] = {"causal",
                          "window",
                          "set",
                          "(",
                          ")",
                          "\"",
                          "&",
                          "|",
                          "!",
                          "i",
                          "j",
                          "n",
                          "mod",
                          "*",
                          "<",
                          "=",
                          "not",
                          "and",
                          "-",
                          "+",
                          "7",
                          ",",
                          "offset",
                          "all",
                          "0",
                          " ",
                          "\xff",
                          "strided",
                          "floordiv",
                          "or",
                          "1099511627776"};
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (unsigned count = random() % 24; count > 0; --count)
      text +=
          tokens[random() % std::size(tokens)] + std::string(random() % 2, ' ');
    if (MaskAttr mask = parse(text))
      EXPECT_EQ(parse(print(mask)), mask) << text;
  }
}

TEST(Masks, NestingAndSizeAreBounded) {
  auto repeat = [](StringRef text, int count) {
    std::string result;
    for (int k = 0; k < count; ++k)
      result += text;
    return result;
  };
  EXPECT_TRUE(parse(repeat("!", 64) + "all"));
  EXPECT_TRUE(parse(repeat("(", 64) + "all" + repeat(")", 64)));
  for (StringRef open : {"!", "(", "(!"}) {
    std::string error;
    EXPECT_FALSE(parse(repeat(open, 10000) + "all", &error));
    EXPECT_EQ(error, "expected a mask to nest at most 64 deep, but got more");
  }
  for (StringRef open : {"(", "-", "not "}) {
    std::string error;
    EXPECT_FALSE(parse("set(\"" + repeat(open, 10000) + "i\")", &error));
    EXPECT_EQ(error, "expected a mask to nest at most 64 deep, but got more");
  }
  EXPECT_FALSE(parse("causal(" + repeat("-", 10000) + "n)"));
  for (const std::string &text :
       {repeat("causal | ", 10000) + "all",
        "window(" + repeat("1, ", 10000) + "1)",
        "set(\"i" + repeat(" + i", 10000) + " < 3\")",
        "set(\"i < 3" + repeat(" and i < 3", 10000) + "\")"}) {
    std::string error;
    EXPECT_FALSE(parse(text, &error));
    EXPECT_EQ(error,
              "expected a mask to have at most 1024 parts, but got more");
  }
}
