// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The registers of a matrix unit (AMX), which Linux gives to a process that
// asks.

// For syscall().
#define _GNU_SOURCE

#include "ambit/Runtime/Runtime.h"

#if defined(__x86_64__) && defined(__linux__)
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

int32_t ambit_request_matrix_unit(void) {
  // ARCH_REQ_XCOMP_PERM and XFEATURE_XTILEDATA, which are not in all headers.
  enum { request = 0x1023, tileData = 18 };
  enum { unknown, refused, granted };
  static _Atomic int32_t answer;
  int32_t known = atomic_load_explicit(&answer, memory_order_relaxed);
  if (known == unknown) {
    known = syscall(SYS_arch_prctl, request, tileData) == 0 ? granted : refused;
    atomic_store_explicit(&answer, known, memory_order_relaxed);
  }
  return known == granted;
}
#else
int32_t ambit_request_matrix_unit(void) { return 0; }
#endif
