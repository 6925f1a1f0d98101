// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Times of the phases of a command (`--time`), and a sign of life.
#ifndef AMBIT_LIB_DRIVER_PHASES_H
#define AMBIT_LIB_DRIVER_PHASES_H

#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ambit::driver {

/// Seconds on a clock that only goes forward.
double now();

/// Measures phases that follow each other. While a phase takes over two
/// seconds and standard error is a terminal, a line there says so.
class Phases {
public:
  Phases();
  ~Phases();
  Phases(const Phases &) = delete;

  /// Ends the phase before and begins this one.
  void begin(llvm::StringRef name);
  /// Ends the last phase and removes the progress line.
  void end();
  /// Milliseconds of every phase, to standard error: of wall time, and of CPU
  /// time of the process.
  void print() const;

private:
  struct Phase {
    std::string name;
    double seconds;
    double cpuSeconds;
  };

  void watch();

  std::vector<Phase> phases;
  std::string current;
  double start = 0, cpuStart = 0;
  const double created;
  bool isTerminal;
  bool isDone = false;
  bool isShown = false;
  std::mutex mutex;
  std::condition_variable wake;
  std::thread watcher;
};

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_PHASES_H
