# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times contenders in turns, so that what disturbs one disturbs all."""

import os
import time
from pathlib import Path

# A sample is as many calls in a row as take about this long.
SAMPLE_SECONDS = 1e-3
LEAST_SAMPLES = 3


def significant(value):
    """With the digits that mean something."""
    return float(f"{value:.5g}")


class Clock:
    """One contender's samples, in seconds of one call."""

    def __init__(self, contender, threads):
        self.contender, self.threads = contender, threads
        self.spent = 0.0
        self.cpu, self.wall = [], []
        start = time.perf_counter()
        contender.run()
        self.calls = max(1, int(SAMPLE_SECONDS / (time.perf_counter() - start)))

    def sample(self):
        begin = time.perf_counter()
        if self.threads > 1:
            # The pool of the one before spins for a while: that of GNU OpenMP,
            # which PyTorch brings, for 8 to 13 milliseconds.
            time.sleep(30e-3)
        if not self.wall or min(self.wall) < 20 * SAMPLE_SECONDS:
            # Brings back its code and data.
            self.contender.run()
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(self.calls):
            self.contender.run()
        cpu, end = time.process_time() - cpu, time.perf_counter()
        self.cpu.append(cpu / self.calls)
        self.wall.append((end - wall) / self.calls)
        self.spent += end - begin

    def result(self):
        """CPU time of the whole process with one thread, which other jobs on the
        machine do not lengthen; else time on the wall."""
        times = sorted(self.cpu if self.threads == 1 else self.wall)
        return {
            "seconds": significant(times[0]),
            "wall_seconds": significant(min(self.wall)),
            "spread": significant(times[len(times) * 3 // 4] / times[0] - 1),
            "samples": len(times),
        }


def race(contenders, peaks, units, threads, seconds):
    """Results of the contenders, each given about `seconds`, and the best rate
    of every unit. Whoever has had the least time is next."""
    clocks = [Clock(contender, threads) for contender in contenders]
    best = dict.fromkeys(units, 0.0)
    peak_spent = 0.0
    while True:
        waiting = [clock for clock in clocks if clock.spent < seconds or len(clock.wall) < LEAST_SAMPLES]
        if not waiting:
            break
        clock = min(waiting, key=lambda clock: clock.spent)
        clock.sample()
        if peak_spent <= clock.spent:
            begin = time.perf_counter()
            for unit in units:
                best[unit] = max(best[unit], peaks.measure(unit))
            peak_spent += time.perf_counter() - begin
    return [clock.result() for clock in clocks], {unit: significant(rate) for unit, rate in best.items()}


def cores():
    """One CPU of each core that this process may use, the last first: the first
    serve the devices."""
    seen, result = set(), []
    for cpu in sorted(os.sched_getaffinity(0), reverse=True):
        siblings = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        group = siblings.read_text() if siblings.exists() else str(cpu)
        if group not in seen:
            seen.add(group)
            result.append(cpu)
    return result


def pin(threads):
    """Keeps this process, and every thread it starts, on as many cores."""
    os.sched_setaffinity(0, cores()[:threads])
