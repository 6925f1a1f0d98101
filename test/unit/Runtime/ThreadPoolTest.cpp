// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every index once, whatever calls at the same time, and threads only when
// needed.

#include "ambit/Runtime/Runtime.h"

#include <gtest/gtest.h>

#include <atomic>
#include <dlfcn.h>
#include <filesystem>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

/// Adds one to each element of a range.
static void countUp(void *context, int64_t begin, int64_t end) {
  auto *counts = static_cast<std::vector<int> *>(context);
  for (int64_t i = begin; i < end; ++i)
    ++(*counts)[i];
}

static bool eachOnce(int64_t count, int64_t grain) {
  std::vector<int> counts(count > 0 ? count : 0);
  ambit_parallel_for(countUp, &counts, count, grain);
  for (int value : counts)
    if (value != 1)
      return false;
  return true;
}

static size_t threadCount() {
  std::filesystem::directory_iterator tasks("/proc/self/task");
  return std::distance(begin(tasks), end(tasks));
}

TEST(ThreadPoolTest, VisitsEachIndexOnce) {
  for (int threads : {1, 2, 3, 8, 0}) {
    ambit_set_threads(threads);
    if (threads == 0)
      EXPECT_GE(ambit_get_threads(), 1);
    else
      EXPECT_EQ(ambit_get_threads(), threads);
    for (int64_t count : {-5, 0, 1, 2, 7, 64, 1000})
      for (int64_t grain : {-1, 0, 1, 3, 64, 2000})
        EXPECT_TRUE(eachOnce(count, grain)) << count << " by " << grain;
  }
}

TEST(ThreadPoolTest, CutsAtMultiplesOfTheGrain) {
  ambit_set_threads(2);
  auto check = [](void *context, int64_t begin, int64_t end) {
    auto *pieces = static_cast<std::atomic<int> *>(context);
    EXPECT_EQ(begin % 10, 0);
    EXPECT_EQ(end, std::min<int64_t>(begin + 10, 95));
    ++*pieces;
  };
  std::atomic<int> pieces = 0;
  ambit_parallel_for(check, &pieces, 95, 10);
  EXPECT_EQ(pieces, 10);
}

TEST(ThreadPoolTest, CountsToTheLargestNumber) {
  ambit_set_threads(4);
  std::atomic<int64_t> sum = 0;
  auto add = [](void *context, int64_t begin, int64_t end) {
    *static_cast<std::atomic<int64_t> *>(context) += end - begin;
  };
  ambit_parallel_for(add, &sum, INT64_MAX, INT64_MAX / 5);
  EXPECT_EQ(sum, INT64_MAX);
}

TEST(ThreadPoolTest, UsesSeveralThreads) {
  ambit_set_threads(2);
  std::atomic<int> arrived = 0;
  // Each of the two pieces waits for the other.
  auto meet = [](void *context, int64_t, int64_t) {
    auto *arrived = static_cast<std::atomic<int> *>(context);
    ++*arrived;
    while (*arrived < 2)
      std::this_thread::yield();
  };
  ambit_parallel_for(meet, &arrived, 2, 1);
  EXPECT_EQ(arrived, 2);
}

TEST(ThreadPoolTest, StartsThreadsOnlyWhenNeeded) {
  // In a child that has never used its pool.
  pid_t child = fork();
  if (child == 0) {
    ambit_set_threads(3);
    bool good = threadCount() == 1;
    good &= eachOnce(10, 10) && threadCount() == 1;
    good &= eachOnce(10, 1) && threadCount() == 3;
    ambit_set_threads(2);
    good &= threadCount() == 3;
    good &= eachOnce(10, 1) && threadCount() == 2;
    _exit(good ? 0 : 1);
  }
  int status = 1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(ThreadPoolTest, WorksAfterFork) {
  ambit_set_threads(4);
  ASSERT_TRUE(eachOnce(100, 1));
  pid_t child = fork();
  if (child == 0)
    // Runs the exit handlers, which must not wait for the parent's threads.
    exit(eachOnce(100, 1) && threadCount() == 4 ? 0 : 1);
  int status = 1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(eachOnce(100, 1));
}

TEST(ThreadPoolTest, RunsNestedCallsInline) {
  ambit_set_threads(4);
  std::vector<std::vector<int>> counts(20, std::vector<int>(30));
  auto outer = [](void *context, int64_t begin, int64_t end) {
    auto *counts = static_cast<std::vector<std::vector<int>> *>(context);
    for (int64_t i = begin; i < end; ++i)
      ambit_parallel_for(countUp, &(*counts)[i], 30, 1);
  };
  ambit_parallel_for(outer, &counts, 20, 1);
  EXPECT_EQ(counts, std::vector(20, std::vector(30, 1)));
}

TEST(ThreadPoolTest, ServesConcurrentCallers) {
  std::atomic<int> good = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i)
    callers.emplace_back([&, i] {
      for (int round = 0; round < 200; ++round) {
        ambit_set_threads(1 + (i + round) % 4);
        good += eachOnce(50, 1 + round % 7);
      }
    });
  for (std::thread &caller : callers)
    caller.join();
  EXPECT_EQ(good, 800);
}

TEST(ThreadPoolTest, SurvivesManyShortRegions) {
  // More threads than processors, and pauses that let the workers fall asleep.
  ambit_set_threads(8);
  for (int round = 0; round < 2000; ++round) {
    ASSERT_TRUE(eachOnce(9, 1));
    if (round % 100 == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(3));
  }
}

TEST(ThreadPoolTest, StopsItsThreadsWhenUnloaded) {
  void *library = dlopen(AMBIT_UNLOADABLE, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  auto setThreads = reinterpret_cast<decltype(&ambit_set_threads)>(
      dlsym(library, "ambit_set_threads"));
  auto parallelFor = reinterpret_cast<decltype(&ambit_parallel_for)>(
      dlsym(library, "ambit_parallel_for"));
  ASSERT_NE(setThreads, &ambit_set_threads);
  size_t before = threadCount();
  std::vector<int> counts(10);
  setThreads(3);
  parallelFor(countUp, &counts, 10, 1);
  EXPECT_EQ(threadCount(), before + 2);
  dlclose(library);
  EXPECT_EQ(threadCount(), before);
}
