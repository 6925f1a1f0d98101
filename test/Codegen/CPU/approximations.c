// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The greatest error of each approximation over every STRIDE-th f32, in units
// in the last place, beside the function of the C library in double.

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef float Vector __attribute__((vector_size(16)));

Vector approximate_exp2(Vector);
Vector approximate_decay(Vector);
Vector approximate_exp(Vector);
Vector approximate_tanh(Vector);
Vector approximate_erf(Vector);

static const struct {
  const char *name;
  Vector (*approximate)(Vector);
  double (*exact)(double);
  float greatest; // input that is asked for
} functions[] = {
    {"exp2", approximate_exp2, exp2, INFINITY},
    {"decay", approximate_decay, exp2, 0},
    {"exp", approximate_exp, exp, INFINITY},
    {"tanh", approximate_tanh, tanh, INFINITY},
    {"erf", approximate_erf, erf, INFINITY},
};

static double get_error(float got, double exact, int mayBeZero) {
  if (isnan(exact) || isnan(got))
    return isnan(exact) && isnan(got) ? 0 : INFINITY;
  float nearest = (float)exact;
  if (isinf(nearest) || isinf(got))
    return nearest == got || fabs(exact) > 3.4e38 ? 0 : INFINITY;
  if (mayBeZero && exact < 0x1p-126)
    return got >= 0 && got <= 0x1p-126f ? 0 : INFINITY;
  float size = fabsf(nearest);
  double unit = (double)nextafterf(size, INFINITY) - size;
  return fabs(got - exact) / unit;
}

int main(int count, char **arguments) {
  uint64_t stride = count > 1 ? strtoull(arguments[1], NULL, 10) : 1;
  for (size_t f = 0; f < sizeof functions / sizeof *functions; ++f) {
    double worst = 0;
    float where = 0;
    for (uint64_t first = 0; first < (uint64_t)1 << 32; first += 4 * stride) {
      Vector x, y;
      for (int lane = 0; lane < 4; ++lane) {
        uint32_t bits = (uint32_t)(first + lane * stride);
        float value;
        memcpy(&value, &bits, sizeof value);
        x[lane] = value > functions[f].greatest ? -value : value;
      }
      y = functions[f].approximate(x);
      for (int lane = 0; lane < 4; ++lane) {
        double error = get_error(y[lane], functions[f].exact(x[lane]),
                                 functions[f].greatest == 0);
        if (error > worst) {
          worst = error;
          where = x[lane];
        }
      }
    }
    printf("%s %.3f %a\n", functions[f].name, worst, where);
  }
  return 0;
}
