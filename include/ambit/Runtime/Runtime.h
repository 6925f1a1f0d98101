// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What compiled code calls: one thread pool per process, aligned memory, leave
// to use a matrix unit. C99 and C++; needs nothing but the C library.

#ifndef AMBIT_RUNTIME_RUNTIME_H
#define AMBIT_RUNTIME_RUNTIME_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Calls `task(context, begin, end)` so that the ranges cut [0, count) into
/// pieces of `grain` (the last may be shorter), on several threads, and returns
/// when all are done. A single piece, a call from inside a task and a call
/// while another thread uses the pool run on the calling thread, in one range.
/// So a task must give the same result however its range is cut.
void ambit_parallel_for(void (*task)(void *context, int64_t begin, int64_t end),
                        void *context, int64_t count, int64_t grain);

/// Sets how many threads the next `ambit_parallel_for` uses, the calling one
/// included. 0 or less, and the state before the first call: one per CPU that
/// the process may run on. The threads start when they are first needed.
void ambit_set_threads(int32_t threads);

/// How many threads the next `ambit_parallel_for` may use. No result may depend
/// on it.
int64_t ambit_get_threads(void);

/// Asks the system, once, to let this process use the registers of a matrix
/// unit (AMX). Returns 1 if it may; 0 where there is none.
int32_t ambit_request_matrix_unit(void);

/// Memory on a 64-byte boundary, not zeroed; NULL if `bytes` is negative or not
/// to be had. Never NULL for 0.
void *ambit_allocate(int64_t bytes);

/// Releases what `ambit_allocate` returned; NULL is allowed.
void ambit_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif // AMBIT_RUNTIME_RUNTIME_H
