# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the driver and reads what it prints as JSON."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("AMBIT_BUILD", ROOT / "build"))


class Analyzer:
    def __init__(self, folder):
        self.folder = folder

    def run(self, *arguments, code=0):
        command = [str(BUILD / "bin" / "ambit"), *map(str, arguments)]
        result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=300)
        assert result.returncode == code, result.stdout + result.stderr
        return result.stdout if code == 0 else result.stderr

    def analyze(self, model, *arguments):
        return json.loads(self.run("analyze", model, "--json", *arguments))

    def write(self, text, name="m.mlir"):
        (self.folder / name).write_text(text)
        return name

    def new(self, name, *arguments):
        self.run("new", *arguments, "-o", name)
        return name


@pytest.fixture
def ambit(tmp_path):
    return Analyzer(tmp_path)


@pytest.fixture
def examples():
    return ROOT / "examples"
