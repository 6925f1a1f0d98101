# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures rows with a number of threads, in the environment of the peers:
python3 -m suite.measure. benchmarks/peers.py starts it."""

import argparse
import importlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from . import timing


def load_peers(threads):
    """The modules of this folder that can be imported, by name."""
    peers = {name: importlib.import_module(f"suite.{name}") for name in ("pytorch", "onnx_runtime", "open_vino")}
    peers["pytorch"].start(threads)
    return peers


def units(row, peaks):
    """What the row is measured against: where there is no unit for bf16, that
    of multiply-adds."""
    if row.unit == "read":
        return ["read"]
    found = [unit for unit in ("bf16", "amx") if unit in peaks.units] if row.unit == "bf16" else []
    return ["fma"] + found


def measure(row, libraries, peaks, peers, arguments):
    """The row as the history keeps it."""
    from .row import check
    row.prepare()
    index, expected = row.expected()
    contenders = []
    for contender in row.contenders(libraries, arguments.threads, peers):
        if contender.kind != "yardstick":
            check(contender, index, expected, row.limit)
        contenders.append(contender)
    results, best = timing.race(contenders, peaks, units(row, peaks), arguments.threads, arguments.seconds)
    return {
        "name": row.name,
        "threads": arguments.threads,
        "work": row.work,
        "peaks": best,
        "contenders": [{"name": contender.name, "kind": contender.kind, "setting": contender.setting,
                        "work": contender.work or row.work, **result}
                       for contender, result in zip(contenders, results)],
    }


def describe(result):
    ours = result["contenders"][0]
    unit, peak = list(result["peaks"].items())[-1]
    shares = [f"{100 * ours['work'] / ours['seconds'] / peak:5.1f} % of {unit}"]
    shares += [f"{other['name']} {other['seconds'] / ours['seconds']:.2f}x"
               for other in result["contenders"] if other["kind"] == "peer"]
    return f"{result['name']:24} {result['threads']} {ours['seconds'] * 1e3:9.3f} ms  " + ", ".join(shares)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ambit", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--rows", required=True, help="names, with commas between")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--smoke", action="store_true")
    arguments = parser.parse_args()
    if not arguments.smoke:
        # A test must pass on one core.
        timing.pin(arguments.threads)
    os.environ["OMP_NUM_THREADS"] = str(arguments.threads)
    sys.stdout.reconfigure(line_buffering=True)

    from .peaks import Peaks
    from .table import ROWS
    peers = {} if arguments.smoke else load_peers(arguments.threads)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        from .library import Libraries
        libraries = Libraries(arguments.ambit, folder)
        peaks = Peaks(folder, arguments.threads, is_small=arguments.smoke)
        for name in arguments.rows.split(","):
            row = ROWS[name]
            if arguments.smoke:
                row.shrink()
            begin = time.monotonic()
            results.append(measure(row, libraries, peaks, peers, arguments))
            print(describe(results[-1]) + f"  ({time.monotonic() - begin:.0f} s)")
            if arguments.json:
                arguments.json.write_text(json.dumps({"rows": results}))


if __name__ == "__main__":
    main()
