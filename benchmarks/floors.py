#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures the first speed floors and writes docs/benchmarks/floors.md.

Every line is a share of the peak that `ambit bench` measures in the same
process, or a ratio of two lines of one run: never an absolute time. Run it on a
machine that does nothing else:

    ./benchmarks/floors.py            measure, print, write the page
    ./benchmarks/floors.py --check    and fail if a floor is missed"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks" / "floors.md"

ATTENTION = """
func.func @attend(%q: TENSOR, %k: TENSOR, %v: TENSOR) -> TENSOR {
  %0 = ambit.attention %q, %k, %v MASK : (TENSOR, TENSOR, TENSOR) -> TENSOR
  return %0 : TENSOR
}
""".replace("TENSOR", "tensor<1x8x?x64xf32>")

CONVOLUTION = """
func.func @conv(%x: tensor<1x?x64xf32>, %w: tensor<2x64x64xf32>) -> tensor<1x?x64xf32> {
  %0 = ambit.conv %x, %w padding(causal) dilation(DILATION)
      : (tensor<1x?x64xf32>, tensor<2x64x64xf32>) -> tensor<1x?x64xf32>
  return %0 : tensor<1x?x64xf32>
}
"""


def attention(mask):
    return ATTENTION.replace("MASK", f"mask(#ambit.mask<{mask}>)" if mask else "")


class Bench:
    """Runs `ambit bench`, several times where the machine is noisy, and keeps
    the best share of peak."""

    def __init__(self, ambit, folder, repeats):
        self.ambit, self.folder, self.repeats = ambit, Path(folder), repeats
        self.cpu = ""

    def __call__(self, model, size):
        path, report = self.folder / "model.mlir", self.folder / "report.json"
        path.write_text(model)
        best = None
        for _ in range(self.repeats):
            subprocess.run([self.ambit, "bench", path, f"--size={size}", "--threads=1", f"--json={report}"],
                           check=True, stdout=subprocess.DEVNULL)
            data = json.loads(report.read_text())
            self.cpu, result = data["cpu"], data["results"][0]
            result["share"] = 100 * result["flops"] / result["seconds"] / result["peak_flops_per_second"]
            if best is None or result["share"] > best["share"]:
                best = result
        return best


def measure(bench):
    """(what, measured, floor, unit) of every floor."""
    full, causal = attention(""), attention("causal")
    yield "attention, all pairs, n = 2048", bench(full, 2048)["share"], 60, "% of peak"
    yield "attention, causal, n = 2048", bench(causal, 2048)["share"], 55, "% of peak"
    long_full, long_causal = bench(full, 8192)["seconds"], bench(causal, 8192)["seconds"]
    window = bench(attention("causal & window(256)"), 8192)["seconds"]
    yield "window 256 against all pairs, n = 8192", long_full / window, 8, "x faster"
    strided = bench(attention("causal & (window(128) | strided(128))"), 8192)["seconds"]
    yield "strided 128 against causal, n = 8192", long_causal / strided, 8, "x faster"
    for dilation in (1, 8, 512, 2048):
        share = bench(CONVOLUTION.replace("DILATION", str(dilation)), 16000)["share"]
        yield f"convolution, C = 64, K = 2, dilation {dilation}, n = 16000", share, 75, "% of peak"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--ambit", default=ROOT / "build" / "bin" / "ambit")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--check", action="store_true", help="fail if a floor is missed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(arguments.ambit, folder, arguments.repeats)
        rows = list(measure(bench))
    lines = [
        "# First floors", "",
        f"Made by `./benchmarks/floors.py` on a processor that LLVM calls `{bench.cpu}`, one thread, f32, 8 heads of",
        "size 64. A share is that of the f32 multiply-add peak that the same process measured; useful work only: pairs",
        "in the mask, taps in the sequence.", "",
        "| work | measured | floor |", "| --- | --: | --: |",
    ]
    lines += [f"| {what} | {value:.1f} {unit} | {floor} |" for what, value, floor, unit in rows]
    text = "\n".join(lines) + "\n"
    print(text)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text)
    missed = [what for what, value, floor, _ in rows if value < floor]
    if arguments.check and missed:
        print("missed: " + ", ".join(missed), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
