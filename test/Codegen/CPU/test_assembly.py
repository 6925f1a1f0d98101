# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The hot loops of compiled code: multiply-adds in registers, nothing else."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

BUILD = Path(os.environ.get("AMBIT_BUILD", Path(__file__).parents[3] / "build"))
OBJDUMP = shutil.which("llvm-objdump-22") or "/usr/lib/llvm-22/bin/llvm-objdump"

ATTENTION = """
func.func @f(%q: tensor<1x8x?x64xf32>, %k: tensor<1x8x?x64xf32>, %v: tensor<1x8x?x64xf32>)
    -> tensor<1x8x?x64xf32> {
  %0 = ambit.attention %q, %k, %v mask(#ambit.mask<causal>)
      : (tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32>
  return %0 : tensor<1x8x?x64xf32>
}
"""

CONVOLUTION = """
func.func @f(%x: tensor<1x?x64xf32>, %w: tensor<2x64x64xf32>) -> tensor<1x?x64xf32> {
  %0 = ambit.conv %x, %w padding(causal) dilation(8)
      : (tensor<1x?x64xf32>, tensor<2x64x64xf32>) -> tensor<1x?x64xf32>
  return %0 : tensor<1x?x64xf32>
}
"""

FEED_FORWARD = """
func.func @f(%x: tensor<?x512xf32>, %w: tensor<512x2048xf32>, %b: tensor<2048xf32>, %y: tensor<?x2048xf32>)
    -> tensor<?x2048xf32> {
  %0 = ambit.linear %x, %w bias %b
      : (tensor<?x512xf32>, tensor<512x2048xf32>, tensor<2048xf32>) -> tensor<?x2048xf32>
  %1 = ambit.activation %0 kind(gelu) : (tensor<?x2048xf32>) -> tensor<?x2048xf32>
  %2 = ambit.add %1, %y : (tensor<?x2048xf32>, tensor<?x2048xf32>) -> tensor<?x2048xf32>
  return %2 : tensor<?x2048xf32>
}
"""

GATED_CONVOLUTION = """
func.func @f(%x: tensor<1x?x64xf32>, %w: tensor<2x64x128xf32>, %r: tensor<64x64xf32>, %s: tensor<64x64xf32>)
    -> (tensor<1x?x64xf32>, tensor<1x?x64xf32>) {
  %0, %1 = ambit.gated_conv %x, %w, %r, %s dilation(8)
      : (tensor<1x?x64xf32>, tensor<2x64x128xf32>, tensor<64x64xf32>, tensor<64x64xf32>)
      -> (tensor<1x?x64xf32>, tensor<1x?x64xf32>)
  return %0, %1 : tensor<1x?x64xf32>, tensor<1x?x64xf32>
}
"""


def get_loops(text):
    """The innermost loops, as lists of address, instruction and operands."""
    lines = [match.groups() for match in
             re.finditer(r"^\s*([0-9a-f]+):\s+(\S+)[ \t]*(.*)$", text, re.M)]
    places = {int(address, 16): number for number, (address, _, _) in enumerate(lines)}
    for number, (address, name, operands) in enumerate(lines):
        target = re.match(r"0x([0-9a-f]+)", operands)
        if not name.startswith("j") or not target:
            continue
        first = places.get(int(target.group(1), 16), number + 1)
        body = lines[first:number + 1]
        if first < number and sum(name.startswith("j") for _, name, _ in body) == 1:
            yield body


def get_hot_loops(text, product):
    """The loops of micro-kernels: at least eight instructions that multiply and add
    and a broadcast operand. Exponentials subtract; micro-kernels do not."""
    for body in get_loops(text):
        if any(name.startswith("vsub") for _, name, _ in body):
            continue
        broadcasts = any("broadcast" in name or "{1to" in operands for _, name, operands in body)
        if broadcasts and sum(product in name for _, name, _ in body) >= 8:
            yield body


def disassemble(tmp_path, model, processor):
    (tmp_path / "f.mlir").write_text(model)
    subprocess.run([BUILD / "bin" / "ambit", "compile", "f.mlir", "-o", "f.o", f"--mcpu={processor}"],
                   cwd=tmp_path, check=True)
    return subprocess.run([OBJDUMP, "-d", "--no-show-raw-insn", "f.o"], cwd=tmp_path,
                          check=True, capture_output=True, text=True).stdout


def check_hot_loops(tmp_path, model, processor, register, product):
    text = disassemble(tmp_path, model, processor)
    loops = list(get_hot_loops(text, product))
    assert loops
    for body in loops:
        names = [name for _, name, _ in body]
        operands = " ".join(operands for _, _, operands in body)
        products = sum(product in name for name in names)
        # As many other instructions as loads and the loop itself need.
        assert len(names) <= 2 * products + 6
        assert register in operands
        assert "rsp" not in operands
        assert not any("call" in name or "mask" in name or "blend" in name for name in names)
        assert "%k" not in operands
    return text


MODELS = pytest.mark.parametrize("model", [ATTENTION, CONVOLUTION, FEED_FORWARD, GATED_CONVOLUTION],
                                 ids=["attention", "convolution", "feed-forward", "gated-convolution"])


@pytest.mark.parametrize("processor, register", [("x86-64-v3", "ymm"), ("x86-64-v4", "zmm")])
@MODELS
def test_hot_loops(tmp_path, model, processor, register):
    check_hot_loops(tmp_path, model, processor, register, "fmadd")


@pytest.mark.parametrize("processor", ["znver4", "znver5"])
@MODELS
def test_pairs(tmp_path, model, processor):
    """Where it pays, bf16 is multiplied as such."""
    text = check_hot_loops(tmp_path, model.replace("xf32>", "xbf16>"), processor, "zmm", "vdpbf16ps")
    assert ("vcvtne2ps2bf16" in text) == (model == ATTENTION)


@pytest.mark.parametrize("processor", ["sapphirerapids", "graniterapids"])
@MODELS
def test_blocks(tmp_path, model, processor):
    """With a matrix unit, four blocks of sums take two loads of each factor a step."""
    text = disassemble(tmp_path, model.replace("xf32>", "xbf16>"), processor)
    loops = [[name for _, name, _ in body] for body in get_loops(text)]
    loops = [names for names in loops if names.count("tdpbf16ps") == 4]
    assert loops
    for names in loops:
        assert names.count("tileloadd") == 4 and len(names) <= 20
        assert not any("call" in name or "tilestored" in name for name in names)
    # The unit is set up once in each task.
    assert text.count("ldtilecfg") == sum("tdpbf16ps" in part for part in text.split("\n\n"))


@pytest.mark.parametrize("processor", ["x86-64-v3", "x86-64-v4", "cooperlake"])
def test_widened(tmp_path, processor):
    text = check_hot_loops(tmp_path, CONVOLUTION.replace("xf32>", "xbf16>"), processor, "mm", "fmadd")
    assert "vdpbf16ps" not in text


def test_finds_loops():
    body = "\n".join(f"  {16 + k:x}:\tvfmadd231ps\t(%rax){{1to16}}, %zmm1, %zmm{k}" for k in range(8))
    assert len(list(get_hot_loops(body + "\n  30:\tjne\t0x10 <f>", "fmadd"))) == 1
    assert not list(get_hot_loops(body + "\n  30:\tjne\t0x40 <f>", "fmadd"))
