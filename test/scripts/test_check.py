# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The script that counts tests must not count wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import check  # noqa: E402

PASSED = '<testcase name="a"/>'
FAILED = '<testcase name="b"><failure/></testcase>'
ERROR = '<testcase name="c"><error/></testcase>'
SKIPPED = '<testcase name="d"><skipped/></testcase><testcase name="e" status="notrun"/>'


def suite(tmp_path, cases, status):
    """Counts of a suite that reports `cases` and ends with `status`."""
    report = tmp_path / "report.xml"
    script = f"open({str(report)!r}, 'w').write({cases!r}); raise SystemExit({status})"
    return check.run_suite("sample", [sys.executable, "-c", script], report, dict(os.environ))


@pytest.mark.parametrize("cases, status, wanted", [
    (PASSED + PASSED, 0, "2 passed, 0 failed"),
    (PASSED + FAILED + ERROR + SKIPPED, 1, "1 passed, 2 failed, 2 skipped"),
    (PASSED, 1, "1 passed, 1 failed"),  # ended badly
    ("", 0, "0 passed, 1 failed"),  # ran nothing
])
def test_counts(tmp_path, cases, status, wanted):
    assert str(suite(tmp_path, f"<testsuite>{cases}</testsuite>", status)) == wanted


def test_a_broken_report_is_a_failure(tmp_path):
    assert str(suite(tmp_path, "<testsuite>", 0)) == "0 passed, 1 failed"


def test_a_missing_program_is_a_failure(tmp_path):
    counts = check.run_suite("sample", ["/absent"], tmp_path / "r.xml", dict(os.environ))
    assert str(counts) == "0 passed, 1 failed"


def test_a_crash_is_a_failure(tmp_path):
    command = [sys.executable, "-c", "import os; os.abort()"]
    counts = check.run_suite("sample", command, tmp_path / "r.xml", dict(os.environ))
    assert str(counts) == "0 passed, 1 failed"


def test_an_old_report_is_not_counted(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(f"<testsuite>{PASSED}</testsuite>")
    counts = check.run_suite("sample", [sys.executable, "-c", ""], report, dict(os.environ))
    assert str(counts) == "0 passed, 1 failed"


def test_the_last_line_is_the_sum(tmp_path):
    result = subprocess.run([sys.executable, ROOT / "scripts" / "check.py", tmp_path, "--only", "no-such-suite"],
                            capture_output=True, text=True)
    assert result.stdout.splitlines()[-1] == "0 passed, 1 failed"
    assert result.returncode == 1
