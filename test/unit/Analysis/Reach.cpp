// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fields of fifty layers are composed in less than 100 ms.

#include "ambit/Analysis/Report.h"

#include "dialects/Ambit/AmbitOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include <ctime>
#include <gtest/gtest.h>

using namespace mlir;
using namespace ambit;

#if defined(__OPTIMIZE__) && !__has_feature(address_sanitizer)
static constexpr double limit = 0.1;
#else
static constexpr double limit = 100;
#endif

static double threadTime() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

/// Fifty times `op(layer)` on `type`, each with a residual.
static analysis::Reach
composeFifty(const std::string &type,
             llvm::function_ref<std::string(unsigned)> op) {
  MLIRContext context;
  context.loadDialect<AmbitDialect, func::FuncDialect, tensor::TensorDialect>();
  std::string text = "!x = " + type +
                     "\nfunc.func @f(%x0: !x, %w: tensor<3x4x4xf32>) -> !x {\n";
  for (unsigned layer = 0; layer < 50; ++layer) {
    std::string l = std::to_string(layer), x = "%x" + l;
    text += "%y" + l + " = " + op(layer) + "\n%x" + std::to_string(layer + 1) +
            " = ambit.add " + x + ", %y" + l + " : (!x, !x) -> !x\n";
  }
  text += "return %x50 : !x\n}\n";
  auto module = parseSourceString<ModuleOp>(text, &context);
  auto function = *module->getOps<func::FuncOp>().begin();
  auto shapes =
      analysis::Shapes::get(function, analysis::getNamedShapes(function));
  EXPECT_TRUE(succeeded(shapes));
  MaskRelations masks;
  double start = threadTime();
  auto reach = analysis::getReach(function, *shapes, {}, masks);
  EXPECT_LT(threadTime() - start, limit);
  EXPECT_TRUE(succeeded(reach));
  EXPECT_EQ(reach->depth, 50u);
  return std::move(*reach);
}

static std::string conv(unsigned layer, const std::string &clauses) {
  return "ambit.conv %x" + std::to_string(layer) + ", %w " + clauses +
         " : (!x, tensor<3x4x4xf32>) -> !x";
}

static std::string attend(unsigned layer, const std::string &masks) {
  std::string x = "%x" + std::to_string(layer);
  return "ambit.attention " + x + ", " + x + ", " + x + " mask(" + masks +
         ") : (!x, !x, !x) -> !x";
}

TEST(Reach, FiftyDilatedConvolutions) {
  analysis::Reach reach = composeFifty("tensor<1x?x4xf32>", [](unsigned l) {
    return conv(l, "padding(causal) dilation(" + std::to_string(1 << l % 10) +
                       ")");
  });
  EXPECT_EQ(reach.field.size(), 1 + 2 * 5 * 1023);
}

TEST(Reach, FiftyWindows) {
  analysis::Reach reach = composeFifty("tensor<1x2x?x4xf32>", [](unsigned l) {
    return attend(l, "#ambit.mask<causal & window(512)>");
  });
  EXPECT_EQ(reach.field.size(), 1 + 50 * 511);
}

TEST(Reach, FiftyLayersOfTwoPatterns) {
  analysis::Reach reach = composeFifty("tensor<1x2x?x4xf32>", [](unsigned l) {
    return attend(l, "[#ambit.mask<causal & window(8)>, "
                     "#ambit.mask<causal & strided(32)>]");
  });
  EXPECT_EQ(reach.field.size(), std::nullopt);
  EXPECT_TRUE(reach.field.exact);
}

TEST(Reach, FiftyLayersWithHoles) {
  analysis::Reach reach = composeFifty("tensor<1x2x?x4xf32>", [](unsigned l) {
    return attend(l, "[#ambit.mask<causal & window(16)>, "
                     "#ambit.mask<dilated_window(5, 64)>]");
  });
  EXPECT_TRUE(reach.field.exact);
}
