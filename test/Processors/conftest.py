# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which processors: those that this machine can run or emulate, or, with --mcpu,
the one that --launcher reaches."""

import platform
import shlex
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "numpy"))

from elsewhere import Elsewhere
from imitated import Imitated
from library import Lowering

# A flag that the system reports for a processor that has them all.
FLAGS = {"x86-64-v2": "sse4_2", "x86-64-v3": "fma", "x86-64-v4": "avx512bw"}
CROSS = ("aarch64", "aarch64-linux-gnu-gcc", "qemu-aarch64")
# Where the flag is missing, functions stand for its instructions.
IMITATED = {"znver4": "avx512_bf16", "sapphirerapids": "amx_bf16"}


def pytest_addoption(parser):
    group = parser.getgroup("another processor")
    group.addoption("--mcpu", help="test this processor only")
    group.addoption("--cc", default="cc", help="C compiler that links a static program for it")
    group.addoption("--launcher", default="env",
                    help="command that runs a program there, its standard input and output connected")


@pytest.fixture(scope="session")
def lowering(request):
    cpu, option = request.param, request.config.getoption
    name, compiler, emulator = CROSS
    if option("mcpu"):
        return Elsewhere(cpu, option("cc"), shlex.split(option("launcher")))
    if cpu == name and platform.machine() != name:
        if not shutil.which(compiler) or not shutil.which(emulator):
            pytest.skip(f"{compiler} or {emulator} is not installed")
        return Elsewhere(cpu, compiler, [emulator])
    flags = Path("/proc/cpuinfo").read_text().split()
    if cpu in IMITATED and IMITATED[cpu] not in flags:
        if FLAGS["x86-64-v3"] not in flags:
            pytest.skip("this machine is no x86-64-v3")
        return Imitated(cpu)
    if cpu in FLAGS and FLAGS[cpu] not in flags:
        pytest.skip(f"this machine has no {FLAGS[cpu]}")
    return Lowering("--mcpu", cpu)


def pytest_generate_tests(metafunc):
    if "lowering" in metafunc.fixturenames:
        only = metafunc.config.getoption("mcpu")
        metafunc.parametrize("lowering", [only] if only else [*FLAGS, *IMITATED, CROSS[0]], indirect=True, scope="session")
