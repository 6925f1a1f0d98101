# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the driver of the build under test."""

import os
import subprocess
from pathlib import Path

import pytest

INPUTS = Path(__file__).parent / "Inputs"
BUILD = Path(os.environ.get("AMBIT_BUILD", Path(__file__).parents[2] / "build"))


class Ambit:
    def __init__(self, folder):
        self.folder = folder
        self.errors = ""
        self.environment = {"AMBIT_CACHE": "off"}

    def __call__(self, *arguments, code=0, error=None):
        """Runs `ambit` in the test's folder; gives standard output."""
        command = [str(BUILD / "bin" / "ambit"), *map(str, arguments)]
        result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True,
                                timeout=120, env={**os.environ, **self.environment})
        self.errors = result.stderr
        assert result.returncode == code, result.stderr
        if error is not None:
            assert error in result.stderr
        if code != 0:
            assert len(result.stderr.splitlines()) < 8
        return result.stdout


@pytest.fixture
def ambit(tmp_path):
    return Ambit(tmp_path)


@pytest.fixture
def inputs():
    return INPUTS


@pytest.fixture
def is_release():
    """Whether the build under test is one whose speed counts."""
    return "CMAKE_BUILD_TYPE:STRING=Release" in (BUILD / "CMakeCache.txt").read_text()
