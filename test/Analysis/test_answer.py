# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""docs/answer.md is what its command writes."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_what_the_command_writes(tmp_path):
    build = os.environ.get("AMBIT_BUILD", ROOT / "build")
    subprocess.run([sys.executable, ROOT / "scripts" / "write-answer.py", "--build", build, "-o", tmp_path / "answer.md"],
                   check=True, timeout=900)
    assert (tmp_path / "answer.md").read_text() == (ROOT / "docs" / "answer.md").read_text()
