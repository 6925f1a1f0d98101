# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reports and pictures in Chromium: legible in light and dark, on small and
large screens, by keyboard, without a network."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from browser import ENTER, RIGHT, TAB, Browser

HERE = Path(__file__).parent
BUILD = Path(os.environ.get("AMBIT_BUILD", HERE.parents[1] / "build"))
MEASURE = (HERE / "measure.js").read_text()
HOSTILE = 'causal & set("i < 5 and j < 9") | window(2)'


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    with open(tmp_path_factory.mktemp("browser") / "log", "w") as log:
        browser = Browser(log)
        yield browser
        browser.close()


def draw(path, *arguments):
    options = []
    if "--mask" not in arguments:
        (path.parent / "machine.json").write_text(json.dumps(MACHINE))
        options = ["--machine", path.parent / "machine.json"]
    subprocess.run([BUILD / "bin" / "ambit", "draw", *arguments, *options, "-o", path], check=True, timeout=120)
    return path


MACHINE = {"schema": "ambit-machine-1", "cpu": "a <machine>", "flops_per_second": 1e11, "memory_bytes_per_second": 1e10,
           "cache_bytes_per_second": 6e10}
EXAMPLES = HERE.parents[1] / "examples"
SUBJECTS = {
    "mask": ["--mask", "causal & (window(8) | prefix(2))", "--size", "n=64"],
    "hostile": ["--mask", HOSTILE, "--size", "n=33"],
    "transformer": [EXAMPLES / "transformer_block.mlir", "--size", "n=300"],
    "wavenet": [EXAMPLES / "wavenet.mlir", "--size", "n=5000"],
}


@pytest.fixture(scope="session", params=SUBJECTS)
def report(request, tmp_path_factory):
    return draw(tmp_path_factory.mktemp("report") / "report.html", *SUBJECTS[request.param])


def measure(browser, name):
    return browser.run(MEASURE, name)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(browser, report, scheme):
    browser.open(report, scheme=scheme)
    contrasts = measure(browser, "contrasts")
    assert len(contrasts) > 10
    assert [(text, ratio) for text, ratio in contrasts if ratio < 4.5] == []


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_overflow(browser, report, width):
    browser.open(report, width=width)
    found = measure(browser, "overflow")
    assert found["width"] == width
    assert found["page"] <= width and found["elements"] == []


def test_labels_are_whole(browser, report):
    browser.open(report)
    assert measure(browser, "labels") == []


def test_keyboard(browser, report):
    browser.open(report, width=360)
    reached = []
    for _ in range(measure(browser, "focusable")):
        browser.press(TAB)
        focus = measure(browser, "focus")
        assert not focus["isBody"]
        assert focus["outline"] >= 2 and focus["contrast"] >= 3, focus
        reached.append(focus["html"])
        if focus["html"].startswith("<summary"):
            browser.press(ENTER)
            assert browser.run("return document.activeElement.parentElement.open")
        if 'class="scroll"' in focus["html"]:
            scroll_with_keys(browser)
    assert len(set(reached)) >= 3


def scroll_with_keys(browser):
    box = "const box = document.activeElement; return "
    if browser.run(box + "box.scrollWidth > box.clientWidth"):
        browser.press(RIGHT)
        browser.run("return new Promise((done) => setTimeout(done, 300))")
        assert browser.run(box + "box.scrollLeft") > 0


def test_console_is_silent(browser, report):
    browser.messages()
    browser.open(report)
    assert browser.messages() == []


def test_needs_nothing_else(browser, report):
    browser.open(report)
    assert browser.run("return performance.getEntriesByType('resource').map((entry) => entry.name)"
                       ".filter((name) => !name.startsWith('data:'))") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_picture_alone(browser, tmp_path, scheme):
    browser.open(draw(tmp_path / "mask.svg", *SUBJECTS["mask"]), scheme=scheme)
    assert [(text, ratio) for text, ratio in measure(browser, "contrasts") if ratio < 4.5] == []
    assert measure(browser, "labels") == []
