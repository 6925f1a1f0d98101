// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Times of phases and the progress line.
#include "Phases.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <ctime>

using namespace ambit::driver;

double ambit::driver::now() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// Seconds of CPU time of this process.
static double cpuTime() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

Phases::Phases()
    : created(now()), isTerminal(llvm::sys::Process::StandardErrIsDisplayed()) {
  if (isTerminal)
    watcher = std::thread([this] { watch(); });
}

Phases::~Phases() {
  end();
  {
    std::lock_guard<std::mutex> lock(mutex);
    isDone = true;
  }
  wake.notify_all();
  if (watcher.joinable())
    watcher.join();
}

void Phases::begin(llvm::StringRef name) {
  end();
  std::lock_guard<std::mutex> lock(mutex);
  current = name.str();
  start = now();
  cpuStart = cpuTime();
}

void Phases::end() {
  std::lock_guard<std::mutex> lock(mutex);
  if (!current.empty())
    phases.push_back({std::move(current), now() - start, cpuTime() - cpuStart});
  current.clear();
  if (isShown)
    llvm::errs() << "\r\033[K";
  isShown = false;
}

void Phases::watch() {
  std::unique_lock<std::mutex> lock(mutex);
  while (!wake.wait_for(lock, std::chrono::milliseconds(500),
                        [this] { return isDone; })) {
    double seconds = now() - start;
    if (current.empty() || seconds < 2)
      continue;
    llvm::errs() << "\r\033[Kambit: " << current << " ... " << int64_t(seconds)
                 << " s";
    isShown = true;
  }
}

void Phases::print() const {
  llvm::errs() << "     wall       cpu\n";
  auto printLine = [](double seconds, double cpuSeconds, llvm::StringRef name) {
    llvm::errs() << llvm::format("%9.1f %9.1f ms  ", seconds * 1e3,
                                 cpuSeconds * 1e3)
                 << name << "\n";
  };
  for (const Phase &phase : phases)
    printLine(phase.seconds, phase.cpuSeconds, phase.name);
  printLine(now() - created, cpuTime(), "total");
}
