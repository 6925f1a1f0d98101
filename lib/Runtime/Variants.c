// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which of several variants of a model this processor can run.

#include "ambit/Runtime/Variants.h"
#include "ambit/Runtime/Runtime.h"

#include <stdatomic.h>
#include <stdbool.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#if defined(__x86_64__)
// The registers that the system saves; only where it uses XSAVE at all.
static uint32_t savedRegisters(void) {
  uint32_t eax, ebx, ecx, edx;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_OSXSAVE))
    return 0;
  // Volatile: not in front of the test above.
  __asm__ volatile("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
  return eax;
}

// `place` is a leaf, a subleaf, a register (4: the saved ones) and bits.
static bool hasBits(const uint32_t *place) {
  uint32_t registers[5] = {0};
  if (place[2] == 4)
    registers[4] = savedRegisters();
  else
    __get_cpuid_count(place[0], place[1], &registers[0], &registers[1],
                      &registers[2], &registers[3]);
  if ((registers[place[2]] & place[3]) != place[3])
    return false;
  // Those of a matrix unit are saved for processes that asked for them.
  const uint32_t blocks = 0x60000;
  return place[2] != 4 || !(place[3] & blocks) || ambit_request_matrix_unit();
}
#else
static bool hasBits(const uint32_t *place) {
  (void)place;
  return false;
}
#endif

static int32_t choose(const uint32_t *requirements, int32_t count) {
  int32_t best = -1;
  for (int32_t variant = 0; variant < count; ++variant) {
    uint32_t places = *requirements++;
    bool fits = true;
    for (; places > 0; --places, requirements += 4)
      fits = fits && hasBits(requirements);
    if (fits)
      best = variant;
  }
  return best;
}

// Threads that meet here find the same number.
int32_t ambit_choose_variant(const uint32_t *requirements, int32_t count,
                             int32_t *chosen) {
  _Atomic int32_t *memory = (_Atomic int32_t *)chosen;
  int32_t before = atomic_load_explicit(memory, memory_order_relaxed);
  if (before == 0) {
    int32_t best = choose(requirements, count);
    before = best < 0 ? -1 : best + 1;
    atomic_store_explicit(memory, before, memory_order_relaxed);
  }
  return before - (before > 0);
}
