#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures Ambit beside PyTorch, ONNX Runtime and OpenVINO.

Installs them in build/benchmarks/venv at the first start, measures every row in
turns with one thread and with two, writes the result to docs/benchmarks/history
and the page docs/benchmarks/peers.md with its plots. Run it on a machine that
does nothing else:

    ./benchmarks/peers.py                   everything
    ./benchmarks/peers.py --only full-2048  rows whose name contains this; prints
    ./benchmarks/peers.py --smoke           Ambit alone, tiny: what the tests run"""

import argparse
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
REQUIREMENTS = HERE / "requirements.txt"
CACHE = ROOT / "build" / "benchmarks"
PAGES = ROOT / "docs" / "benchmarks"


def enter_environment():
    """Goes on in the environment of the peers; makes it when its list is new."""
    python, stamp = CACHE / "venv" / "bin" / "python", CACHE / "installed.txt"
    wanted = REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"installing the peers in {CACHE}", file=sys.stderr)
        for command in ([sys.executable, "-m", "venv", CACHE / "venv"],
                        [python, "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS]):
            if status := subprocess.run(command).returncode:
                sys.exit(f"expected `{' '.join(map(str, command))}` to end with status 0, but got {status}")
        stamp.write_text(wanted)
    if Path(sys.prefix) != CACHE / "venv":
        os.execv(python, [python, __file__, *sys.argv[1:]])


def measure(arguments, threads, rows, path):
    """Runs the rows in a process of its own and returns what it wrote."""
    command = [sys.executable, "-m", "suite.measure", "--ambit", arguments.ambit, "--threads", str(threads),
               "--seconds", str(arguments.seconds), "--rows", ",".join(rows), "--json", path]
    # Compiled functions of PyTorch are kept for the next run.
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "TORCHINDUCTOR_CACHE_DIR": str(CACHE / "inductor")}
    subprocess.run(command + ["--smoke"] * arguments.smoke, cwd=HERE, env=environment, check=True)
    return json.loads(path.read_text())


def describe_machine():
    from importlib import metadata
    cpu, numbers = platform.machine(), []
    if Path("/proc/cpuinfo").exists():
        info = dict(re.findall(r"^(.*?)\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M))
        cpu = info.get("model name", cpu)
        numbers = [f"{key.split()[-1]} {info[key]}" for key in ("cpu family", "model") if key in info]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    names = re.findall(r"^(\w+)==", REQUIREMENTS.read_text(), re.M)
    return {
        "cpu": cpu + (f" ({', '.join(numbers)})" if numbers else ""),
        "cores": len(os.sched_getaffinity(0)),
        "date": datetime.date.today().isoformat(),
        "commit": commit.strip(),
        "versions": {name: metadata.version(name) for name in names},
    }


def write_history(data):
    """One line for each row, so that two runs can be compared by eye."""
    cpu = re.sub(r"[^a-z0-9]+", "-", data["cpu"].lower()).strip("-")
    path = PAGES / "history" / f"{cpu}-{data['date']}.json"
    head = json.dumps({**data, "rows": []}, indent=1)
    rows = ",\n".join("  " + json.dumps(row) for row in data["rows"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head.replace('"rows": []', f'"rows": [\n{rows}\n ]') + "\n")


def write_pages(data):
    from suite import page, plot
    (PAGES / "peers.md").write_text(page.render(data))
    (PAGES / "attention.svg").write_text(plot.time_over_length(data))
    (PAGES / "shares.svg").write_text(plot.shares(data))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ambit", type=Path, default=ROOT / "build" / "bin" / "ambit")
    parser.add_argument("--only", default="", help="rows whose name contains this; writes no page")
    parser.add_argument("--threads", type=int, choices=(1, 2), help="only one of the two; writes no page")
    parser.add_argument("--quick", action="store_true", help="a fifth of the time for each contender; writes no page")
    parser.add_argument("--check", action="store_true", help="fail if a bar is missed")
    parser.add_argument("--page", type=Path, metavar="HISTORY.json", help="write the page of an earlier run")
    parser.add_argument("--smoke", action="store_true", help="Ambit alone at tiny sizes, without peers or pages")
    arguments = parser.parse_args()
    arguments.ambit = arguments.ambit.resolve()
    arguments.seconds = 0.01 if arguments.smoke else 0.2 if arguments.quick else 1.0
    if not arguments.page and not arguments.ambit.exists():
        parser.error(f"expected Ambit at {arguments.ambit}, but it is not built")
    if not arguments.smoke and not arguments.page:
        enter_environment()
    sys.path.insert(0, str(HERE))
    from suite import page
    from suite.table import ROWS
    if arguments.page:
        write_pages(json.loads(arguments.page.read_text()))
        return 0

    rows = [name for name in ROWS if arguments.only in name]
    if not rows:
        parser.error(f"expected a part of one of {', '.join(ROWS)}, but got {arguments.only}")
    threads = [arguments.threads] if arguments.threads else [1, 2]
    data = {"rows": []} if arguments.smoke else {**describe_machine(), "rows": []}
    with tempfile.TemporaryDirectory() as folder:
        for count in threads:
            wanted = rows if count == 1 else [name for name in rows if not ROWS[name].is_curve]
            if wanted:
                data["rows"] += measure(arguments, count, wanted, Path(folder) / "rows.json")["rows"]
    if arguments.smoke:
        return 0
    if not (arguments.only or arguments.threads or arguments.quick):
        write_history(data)
        write_pages(data)
    missed = page.missed(data)
    for title, found in missed:
        print(f"missed: {title}: {found.text}, bar {found.bar}")
    return 1 if arguments.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
