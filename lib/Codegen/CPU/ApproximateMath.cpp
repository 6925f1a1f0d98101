// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Exponentials on vectors as a rounding, a polynomial and a power of two; tanh
// and erf by polynomials and an exponential.

#include "TileView.h"
#include "ambit/Codegen/CPU/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

#include <cmath>

namespace ambit::codegen::cpu {
#define GEN_PASS_DEF_APPROXIMATEMATHPASS
#include "ambit/Codegen/CPU/Passes.h.inc"
} // namespace ambit::codegen::cpu

using namespace mlir;
using namespace ambit;
using namespace ambit::codegen::cpu;

namespace {

/// The layout of a float type, and coefficients of `(f(r) - 1) / r` for
/// |r| <= 1/2 of the base-2 and |r| <= ln(2)/2 of the natural exponential:
/// least maximum error for f32 (1.8 and 0.7 units in the last place, measured),
/// Taylor for f64.
struct FloatFormat {
  int64_t mantissaBits;
  int64_t bias;
  double logHigh, logLow;
  ArrayRef<double> exp2, exp;
};

/// Emits on vectors of one type.
class VectorMath {
public:
  VectorMath(OpBuilder &builder, Location loc, VectorType type)
      : emitter(builder, loc), type(type) {}

  Value number(double value) { return emitter.number(value, type); }
  Value fma(Value a, Value b, Value c) {
    return vector::FMAOp::create(emitter.builder, emitter.loc, a, b, c);
  }
  template <typename Op> Value binary(Value a, Value b) {
    return Op::create(emitter.builder, emitter.loc, a, b);
  }
  /// `bound` where `x` is on the wrong side of it; NaN stays.
  Value clamp(Value x, double bound, arith::CmpFPredicate wrong) {
    Value limit = number(bound);
    Value outside =
        arith::CmpFOp::create(emitter.builder, emitter.loc, wrong, x, limit);
    return arith::SelectOp::create(emitter.builder, emitter.loc, outside, limit,
                                   x);
  }
  /// c0 + r * (c1 + r * (c2 + …)).
  Value polynomial(Value r, ArrayRef<double> coefficients) {
    Value sum = number(coefficients.back());
    for (double c : llvm::reverse(coefficients.drop_back()))
      sum = fma(sum, r, number(c));
    return sum;
  }
  /// 1 + r * (c0 + r * (c1 + …)).
  Value onePlus(Value r, ArrayRef<double> coefficients) {
    return fma(polynomial(r, coefficients), r, number(1.0));
  }
  /// `near` where |x| < `bound`, else `far`; with the sign of `x`.
  Value join(Value x, Value absolute, double bound, Value near, Value far) {
    Value isNear = arith::CmpFOp::create(emitter.builder, emitter.loc,
                                         arith::CmpFPredicate::OLT, absolute,
                                         number(bound));
    Value joined = arith::SelectOp::create(emitter.builder, emitter.loc, isNear,
                                           near, far);
    return binary<math::CopySignOp>(joined, x);
  }
  Value exp2(Value x, const FloatFormat &format);
  Value decay(Value x, const FloatFormat &format);
  Value exp(Value x, const FloatFormat &format);
  /// For f32.
  Value tanh(Value x, const FloatFormat &format);
  Value erf(Value x, const FloatFormat &format);

private:
  /// Splits `x` into its nearest integer, as a float, and two to that power.
  std::pair<Value, Value> round(Value x, const FloatFormat &format);
  Value scale(Value x, Value integer, const FloatFormat &format);
  Value bound(Value x, double base, const FloatFormat &format);
  Value boundedExp2(Value x, const FloatFormat &format);

  Emitter emitter;
  VectorType type;
};

} // namespace

static const double exp2F32[] = {0.6931468292474745, 0.24022237036199534,
                                 0.05550891438943087, 0.009671762938786618,
                                 0.0013225707394284303};
static const double expF32[] = {1.0,
                                0.5,
                                0.16666504740715027,
                                0.041666239500045776,
                                0.008369176648557186,
                                0.0013948623090982437};
static const double exp2F64[] = {
    0.6931471805599453,     0.2402265069591007,     0.055504108664821576,
    0.009618129107628477,   0.0013333558146428441,  0.00015403530393381606,
    1.5252733804059838e-05, 1.3215486790144305e-06, 1.0178086009239696e-07,
    7.054911620801121e-09,  4.44553827187081e-10,   2.5678435993488196e-11,
    1.3691488853904124e-12};
static const double expF64[] = {1.0,
                                0.5,
                                0.16666666666666666,
                                0.041666666666666664,
                                0.008333333333333333,
                                0.001388888888888889,
                                0.0001984126984126984,
                                2.48015873015873e-05,
                                2.7557319223985893e-06,
                                2.755731922398589e-07,
                                2.505210838544172e-08,
                                2.08767569878681e-09,
                                1.6059043836821613e-10};

static std::optional<FloatFormat> getFormat(Type element) {
  if (element.isF32())
    return FloatFormat{23, 127, 0.693359375, -2.12194440e-4, exp2F32, expF32};
  if (element.isF64())
    return FloatFormat{
        52, 1023, 0.6931471803691238, 1.9082149292705877e-10, exp2F64, expF64};
  return std::nullopt;
}

/// Adding 1.5 * 2^mantissa + bias rounds to an integer and leaves integer plus
/// bias in the lowest bits: shifted into the exponent they are the power of
/// two, which is zero below the smallest exponent and infinity at the largest.
std::pair<Value, Value> VectorMath::round(Value x, const FloatFormat &format) {
  OpBuilder &builder = emitter.builder;
  Value magic = number(1.5 * double(int64_t(1) << format.mantissaBits) +
                       double(format.bias));
  Value shifted = binary<arith::AddFOp>(x, magic);
  Value integer = binary<arith::SubFOp>(shifted, magic);
  auto bitsType =
      type.clone(builder.getIntegerType(type.getElementTypeBitWidth()));
  Value bits =
      arith::BitcastOp::create(builder, emitter.loc, bitsType, shifted);
  Value shift = arith::ConstantOp::create(
      builder, emitter.loc,
      DenseElementsAttr::get(bitsType,
                             builder.getIntegerAttr(bitsType.getElementType(),
                                                    format.mantissaBits)));
  bits = binary<arith::ShLIOp>(bits, shift);
  Value power = arith::BitcastOp::create(builder, emitter.loc, type, bits);
  return {integer, power};
}

/// `x` times two to the power `integer`, in two steps, as the power itself may
/// be too large or too small for the type where the result is not.
Value VectorMath::scale(Value x, Value integer, const FloatFormat &format) {
  Value half = binary<arith::MulFOp>(integer, number(0.5));
  auto [first, firstPower] = round(half, format);
  Value second = round(binary<arith::SubFOp>(integer, first), format).second;
  return binary<arith::MulFOp>(binary<arith::MulFOp>(x, firstPower), second);
}

/// Bounds `x`, a power of `base`, to where the result is neither zero nor
/// infinite, and a little more.
Value VectorMath::bound(Value x, double base, const FloatFormat &format) {
  double range = format.bias + format.mantissaBits + 2;
  x = clamp(x, -range / std::log2(base), arith::CmpFPredicate::OLT);
  return clamp(x, range / std::log2(base), arith::CmpFPredicate::OGT);
}

Value VectorMath::exp2(Value x, const FloatFormat &format) {
  x = bound(x, 2.0, format);
  Value integer = round(x, format).first;
  Value rest = binary<arith::SubFOp>(x, integer);
  return scale(onePlus(rest, format.exp2), integer, format);
}

/// For |x| <= bias: one power suffices.
Value VectorMath::boundedExp2(Value x, const FloatFormat &format) {
  auto [integer, power] = round(x, format);
  Value rest = binary<arith::SubFOp>(x, integer);
  return binary<arith::MulFOp>(onePlus(rest, format.exp2), power);
}

/// Below the smallest normal number the result is zero.
Value VectorMath::decay(Value x, const FloatFormat &format) {
  x = clamp(x, -double(format.bias), arith::CmpFPredicate::OLT);
  return boundedExp2(x, format);
}

Value VectorMath::exp(Value x, const FloatFormat &format) {
  constexpr double e = 2.718281828459045;
  x = bound(x, e, format);
  Value bits = binary<arith::MulFOp>(x, number(std::log2(e)));
  Value integer = round(bits, format).first;
  Value rest = fma(integer, number(-format.logHigh), x);
  rest = fma(integer, number(-format.logLow), rest);
  return scale(onePlus(rest, format.exp), integer, format);
}

/// Near zero an odd polynomial, elsewhere 1 - 2 / (e^2x + 1), which is 1 from
/// 10 on.
Value VectorMath::tanh(Value x, const FloatFormat &format) {
  static const double near[] = {-0.3333321217602236,    0.1333035989190296,
                                -0.05372148514019465,   0.020904114399864344,
                                -0.0068600425175986135, 0.0013039542442324394};
  constexpr double log2e = 1.4426950408889634;
  Value a = math::AbsFOp::create(emitter.builder, emitter.loc, x);
  Value square = binary<arith::MulFOp>(a, a);
  Value rest = binary<arith::MulFOp>(polynomial(square, near), square);
  Value bounded = clamp(a, 10.0, arith::CmpFPredicate::OGT);
  Value power =
      boundedExp2(binary<arith::MulFOp>(bounded, number(2 * log2e)), format);
  Value share = binary<arith::DivFOp>(
      number(2.0), binary<arith::AddFOp>(power, number(1.0)));
  return join(x, a, 0.9, fma(rest, a, a),
              binary<arith::SubFOp>(number(1.0), share));
}

/// Near zero an odd polynomial, elsewhere 1 - 2^(x p(x)); from 4 on it is 1.
Value VectorMath::erf(Value x, const FloatFormat &format) {
  static const double near[] = {0.12837914582192303,   -0.37612468660192333,
                                0.11281552623126159,   -0.026757038380114923,
                                0.0049791341221334245, -0.0005919433097712062};
  static const double far[] = {-1.6280881839043557,   -0.9171949026104431,
                               -0.1517981286871689,   0.03298286405481975,
                               -0.004625541830974944, 0.00030717181313662164};
  Value a = math::AbsFOp::create(emitter.builder, emitter.loc, x);
  Value rest = polynomial(binary<arith::MulFOp>(a, a), near);
  Value bounded = clamp(a, 4.0, arith::CmpFPredicate::OGT);
  Value exponent = binary<arith::MulFOp>(polynomial(bounded, far), bounded);
  Value power = boundedExp2(exponent, format);
  return join(x, a, 0.9375, fma(rest, a, a),
              binary<arith::SubFOp>(number(1.0), power));
}

namespace {

/// A function on a vector → arithmetic, for f32 and, unless `onlyF32`, f64.
template <typename Op, Value (VectorMath::*emit)(Value, const FloatFormat &),
          bool onlyF32 = false>
struct FunctionToArithmetic : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op->getResult(0).getType());
    if (!type || type.getRank() != 1)
      return rewriter.notifyMatchFailure(op, "not a vector");
    std::optional<FloatFormat> format = getFormat(type.getElementType());
    if (!format || (onlyF32 && !type.getElementType().isF32()))
      return rewriter.notifyMatchFailure(op, "no polynomial for this type");
    VectorMath math(rewriter, op.getLoc(), type);
    rewriter.replaceOp(op, (math.*emit)(op->getOperand(0), *format));
    return success();
  }
};

struct ApproximateMathPass
    : codegen::cpu::impl::ApproximateMathPassBase<ApproximateMathPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FunctionToArithmetic<math::Exp2Op, &VectorMath::exp2>,
                 FunctionToArithmetic<tile::DecayOp, &VectorMath::decay>,
                 FunctionToArithmetic<math::ExpOp, &VectorMath::exp>,
                 FunctionToArithmetic<math::TanhOp, &VectorMath::tanh, true>,
                 FunctionToArithmetic<math::ErfOp, &VectorMath::erf, true>>(
        &getContext());
    // None makes work for another.
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
