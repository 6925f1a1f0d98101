// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The thread pool. The caller works too; the pieces of a region are handed out
// by one atomic counter; idle workers spin for a while and then sleep in the
// kernel.

#define _GNU_SOURCE
#include "ambit/Runtime/Runtime.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
  maxThreads = 1024,
  // About a millisecond: longer than the serial code between two regions.
  longSpin = 20000,
  // With more threads than CPUs a spinning thread keeps a working one away.
  shortSpin = 100
};

// The gate of a region: bits above the number of workers inside.
static const uint32_t gateOpen = UINT32_C(1) << 31;
static const uint32_t callerSleeps = UINT32_C(1) << 30;

static struct {
  // Set while a region runs; whoever finds it set works alone.
  alignas(64) atomic_bool busy;
  atomic_int wantedThreads;

  // Guarded by `busy`.
  bool handlesFork;
  int startedFor;
  int workers;
  pthread_t threads[maxThreads];

  // Changes when there is a region to join; workers sleep on it.
  alignas(64) _Atomic uint32_t generation;
  atomic_int sleepers;
  atomic_int spinLimit;
  atomic_bool stop;

  // The region. Written while the gate is closed and nobody is inside.
  alignas(64) _Atomic uint32_t gate;
  void (*task)(void *, int64_t, int64_t);
  void *context;
  int64_t count;
  int64_t grain;
  int64_t pieces;

  alignas(64) _Atomic int64_t nextPiece;
} pool;

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void futexWait(_Atomic uint32_t *word, uint32_t value) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void futexWake(_Atomic uint32_t *word, int count) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

static int cpuCount(void) {
  cpu_set_t set;
  long count = sched_getaffinity(0, sizeof set, &set) == 0
                   ? CPU_COUNT(&set)
                   : sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : count > maxThreads ? maxThreads : (int)count;
}

static void runPieces(void) {
  for (;;) {
    int64_t piece =
        atomic_fetch_add_explicit(&pool.nextPiece, 1, memory_order_relaxed);
    if (piece >= pool.pieces)
      return;
    int64_t begin = piece * pool.grain;
    int64_t left = pool.count - begin;
    pool.task(pool.context, begin,
              begin + (left < pool.grain ? left : pool.grain));
  }
}

static bool enterGate(void) {
  uint32_t gate = atomic_load_explicit(&pool.gate, memory_order_relaxed);
  do {
    if (!(gate & gateOpen))
      return false;
  } while (!atomic_compare_exchange_weak_explicit(
      &pool.gate, &gate, gate + 1, memory_order_acquire, memory_order_relaxed));
  return true;
}

static void leaveGate(void) {
  uint32_t before =
      atomic_fetch_sub_explicit(&pool.gate, 1, memory_order_release);
  if (before == (callerSleeps | 1))
    futexWake(&pool.gate, 1);
}

/// Returns when no worker is inside and none can enter.
static void closeGate(void) {
  uint32_t gate =
      atomic_fetch_and_explicit(&pool.gate, ~gateOpen, memory_order_acquire) &
      ~gateOpen;
  int spins = atomic_load_explicit(&pool.spinLimit, memory_order_relaxed);
  while ((gate & ~callerSleeps) != 0) {
    if (spins > 0) {
      --spins;
      relax();
      gate = atomic_load_explicit(&pool.gate, memory_order_acquire);
    } else if (gate & callerSleeps) {
      futexWait(&pool.gate, gate);
      gate = atomic_load_explicit(&pool.gate, memory_order_acquire);
    } else if (atomic_compare_exchange_weak_explicit(
                   &pool.gate, &gate, gate | callerSleeps, memory_order_acquire,
                   memory_order_acquire)) {
      gate |= callerSleeps;
    }
  }
}

/// Returns the generation that follows `seen`.
static uint32_t awaitGeneration(uint32_t seen) {
  int spins = atomic_load_explicit(&pool.spinLimit, memory_order_relaxed);
  for (;;) {
    uint32_t now = atomic_load_explicit(&pool.generation, memory_order_acquire);
    if (now != seen)
      return now;
    if (spins > 0) {
      --spins;
      relax();
      continue;
    }
    // The count is raised before the kernel compares the word, and a caller
    // changes the word before it reads the count: one of them sees the other.
    atomic_fetch_add(&pool.sleepers, 1);
    futexWait(&pool.generation, seen);
    atomic_fetch_sub(&pool.sleepers, 1);
  }
}

static void *work(void *startGeneration) {
  uint32_t seen = (uint32_t)(uintptr_t)startGeneration;
  for (;;) {
    seen = awaitGeneration(seen);
    if (atomic_load(&pool.stop))
      return NULL;
    if (enterGate()) {
      runPieces();
      leaveGate();
    }
  }
}

static void stopWorkers(void) {
  atomic_store(&pool.stop, true);
  atomic_fetch_add(&pool.generation, 1);
  futexWake(&pool.generation, maxThreads);
  for (int i = 0; i < pool.workers; ++i)
    pthread_join(pool.threads[i], NULL);
  pool.workers = 0;
  pool.startedFor = 0;
  atomic_store(&pool.stop, false);
}

/// The child of a fork has no worker threads, whatever the parent was doing.
static void forgetWorkers(void) {
  pool.workers = 0;
  pool.startedFor = 0;
  atomic_store(&pool.sleepers, 0);
  atomic_store(&pool.stop, false);
  atomic_store(&pool.gate, 0);
  atomic_store(&pool.busy, false);
}

/// Makes the pool fit `threads`; with fewer than asked for if the system gives
/// no more.
static void resize(int threads) {
  if (pool.startedFor == threads)
    return;
  if (!pool.handlesFork)
    pool.handlesFork = pthread_atfork(NULL, NULL, forgetWorkers) == 0;
  if (pool.startedFor > threads)
    stopWorkers();
  atomic_store(&pool.spinLimit, threads <= cpuCount() ? longSpin : shortSpin);

  // Signals stay with the threads of the application.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  uintptr_t generation = atomic_load(&pool.generation);
  while (pool.workers < threads - 1 &&
         pthread_create(&pool.threads[pool.workers], NULL, work,
                        (void *)generation) == 0)
    ++pool.workers;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pool.startedFor = threads;
}

/// A library that holds the pool may be unloaded; threads in its code may not
/// stay. Does nothing when the process ends from inside a region.
__attribute__((destructor)) static void stopAtExit(void) {
  if (atomic_exchange(&pool.busy, true))
    return;
  stopWorkers();
  atomic_store(&pool.busy, false);
}

static int threadsToUse(void) {
  int threads = atomic_load_explicit(&pool.wantedThreads, memory_order_relaxed);
  if (threads != 0)
    return threads;
  threads = cpuCount();
  int unset = 0;
  atomic_compare_exchange_strong(&pool.wantedThreads, &unset, threads);
  return threads;
}

int64_t ambit_get_threads(void) { return threadsToUse(); }

void ambit_set_threads(int32_t threads) {
  atomic_store_explicit(&pool.wantedThreads,
                        threads < 1            ? 0
                        : threads > maxThreads ? maxThreads
                                               : threads,
                        memory_order_relaxed);
}

void ambit_parallel_for(void (*task)(void *context, int64_t begin, int64_t end),
                        void *context, int64_t count, int64_t grain) {
  if (count <= 0)
    return;
  if (grain < 1)
    grain = 1;
  int64_t pieces = (count - 1) / grain + 1;
  int threads = threadsToUse();
  if (pieces == 1 || threads == 1 ||
      atomic_exchange_explicit(&pool.busy, true, memory_order_acquire)) {
    task(context, 0, count);
    return;
  }

  resize(threads);
  pool.task = task;
  pool.context = context;
  pool.count = count;
  pool.grain = grain;
  pool.pieces = pieces;
  atomic_store_explicit(&pool.nextPiece, 0, memory_order_relaxed);
  atomic_store_explicit(&pool.gate, gateOpen, memory_order_release);
  atomic_fetch_add(&pool.generation, 1);
  if (atomic_load(&pool.sleepers) > 0)
    futexWake(&pool.generation,
              pieces - 1 < pool.workers ? (int)(pieces - 1) : pool.workers);
  runPieces();
  closeGate();
  atomic_store_explicit(&pool.busy, false, memory_order_release);
}
