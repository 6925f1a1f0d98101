#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Breaks the lowering in many ways, one at a time, and shows that the tests
notice each.

Works on a copy of the sources below build/seeded, never on the tree itself. For
each error it builds the copy and runs the numeric tests until the first
failure; an error that no test notices makes the script fail. Takes some
minutes: it is run by hand after a change of the tests or the lowering."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What is broken: file, text, its replacement.
ERRORS = [
    ("the mask is never tested", "lib/Tile/KeySweep.cpp",
     "tile.partial = b.create<arith::OrIOp>(notYet, emitNot(b, notOver));",
     "tile.partial = b.create<arith::AndIOp>(notYet, emitNot(b, notOver));"),
    ("the first key tile is skipped", "lib/Tile/KeySweep.cpp",
     "Value lo = exprs.emit(b, three->lo);",
     "Value lo = b.add(exprs.emit(b, three->lo), 1);"),
    ("a tile joins keys of two classes", "lib/Tile/KeySweep.cpp",
     "return b.create<arith::AndIOp>(live, emitNot(b, differs));", "return live;"),
    ("a view divides although it leaves out rows", "lib/Relation/Residues.cpp",
     "bool allRows = strided->iLo.size() == 1 && strided->iHi.size() == 1;", "bool allRows = true;"),
    ("the last rows of a block are those before", "lib/Codegen/CPU/GroupEmitter.cpp",
     "shifted(rows, -height)", "shifted(rows, -height - 1)"),
    ("the old sum is not scaled to the new maximum", "lib/Tile/AttentionTiles.cpp",
     "weight, oldSum, 1);", "weight, state.sum, 1);"),
    ("a masked score is zero", "lib/Tile/AttentionTiles.cpp",
     "b.number(-std::numeric_limits<double>::infinity(), element)",
     "b.number(0.0, element)"),
    ("grouped heads read the wrong keys", "lib/Tile/AttentionTiles.cpp",
     "op.getHeads() / op.getKeyHeads()", "op.getHeads()"),
    ("a NaN of a masked key comes through", "lib/Tile/AttentionTiles.cpp",
     "oldOutput, keys.partial,", "oldOutput, Value(),"),
    ("a joining tap is missed", "lib/Tile/ConvolutionTiles.cpp",
     "b.min(end, joins)", "end"),
    ("padding shifts the wrong way", "lib/Tile/ConvolutionTiles.cpp",
     "return b.add(position, -low);", "return b.add(position, low);"),
    ("the product leaves out the last channel", "lib/Codegen/CPU/MicroKernel.cpp",
     "emitter.loop(whole, depth, 1, sums, steps(r, 1));",
     "emitter.loop(whole, emitter.sub(depth, emitter.builder.getIndexAttr(1)), 1, sums, steps(r, 1));"),
    ("ragged lanes count in a reduction", "lib/Codegen/CPU/RegisterTileOps.cpp",
     "if (place.mask && group.reducesLanes())", "if (false)"),
    ("a transposition exchanges halves", "lib/Codegen/CPU/TileView.cpp",
     "low.append({lane, lane + lanes});", "low.append({lane + lanes, lane});"),
    ("the exponential is off by a thousandth", "lib/Codegen/CPU/ApproximateMath.cpp",
     "0.24022237036199534", "0.24122237036199534"),
    ("both halves of a gate are the first", "lib/Tile/Epilogue.cpp",
     "part * (getColumns(owner) / parts.size())", "0 * part * (getColumns(owner) / parts.size())"),
    ("a fused result is not stored for others", "lib/Tile/BufferFlow.cpp",
     "return !group.contains(reader);", "return false;"),
    ("grid coordinates are exchanged", "lib/Codegen/CPU/LaunchPrograms.cpp",
     "for (int64_t axis = coordinates.size() - 1; axis >= 0; --axis) {",
     "for (int64_t axis = coordinates.size() - 1; axis >= 0; axis -= 2) {"),
]


def run(command, log, cwd, **environment):
    with open(log, "w") as out:
        return subprocess.run(command, cwd=cwd, stdout=out, stderr=subprocess.STDOUT,
                              env={**os.environ, **environment}).returncode


def build(copy, folder):
    return run(["ninja", "-C", str(folder / "build"), "ambit"], folder / "build.log", copy) == 0


def tests_pass(copy, folder):
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider",
               "-k", "fast", "test/numpy"]
    return run(command, folder / "tests.log", copy, AMBIT_BUILD=str(folder / "build")) == 0


def prepare(folder):
    """A copy of the tracked sources, configured and built, that passes."""
    copy = folder / "source"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "-x", "-C", str(copy)], input=archive.stdout, check=True)
    configure = ["cmake", "--preset", "release", "-B", str(folder / "build"),
                 "-DAMBIT_WARNINGS_AS_ERRORS=OFF"]
    if run(configure, folder / "configure.log", copy) or not build(copy, folder):
        sys.exit(f"seed-errors: the sources do not build; see {folder}")
    if not tests_pass(copy, folder):
        sys.exit(f"seed-errors: the tests fail before any error; see {folder / 'tests.log'}")
    return copy


def is_noticed(copy, folder, file, old, new):
    path = copy / file
    text = path.read_text()
    if text.count(old) != 1:
        sys.exit(f"seed-errors: expected {old!r} once in {file}, but got {text.count(old)}")
    path.write_text(text.replace(old, new))
    try:
        if not build(copy, folder):
            sys.exit(f"seed-errors: the error in {file} does not build; see {folder / 'build.log'}")
        return not tests_pass(copy, folder)
    finally:
        path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "seeded")
    folder = parser.parse_args().folder.resolve()
    copy = prepare(folder)
    missed = 0
    for what, file, old, new in ERRORS:
        start = time.monotonic()
        noticed = is_noticed(copy, folder, file, old, new)
        missed += not noticed
        print(f"{'noticed' if noticed else 'MISSED '}  {what} ({file}, {time.monotonic() - start:.0f} s)", flush=True)
    print(f"{len(ERRORS) - missed} noticed, {missed} missed")
    return missed != 0


if __name__ == "__main__":
    sys.exit(main())
