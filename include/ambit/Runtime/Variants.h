// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What compiled code for several processors calls. C99 and C++; needs nothing
// but the C library.

#ifndef AMBIT_RUNTIME_VARIANTS_H
#define AMBIT_RUNTIME_VARIANTS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The last of `count` variants whose requirements this processor meets, -1 if
/// it meets none. `requirements` holds for each variant a number of places and,
/// for each place, four words: a leaf and a subleaf of CPUID, a register (0 to
/// 3: EAX to EDX, 4: the part of XCR0 below bit 32), and the bits that must be
/// set there. `*chosen` is 0 at first and remembers the answer.
int32_t ambit_choose_variant(const uint32_t *requirements, int32_t count,
                             int32_t *chosen);

#ifdef __cplusplus
}
#endif

#endif // AMBIT_RUNTIME_VARIANTS_H
