// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Made-up numbers that do not depend on the machine or the C++ library.
#include "Arguments.h"

#include "llvm/ADT/APFloat.h"
#include <cmath>

using namespace ambit;
using namespace ambit::driver;

namespace {
/// SplitMix64 (Steele, Lea, Flood, 2014).
struct Generator {
  uint64_t state;

  uint64_t next() {
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// In (0, 1].
  double uniform() { return double((next() >> 11) + 1) * 0x1p-53; }
  /// Box and Muller.
  double normal() {
    double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * M_PI * uniform());
  }
};
} // namespace

/// Rounds to a format of 16 bits.
static uint16_t toBits(double value, const llvm::fltSemantics &semantics) {
  llvm::APFloat number(value);
  bool lost;
  number.convert(semantics, llvm::APFloat::rmNearestTiesToEven, &lost);
  return number.bitcastToAPInt().getZExtValue();
}

void driver::fillRandom(data::Array &array, uint64_t seed, double scale,
                        int64_t limit) {
  Generator generator{seed};
  void *data = array.mutableData();
  for (int64_t i = 0, count = array.elementCount(); i < count; ++i)
    switch (array.type()) {
    case data::ElementType::F16:
      static_cast<uint16_t *>(data)[i] =
          toBits(generator.normal() * scale, llvm::APFloat::IEEEhalf());
      break;
    case data::ElementType::BF16:
      static_cast<uint16_t *>(data)[i] =
          toBits(generator.normal() * scale, llvm::APFloat::BFloat());
      break;
    case data::ElementType::F32:
      static_cast<float *>(data)[i] = float(generator.normal() * scale);
      break;
    case data::ElementType::F64:
      static_cast<double *>(data)[i] = generator.normal() * scale;
      break;
    case data::ElementType::I32:
      static_cast<int32_t *>(data)[i] = generator.next() % limit;
      break;
    case data::ElementType::I64:
      static_cast<int64_t *>(data)[i] = generator.next() % limit;
      break;
    }
}
