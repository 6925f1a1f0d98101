#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs every test of one build: lit, the gtest programs, pytest.

The last line is 'N passed, N failed'. A suite that cannot start, ends badly
without a failed test, or runs nothing counts as one failure."""

import argparse
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as xml
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent


class Counts:
    def __init__(self, passed=0, failed=0, skipped=0):
        self.passed, self.failed, self.skipped = passed, failed, skipped

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self):
        text = f"{self.passed} passed, {self.failed} failed"
        return text + (f", {self.skipped} skipped" if self.skipped else "")


def read_report(path):
    """Counts of a JUnit file, which lit, gtest and pytest all write."""
    counts = Counts()
    if not path.exists():
        return counts
    try:
        cases = list(xml.parse(path).iter("testcase"))
    except xml.ParseError:
        return counts
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            counts.failed += 1
        elif case.find("skipped") is not None or case.get("status") == "notrun":
            counts.skipped += 1
        else:
            counts.passed += 1
    return counts


def run_suite(name, command, report, environment):
    print(f"-- {name}", flush=True)
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    start = time.monotonic()
    try:
        status = subprocess.run(command, env=environment, cwd=SOURCE).returncode
    except OSError as error:
        print(error)
        status = 127
    counts = read_report(report)
    if counts.failed == 0 and (status != 0 or counts.passed + counts.skipped == 0):
        print(f"{name}: ended with status {status} and no failed test", flush=True)
        counts.failed = 1
    print(f"   {counts} ({time.monotonic() - start:.0f} s)", flush=True)
    return counts


def suites(build):
    """(name, command) of every suite; REPORT stands for its report."""
    python = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    folders = {path.parent for path in (SOURCE / "test").rglob("test_*.py")}
    # Lint first: it needs seconds and says most.
    for folder in sorted(folders, key=lambda path: (path.name != "lint", path)):
        name = folder.relative_to(SOURCE / "test").as_posix()
        yield name, python + ["--junitxml=REPORT", str(folder)]
    for program in sorted((build / "bin").glob("*-unit")):
        arguments = ["--gtest_brief=1", "--gtest_output=xml:REPORT"]
        yield program.name, [str(program)] + arguments
    if (build / "test" / "lit.site.cfg.py").exists():
        lit = shutil.which("lit-22") or shutil.which("lit") or "lit"
        yield "lit", [lit, "-sv", "--xunit-xml-output", "REPORT", str(build / "test")]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=Path)
    parser.add_argument("--only", help="the suites whose name contains this")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    environment = {
        **os.environ,
        "AMBIT_BUILD": str(build),
        "PYTHONDONTWRITEBYTECODE": "1",
        # Every test compiles.
        "AMBIT_CACHE": "off",
    }
    # For a build with sanitizers: the tests ask for memory that is not there.
    environment.setdefault("ASAN_OPTIONS", "allocator_may_return_null=1")
    total = Counts()
    for name, command in suites(build):
        if arguments.only and arguments.only not in name:
            continue
        report = build / "reports" / (name.replace("/", "-") + ".xml")
        command = [part.replace("REPORT", str(report)) for part in command]
        total.add(run_suite(name, command, report, environment))
    if total.passed + total.failed == 0:
        print("No suite was found.")
        total.failed = 1
    print(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
