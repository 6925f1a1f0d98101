// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What one thread can reach at most: multiply-adds in registers, dot products
// of bf16, tiles of AMX, bytes read. Built for the processor it runs on.
#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>
#include <time.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#elif defined(__AVX__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif

typedef float Vector __attribute__((vector_size(VECTOR_BYTES)));
enum { lanes = VECTOR_BYTES / 4 };

static double thread_time(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

// Keeps a value in a register and hides it from the optimiser.
#if defined(__x86_64__)
#define KEEP(x) __asm__ volatile("" : "+x"(x))
#else
#define KEEP(x) __asm__ volatile("" : "+w"(x))
#endif

// Twelve sums hide the latency of two units and fit sixteen registers. They are
// named one by one, or GCC keeps them in memory.
#define FOR_EACH_SUM(DO)                                                       \
  DO(s0)                                                                       \
  DO(s1) DO(s2) DO(s3) DO(s4) DO(s5) DO(s6) DO(s7) DO(s8) DO(s9) DO(s10)       \
      DO(s11)

/// Flops per second of f32 multiply-adds.
double peak_fma(int64_t iterations) {
  Vector factor = {0.5f};
  KEEP(factor);
#define START(s) Vector s = {0};
#define STEP(s) s = factor * factor + s;
#define HOLD(s) KEEP(s);
  FOR_EACH_SUM(START)
  double start = thread_time();
  for (int64_t n = 0; n < iterations; ++n) {
    FOR_EACH_SUM(STEP)
    FOR_EACH_SUM(HOLD)
  }
  return 2.0 * 12 * lanes * iterations / (thread_time() - start);
#undef START
#undef STEP
}

/// Flops per second of dot products of pairs of bf16, 0 without the unit.
double peak_bf16(int64_t iterations) {
#if defined(__AVX512BF16__)
  __m512bh factor;
  memset(&factor, 0, sizeof factor);
  KEEP(factor);
#define START(s) __m512 s = _mm512_setzero_ps();
#define STEP(s) s = _mm512_dpbf16_ps(s, factor, factor);
  FOR_EACH_SUM(START)
  double start = thread_time();
  for (int64_t n = 0; n < iterations; ++n) {
    FOR_EACH_SUM(STEP)
    FOR_EACH_SUM(HOLD)
  }
  return 64.0 * 12 * iterations / (thread_time() - start);
#else
  (void)iterations;
  return 0;
#endif
}

#if defined(__AMX_BF16__)
#include <sys/syscall.h>
#include <unistd.h>

/// Asks the kernel for the tiles (ARCH_REQ_XCOMP_PERM of XTILEDATA) and gives
/// all eight 16 rows of 64 bytes.
static int open_tiles(void) {
  struct {
    uint8_t palette, row, reserved[14];
    uint16_t bytes[16];
    uint8_t rows[16];
  } shape = {.palette = 1};
  if (syscall(SYS_arch_prctl, 0x1023, 18))
    return 0;
  for (int i = 0; i < 8; ++i) {
    shape.bytes[i] = 64;
    shape.rows[i] = 16;
  }
  _tile_loadconfig(&shape);
  return 1;
}
#endif

/// Flops per second of the inner loop of a product of bf16 with AMX: two by two
/// tiles of sums, operands read from the first cache. 0 without the unit.
double peak_amx(int64_t iterations) {
#if defined(__AMX_BF16__)
  static _Thread_local uint8_t data[4][1024] __attribute__((aligned(64)));
  if (!open_tiles())
    return 0;
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  double start = thread_time();
  for (int64_t n = 0; n < iterations; ++n) {
    _tile_loadd(4, data[0], 64);
    _tile_loadd(5, data[1], 64);
    _tile_loadd(6, data[2], 64);
    _tile_loadd(7, data[3], 64);
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  double seconds = thread_time() - start;
  _tile_release();
  // Each of the four multiplies 16 x 32 by 32 x 16.
  return 4 * 2.0 * 16 * 32 * 16 * iterations / seconds;
#else
  (void)iterations;
  return 0;
#endif
}

/// Bytes per second of reading `bytes` bytes, a multiple of 4096, at `data`.
double peak_read(const void *data, int64_t bytes) {
  const Vector *from = data;
  int64_t count = bytes / (int64_t)sizeof(Vector);
  Vector s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
  double start = thread_time();
  for (int64_t i = 0; i < count; i += 4) {
    s0 += from[i];
    s1 += from[i + 1];
    s2 += from[i + 2];
    s3 += from[i + 3];
    HOLD(s0) HOLD(s1) HOLD(s2) HOLD(s3)
  }
  return bytes / (thread_time() - start);
}
