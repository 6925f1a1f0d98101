// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Times of phases and the progress line.
#include "Phases.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace ambit::driver;

double ambit::driver::now() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
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
}

void Phases::end() {
  std::lock_guard<std::mutex> lock(mutex);
  if (!current.empty())
    times.emplace_back(std::move(current), now() - start);
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
  for (const auto &[name, seconds] : times)
    llvm::errs() << llvm::format("%9.1f ms  ", seconds * 1e3) << name << "\n";
  llvm::errs() << llvm::format("%9.1f ms  ", (now() - created) * 1e3)
               << "total\n";
}
