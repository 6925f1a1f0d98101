#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes docs/answer.md: transformers and convolutions at equal parameters and
at equal FLOPs. A test writes it again and compares.

  ./scripts/write-answer.py [--build build] [-o docs/answer.md]"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LENGTHS = (512, 2048, 8192, 65536)
# Name in the text, and how the model is made; the first sets the budget. A row
# for another architecture is a line here.
MODELS = [
    ("Transformer", "transformer --layers 6 --width 256 --heads 4"),
    ("Sparse Transformer", "sparse-transformer --layers 6 --width 256 --heads 4 --stride 128"),
    ("Longformer", "longformer --layers 6 --width 256 --heads 4 --window 256 --globals 0"),
    ("CNN", "cnn --layers 12 --width 256 --kernel 3"),
    ("strided CNN", "cnn --layers 6 --width 256 --kernel 5 --stride 2"),
    ("WaveNet-12", "wavenet --layers 12 --width 256 --kernel 2"),
]


class Ambit:
    def __init__(self, build, folder):
        self.tool, self.folder = build / "bin" / "ambit", folder

    def run(self, *arguments):
        command = [str(self.tool), *map(str, arguments)]
        result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        if result.returncode:
            raise SystemExit(" ".join(command) + "\n" + result.stderr)
        return result.stdout

    def new(self, command):
        name = command.replace(" --", "_").replace(" ", "-") + ".mlir"
        if not (self.folder / name).exists():
            self.run("new", *command.split(), "-o", name)
        return name

    def analyze(self, command, n):
        return json.loads(self.run("analyze", self.new(command), "--json", "--size", f"n={n}"))

    def compare(self, commands, *options):
        return json.loads(self.run("compare", "--json", *map(self.new, commands), *options))


def number(value):
    """Four digits and a unit."""
    if value is None:
        return "none"
    for unit in ("", " k", " M", " G", " T", " P"):
        if abs(value) < 999.95 or unit == " P":
            return f"{value:.4g}{unit}"
        value /= 1000


def table(head, rows):
    yield "| " + " | ".join(head) + " |"
    yield "| --- |" + " --: |" * (len(head) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def solve(ambit, match, n):
    """The commands of all models at the budget of the first."""
    report = ambit.compare([command for _, command in MODELS], "--match", match, "--size", f"n={n}")
    return [model.get("new", command) for model, (_, command) in zip(report["models"], MODELS)]


def get(report, key):
    quantity = report["totals"].get(key)
    return quantity and quantity["value"]


def sight(report):
    field = report["receptive_field"]
    size = field["positions"]
    return ("" if field["exact"] else "at most ") + (f"{size}" if size is not None else "all")


def streaming(report, key):
    state = report["totals"].get("bytes_state")
    return "cannot stream" if not state else number(state[key]) if key == "value" else state["complexity"]


def equal_parameters(ambit, commands):
    reports = {n: [ambit.analyze(command, n) for command in commands] for n in LENGTHS}
    last = reports[LENGTHS[-1]]
    yield from table(["", "parameters", "made by `ambit new`"],
                     [[name, number(get(report, "parameters")), f"`{command}`"]
                      for (name, _), command, report in zip(MODELS, commands, last)])
    yield ""
    yield "FLOPs for one sequence of `n` positions, and how they grow:"
    yield ""
    yield from table(["", *(f"n = {n}" for n in LENGTHS), "growth", "per position at the end"],
                     [[name, *(number(get(reports[n][k], "flops")) for n in LENGTHS),
                       last[k]["totals"]["flops"]["complexity"] or "a sum",
                       number(get(last[k], "flops") / LENGTHS[-1])] for k, (name, _) in enumerate(MODELS)])
    yield ""
    yield f"What an output sees and how far away it is, and what a model that runs position by position keeps (n = {LENGTHS[-1]}):"
    yield ""
    yield from table(["", "positions seen", "path length", "of layers", "steps in a row", "bytes of state", "growth of state"],
                     [[name, sight(report), str(report["path_length"]), str(report["depth"]), number(get(report, "steps")),
                       streaming(report, "value"), streaming(report, "complexity")]
                      for (name, _), report in zip(MODELS, last)])


def crossovers(ambit, commands):
    report = ambit.compare(commands)
    for crossing in report["crossovers"]:
        if crossing["quantity"] != "flops":
            continue
        first, second = MODELS[crossing["first"]][0], MODELS[crossing["second"]][0]
        if crossing["less"] is None:
            yield f"- {first} and {second}: not known, as one has no closed form."
            continue
        words = {"first": first, "second": second, "equal": "both alike", "mixed": "now one, now the other"}
        parts = [words[stretch["less"]] + (f" from n = {stretch['from']}" if len(crossing["less"]) > 1 else " at every n")
                 for stretch in crossing["less"]]
        yield f"- {first} and {second}: " + ", ".join(parts) + "."


def equal_flops(ambit):
    solved = {n: solve(ambit, "flops", n) for n in LENGTHS}
    reports = {n: [ambit.analyze(command, n) for command in commands] for n, commands in solved.items()}
    yield from table(["", *(f"n = {n}" for n in LENGTHS)],
                     [["FLOPs", *(number(get(reports[n][0], "flops")) for n in LENGTHS)]])
    yield ""
    yield "Parameters that this pays for:"
    yield ""
    yield from table(["", *(f"n = {n}" for n in LENGTHS)],
                     [[name, *(number(get(reports[n][k], "parameters")) for n in LENGTHS)]
                      for k, (name, _) in enumerate(MODELS)])
    yield ""
    yield "The models, where they are not those above:"
    yield ""
    for n in LENGTHS:
        for (name, own), command in zip(MODELS, solved[n]):
            if command != own:
                yield f"- n = {n}, {name}: `{command}`"


TEXT = """# Transformer or dilated convolution?

With the same parameters and the same compute, which is the better model of sequences? This page works through the part of
the question that has exact answers. Every number is computed from model files that Ambit also compiles, and written by

```sh
./scripts/write-answer.py
```

which a test runs again and compares. The models are made by `ambit new`; [Analyze](Analyze.md) says what each quantity means.
The Transformer, the Sparse Transformer and WaveNet see the past only; the Longformer and both CNNs see both sides. The
strided CNN gives one output for {stride} inputs.

## At equal parameters

The width of every model is solved for the parameters of the Transformer, within 1 %:

```sh
ambit compare transformer.mlir sparse-transformer.mlir ... --match params
```

{equal_parameters}

Which of two needs fewer FLOPs, for every length up to 2^40:

{crossovers}

## At equal FLOPs

The same for the FLOPs of one sequence of the Transformer at each length:

{equal_flops}

## What the numbers say

- **Sight.** One layer of full attention joins any two positions. A convolution joins those that its kernel spans: plain layers
  add, dilated ones double, strides multiply. WaveNet-12 sees 4096 positions, all of them only through all 12 layers. A window
  of attention behaves like a convolution here.
- **Work.** The score of every pair is what grows with n^2; all that is learnt by position grows with n. At short lengths the maps by
  position are most of the work of a Transformer, so that masks change little there; at long ones the pairs are nearly all.
  A fixed stride leaves a Sparse Transformer with n^2 over the stride; only a stride that grows like the root of n gives n * sqrt(n).
- **Memory while streaming.** Attention without a window keeps all keys and values; windows and convolutions keep a constant.
- **Depth.** Steps in a row do not depend on n for any model here: all positions of a layer are computed at once.

## What they cannot say

A receptive field says what an output *can* depend on, not what it learns to use: trained fields are narrower than those of the
graph [1]. A path length bounds how many layers a dependence must survive [2]; it does not say that training finds it.

- On what a model can represent, attention and sparse attention with enough layers are both universal on sequences of bounded
  length [3, 4], so sight alone does not separate them; with fixed precision and a fixed number of layers both have limits, such
  as parity and nested brackets at growing length for hard attention [5], and log-precision transformers stay within
  uniform threshold circuits of constant depth [6].
- What a small constant state can hold is bounded by its bits: models whose state does not grow cannot copy long inputs that
  attention copies [7], and gated convolutions need width that grows to recall what attention recalls [8]. The state column above is
  that bound.
- Which of two models learns better from data is measured, not computed. A plain dilated convolution has done as well as
  recurrent nets on many sequence tasks [9]; comparisons at equal parameters and at equal FLOPs can come out differently, which is
  why both are here.

Numbers of time are absent on purpose: they belong to a machine. `ambit analyze --machine` bounds them and `ambit bench`
measures them.

1. W. Luo, Y. Li, R. Urtasun, R. Zemel: Understanding the effective receptive field in deep convolutional neural networks. 2016, arXiv:1701.04128.
2. A. Vaswani et al.: Attention is all you need, table 1. 2017, arXiv:1706.03762.
3. C. Yun et al.: Are transformers universal approximators of sequence-to-sequence functions? 2020, arXiv:1912.10077.
4. C. Yun et al.: O(n) connections are expressive enough: universal approximability of sparse transformers. 2020, arXiv:2006.04862.
5. M. Hahn: Theoretical limitations of self-attention in neural sequence models. 2020, arXiv:1906.06755.
6. W. Merrill, A. Sabharwal: The parallelism tradeoff: limitations of log-precision transformers. 2023, arXiv:2207.00729.
7. S. Jelassi et al.: Repeat after me: transformers are better than state space models at copying. 2024, arXiv:2402.01032.
8. S. Arora et al.: Zoology: measuring and improving recall in efficient language models. 2023, arXiv:2312.04927.
9. S. Bai, J. Z. Kolter, V. Koltun: An empirical evaluation of generic convolutional and recurrent networks for sequence modeling. 2018, arXiv:1803.01271.

The architectures: Sparse Transformer, R. Child et al. 2019, arXiv:1904.10509; Longformer, I. Beltagy et al. 2020, arXiv:2004.05150;
WaveNet, A. van den Oord et al. 2016, arXiv:1609.03499.
"""


def write(build):
    with tempfile.TemporaryDirectory() as folder:
        ambit = Ambit(build, Path(folder))
        commands = solve(ambit, "params", LENGTHS[0])
        strided = ambit.analyze(MODELS[4][1], LENGTHS[0])
        return TEXT.format(stride=strided["receptive_field"]["stride"],
                           equal_parameters="\n".join(equal_parameters(ambit, commands)),
                           crossovers="\n".join(crossovers(ambit, commands)),
                           equal_flops="\n".join(equal_flops(ambit)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("-o", type=Path, default=ROOT / "docs" / "answer.md")
    arguments = parser.parse_args()
    arguments.o.write_text(write(arguments.build.resolve()))


if __name__ == "__main__":
    main()
