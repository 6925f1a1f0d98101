# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The program that measures Ambit beside its peers: right work, right verdicts,
and a page that comes from the last measurement. No times."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
AMBIT = Path(os.environ.get("AMBIT_BUILD", ROOT / "build")) / "bin" / "ambit"
PAGES = ROOT / "docs" / "benchmarks"
sys.path.insert(0, str(ROOT / "benchmarks"))

from suite import page, plot, table, verdict  # noqa: E402
from suite.row import Bar, Contender, Row, WrongOutput, check, round_to_bf16, widen_bf16  # noqa: E402

needs_ambit = pytest.mark.skipif(not AMBIT.exists(), reason="ambit is not built")


@needs_ambit
def test_every_row_computes_the_right_numbers():
    """At tiny sizes, without peers."""
    run = subprocess.run([sys.executable, ROOT / "benchmarks" / "peers.py", "--smoke", "--threads", "1", "--ambit", AMBIT],
                         capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr
    assert [line.split()[0] for line in run.stdout.splitlines()] == list(table.ROWS)


@needs_ambit
@pytest.mark.parametrize("name,model,entry,size", [
    ("neighbourhood-8192", "attention", "neighbourhood", "300"),
    ("longformer-8192", "attention", "longformer", "300"),
    ("dilated_window-8192", "attention", "dilated_window", "300"),
    ("conv-64-3-512", "conv", "conv_64_3_512", "1500"),
])
def test_work_is_what_ambit_counts(name, model, entry, size, tmp_path):
    row = table.ROWS[name]
    if model == "attention":
        row.n = int(size)
    else:
        row.length = int(size)
    row.prepare()
    report = tmp_path / "report.json"
    subprocess.run([AMBIT, "bench", ROOT / "benchmarks" / "models" / f"{model}.mlir", "--entry", entry, "--size", size,
                    "--json", report], check=True, capture_output=True)
    assert row.work == json.loads(report.read_text())["results"][0]["flops"]


@pytest.mark.parametrize("output", [np.ones((2, 3)) * 1.01, np.full((2, 3), np.nan), np.ones((2, 4)), np.ones(3)])
def test_wrong_outputs_are_refused(output):
    right = Contender("right", "", lambda: np.ones((2, 3)))
    check(right, ..., np.ones((2, 3)), 1e-4)
    with pytest.raises(WrongOutput):
        check(Contender("wrong", "", lambda: output), ..., np.ones((2, 3)), 1e-4)


def test_bf16_is_rounded_to_the_nearest():
    values = np.float32([1, 1 + 2**-8, 1 + 3 * 2**-8, -3.1415927])
    assert np.array_equal(widen_bf16(round_to_bf16(values)), np.float32([1, 1, 1 + 2**-6, -3.140625]))


def made_up(threads=1, ours=1.0, peers=(), peak=100.0, unit="fma", dense=None):
    contenders = [{"name": "Ambit", "kind": "ambit", "setting": "", "work": 80.0, "seconds": ours, "spread": 0.0}]
    contenders += [{"name": name, "kind": "peer", "setting": "", "work": 80.0, "seconds": seconds, "spread": 0.0}
                   for name, seconds in peers]
    if dense:
        contenders.append({"name": "dense", "kind": "yardstick", "work": 40.0, "seconds": dense})
    return {"name": "row", "threads": threads, "work": 80.0, "peaks": {unit: peak}, "contenders": contenders}


def test_bars_hold_up_to_their_value():
    row = Row("row", "row", share=0.8, bars=[Bar(1.5, "A")])
    result = made_up(peers=[("A slow", 2.0), ("A", 1.5), ("B", 0.5)])
    assert [found.holds for found in verdict.verdicts(row, {1: result})] == [True, True]
    result["contenders"][0]["seconds"] = 1.001
    assert [found.holds for found in verdict.verdicts(row, {1: result})] == [False, False]
    # Without a name the best peer counts.
    assert not verdict.ratio_verdicts(Row("row", "row", bars=[Bar(1.0)]), result)[0].holds


def test_a_row_for_bf16_needs_one_of_its_units():
    row = Row("row", "row", unit="bf16")
    assert verdict.share_verdict(row, made_up()) is None
    result = made_up(unit="bf16", peak=200.0)
    assert not verdict.share_verdict(row, result).holds
    result["peaks"]["amx"] = 160.0
    assert verdict.share_verdict(row, result).holds


def test_cost_compares_pairs():
    row = Row("row", "row", cost=1.3)
    assert verdict.cost_verdict(row, made_up(ours=1.0, dense=0.4)).holds
    assert not verdict.cost_verdict(row, made_up(ours=1.0, dense=0.38)).holds


def test_speed_up_is_relative_to_the_peaks():
    row = Row("row", "row")
    assert verdict.speed_up(row, made_up(), made_up(threads=2, ours=0.52, peak=200.0)).holds
    assert not verdict.speed_up(row, made_up(), made_up(threads=2, ours=0.54, peak=200.0)).holds
    # The second run had a faster clock.
    assert not verdict.speed_up(row, made_up(), made_up(threads=2, ours=0.52, peak=220.0)).holds
    assert verdict.speed_up(Row("row", "row", scales=False), made_up(), made_up(threads=2)) is None


def test_a_page_shows_every_row():
    """Bars that are missed stand out, and what was not measured is said."""
    rows = [{**made_up(threads, peers=[("PyTorch SDPA", 1.0)]), "name": "full-2048"} for threads in (1, 2)]
    data = {"cpu": "A", "cores": 2, "date": "2026-01-01", "commit": "b", "versions": {"torch": "1"}, "rows": rows}
    text = page.render(data)
    for row in table.ROWS.values():
        assert row.is_curve or f"| {row.title} |" in text
    assert "| **80.0 % of fma (bar 88 %)** | **1.00x PyTorch SDPA (bar 1.15x)** |" in text
    assert "| linear 512 x 2048 on 512 rows | not measured |" in text
    assert len(page.missed(data)) == 2
    for picture in (plot.time_over_length(data), plot.shares(data)):
        xml.fromstring(picture)


def histories():
    return sorted((PAGES / "history").glob("*.json"), key=lambda path: json.loads(path.read_text())["date"])


@pytest.mark.skipif(not histories(), reason="nothing was measured yet")
def test_the_page_is_that_of_the_last_measurement():
    data = json.loads(histories()[-1].read_text())
    assert (PAGES / "peers.md").read_text() == page.render(data), "run ./benchmarks/peers.py --page HISTORY.json"
    assert (PAGES / "attention.svg").read_text() == plot.time_over_length(data)
    assert (PAGES / "shares.svg").read_text() == plot.shares(data)
