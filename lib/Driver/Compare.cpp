// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tolerances of `--check`.
#include "Compare.h"

#include "llvm/ADT/APFloat.h"
#include <cmath>
#include <limits>

using namespace ambit;
using namespace ambit::driver;

static double fromBits(uint16_t bits, const llvm::fltSemantics &semantics) {
  return llvm::APFloat(semantics, llvm::APInt(16, bits)).convertToDouble();
}

static double getElement(const data::Array &array, int64_t index) {
  const void *data = array.data();
  switch (array.type()) {
  case data::ElementType::F16:
    return fromBits(static_cast<const uint16_t *>(data)[index],
                    llvm::APFloat::IEEEhalf());
  case data::ElementType::BF16:
    return fromBits(static_cast<const uint16_t *>(data)[index],
                    llvm::APFloat::BFloat());
  case data::ElementType::F32:
    return static_cast<const float *>(data)[index];
  case data::ElementType::F64:
    return static_cast<const double *>(data)[index];
  case data::ElementType::I32:
    return static_cast<const int32_t *>(data)[index];
  case data::ElementType::I64:
    return double(static_cast<const int64_t *>(data)[index]);
  }
}

static double getLimit(data::ElementType type, int64_t reductionLength) {
  double growth = std::sqrt(std::max(1.0, reductionLength / 64.0));
  switch (type) {
  case data::ElementType::F16:
    return 2e-3;
  case data::ElementType::BF16:
    return 2e-2;
  case data::ElementType::F32:
    return 1e-5 * growth;
  case data::ElementType::F64:
    return 1e-12 * growth;
  case data::ElementType::I32:
  case data::ElementType::I64:
    return 0;
  }
}

Comparison driver::compare(const data::Array &output,
                           const data::Array &reference,
                           int64_t reductionLength) {
  Comparison result;
  result.limit = getLimit(output.type(), reductionLength);
  for (int64_t i = 0, count = output.elementCount(); i < count; ++i) {
    double x = getElement(output, i), y = getElement(reference, i);
    if (x == y || (std::isnan(x) && std::isnan(y)))
      continue;
    double error = std::isfinite(x) && std::isfinite(y)
                       ? std::fabs(x - y) / (1 + std::fabs(y))
                       : std::numeric_limits<double>::infinity();
    result.error = std::max(result.error, error);
  }
  return result;
}
