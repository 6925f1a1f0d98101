# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Code for a processor that this machine is not: LLVM writes its vectors for
x86-64-v3, and functions stand for its own instructions."""

import ctypes
import re
import shutil
import subprocess
from pathlib import Path

from library import Loaded, Lowering

SOURCE = Path(__file__).resolve().parents[2]
LLC = shutil.which("llc-22") or "/usr/lib/llvm-22/bin/llc"
INSTRUCTIONS = Path(__file__).with_name("instructions.ll").read_text()


def imitate(text):
    """LLVM IR with every intrinsic that `INSTRUCTIONS` defines replaced."""
    for intrinsic, function in re.findall(r"; (llvm\.x86\.\S+)\n.*? (@\w+)\(", INSTRUCTIONS):
        text = re.sub(rf"declare .* @{re.escape(intrinsic)}\(.*\n", "", text)
        text = text.replace("@" + intrinsic, function)
    assert "@llvm.x86." not in text
    text = text.replace("x86_amx", "<256 x i32>")
    # Without instructions for them, LLVM would widen elements that are only moved.
    text = text.replace("bfloat", "i16").replace("0xR", "u0x")
    text = re.sub(r'"target-(cpu|features)"="[^"]*"', "", text)
    return text + "\n" + INSTRUCTIONS


class Imitated(Lowering):
    suffix = ".ll"

    def __init__(self, cpu):
        super().__init__("--mcpu", cpu, "--emit", "llvm")

    def load(self, output, functions):
        output.write_text(imitate(output.read_text()))
        module, library = output.with_suffix(".o"), output.with_suffix(".so")
        subprocess.run([LLC, "-mcpu=x86-64-v3", "-relocation-model=pic", "-filetype=obj", output, "-o", module],
                       check=True)
        runtime = sorted((SOURCE / "lib" / "Runtime").glob("*.c"))
        subprocess.run(["cc", "-O2", "-fPIC", "-shared", "-pthread", "-I", SOURCE / "include", "-o", library, module,
                        *runtime, "-lm"], check=True)
        return Loaded(ctypes.CDLL(str(library)))
