// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Aligned memory for compiled code.

#define _GNU_SOURCE
#include "ambit/Runtime/Runtime.h"

#include <stdlib.h>

void *ambit_allocate(int64_t bytes) {
  void *memory = NULL;
  if (bytes < 0 || (uint64_t)bytes > SIZE_MAX)
    return NULL;
  if (posix_memalign(&memory, 64, bytes == 0 ? 1 : (size_t)bytes) != 0)
    return NULL;
  return memory;
}

void ambit_free(void *memory) { free(memory); }
