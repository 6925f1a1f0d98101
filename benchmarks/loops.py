#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What LLVM's model of a processor says of the hot loops of attention and of a
convolution: for processors that are not at hand. A model, not a measurement.

Compiles two functions for each processor, finds their innermost loops with
multiply-adds in the machine code, and lets llvm-mca run each. Prints the
multiply-adds a cycle of the slowest of the greatest loops, which do nearly all of
the work, and of a loop of nothing but independent ones."""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODELS = {
    "attention, all pairs": """
func.func @f(%q: tensor<1x8x?x64xf32>, %k: tensor<1x8x?x64xf32>, %v: tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32> {
  %y = ambit.attention %q, %k, %v : (tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32>
  return %y : tensor<1x8x?x64xf32>
}""",
    "convolution, C = 64, K = 3": """
func.func @f(%x: tensor<1x?x64xf32>, %w: tensor<3x64x64xf32>) -> tensor<1x?x64xf32> {
  %y = ambit.conv %x, %w padding(causal) : (tensor<1x?x64xf32>, tensor<3x64x64xf32>) -> tensor<1x?x64xf32>
  return %y : tensor<1x?x64xf32>
}""",
}


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True, **options).stdout


def get_loops(library):
    """Instructions of loops without a loop or branch inside."""
    rows = []
    for line in run("objdump", "-d", "--no-show-raw-insn", library).splitlines():
        found = re.match(r"\s+([0-9a-f]+):\s+(.*?)\s*(?:#.*)?$", line)
        if found:
            rows.append((int(found.group(1), 16), found.group(2)))
    places = {address: index for index, (address, _) in enumerate(rows)}
    for index, (address, text) in enumerate(rows):
        jump = re.match(r"j[a-z]+\s+([0-9a-f]+)\b", text)
        start = places.get(int(jump.group(1), 16)) if jump else None
        if start is None or start >= index:
            continue
        body = [text for _, text in rows[start:index]]
        if not any(text.startswith("j") for text in body):
            yield body


def count_steps(body):
    return sum(bool(re.match(r"v(fmadd|dpbf16)", text)) for text in body)


def get_rate(body, cpu):
    """Multiply-adds a cycle."""
    turns = 200
    out = run("llvm-mca-22", f"-mcpu={cpu}", f"-iterations={turns}", input="\n".join(body) + "\n")
    return turns * count_steps(body) / int(re.search(r"Total Cycles:\s+(\d+)", out).group(1))


def get_peak(library, cpu):
    """Of independent multiply-adds on registers of the width that the code has."""
    wide = "zmm" if any("%zmm" in text for body in get_loops(library) for text in body) else "ymm"
    return get_rate([f"vfmadd231ps %{wide}15, %{wide}14, %{wide}{k}" for k in range(12)], cpu)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("cpu", nargs="*", default=["znver3", "znver4", "sapphirerapids"])
    parser.add_argument("--ambit", type=Path, default=ROOT / "build" / "bin" / "ambit")
    options = parser.parse_args()
    print("| processor | function | in a turn | a cycle | of independent ones |\n| --- | --- | --: | --: | --: |")
    with tempfile.TemporaryDirectory() as folder:
        for cpu in options.cpu:
            for name, text in MODELS.items():
                model, library = Path(folder) / "f.mlir", Path(folder) / "f.so"
                model.write_text(text)
                run(options.ambit, "compile", model, "--mcpu", cpu, "-o", library)
                loops = list(get_loops(library))
                greatest = max(map(count_steps, loops))
                rates = [get_rate(body, cpu) for body in loops if count_steps(body) == greatest]
                peak = get_peak(library, cpu)
                print(f"| {cpu} | {name} | {greatest} | {min(rates):.2f} | {100 * min(rates) / peak:.0f} % of {peak:.2f} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
