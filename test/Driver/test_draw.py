# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`ambit draw`: the classes of all tiles against the mask pair by pair, files
that are well-formed whatever the names, and sizes without sense."""

import re
import shlex
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SYMBOLS = {"██": "full", "▒▒": "partial", "· ": "empty"}

MASKS = {
    "causal": lambda i, j: j <= i,
    "causal & window(5)": lambda i, j: i - 5 < j <= i,
    "causal & strided(7)": lambda i, j: j <= i and (i - j) % 7 == 0,
    "fixed(8, 2)": lambda i, j: i // 8 == j // 8 or j % 8 >= 6,
    "window(3) | global(2)": lambda i, j: abs(i - j) < 3 or i < 2 or j < 2,
    "block(6, 1)": lambda i, j: 0 <= i // 6 - j // 6 <= 1,
    "!window(9)": lambda i, j: abs(i - j) >= 9,
}


def tile_class(mask, n, m, a, c, query_tile, key_tile):
    pairs = [MASKS[mask](i, j) for i in range(a * query_tile, min(n, (a + 1) * query_tile))
             for j in range(c * key_tile, min(m, (c + 1) * key_tile))]
    return "full" if all(pairs) else "partial" if any(pairs) else "empty"


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("n, m, tile", [(40, 40, (8, 8)), (37, 37, (5, 4)), (16, 16, (16, 16)), (23, 23, (1, 1))])
def test_classes(ambit, tmp_path, mask, n, m, tile):
    sizes = ["--size", f"n={n}", "--size", f"m={m}", "--tile", f"{tile[0]}x{tile[1]}"]
    rows = [line[2:] for line in ambit("draw", "--mask", mask, *sizes).splitlines() if line[2:4] in SYMBOLS]
    drawn = [[SYMBOLS[row[2 * c:2 * c + 2]] for c in range(-(-m // tile[1]))] for row in rows[:-1]]
    wanted = [[tile_class(mask, n, m, a, c, *tile) for c in range(-(-m // tile[1]))] for a in range(-(-n // tile[0]))]
    assert drawn == wanted
    ambit("draw", "--mask", mask, *sizes, "-o", "mask.svg")
    assert squares(tmp_path / "mask.svg", "full", n, m, tile) == count(wanted, "full")
    assert squares(tmp_path / "mask.svg", "partial", n, m, tile) == count(wanted, "partial")


def count(rows, name):
    return {(a, c) for a, row in enumerate(rows) for c, found in enumerate(row) if found == name}


def squares(path, name, n, m, tile):
    """The tiles that the path of a class covers."""
    root = xml.parse(path).getroot()
    pixels = 480 / max(n, m)
    found = set()
    for element in root.iter("{http://www.w3.org/2000/svg}path"):
        if element.get("class") == name:
            for square in element.get("d").strip("M").split("M"):
                x, y = map(float, square.split("h")[0].split())
                found.add((round((y - 88) / pixels / tile[0]), round((x - 64) / pixels / tile[1])))
    return found


def texts(path):
    return [element.text for element in xml.parse(path).getroot().iter("{http://www.w3.org/2000/svg}text")]


def test_picture_says_what_it_is(ambit, tmp_path):
    ambit("draw", "--mask", "causal", "--size", "n=64", "-o", "mask.svg")
    root = xml.parse(tmp_path / "mask.svg").getroot()
    title, description = root[0], root[1]
    assert title.tag.endswith("title") and title.text == "Mask causal"
    assert "120 tiles are empty, 120 full, 16 partial" in description.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert {"causal", "120 full", "16 partial", "120 empty", "key j", "query i"} <= set(texts(tmp_path / "mask.svg"))


@pytest.mark.parametrize("kind", ["svg", "html"])
def test_hostile_names(ambit, tmp_path, kind):
    mask = 'set("i < 5 and j < 9") & causal'
    ambit("draw", "--mask", mask, "--size", "n=20", "-o", f"mask.{kind}")
    text = (tmp_path / f"mask.{kind}").read_text()
    assert "i &lt; 5 and j &lt; 9&quot;) &amp; causal" in text and "< 5" not in text


@pytest.mark.parametrize("size", [1, 2, 1000, 2**20, 2**35])
def test_pictures_are_bounded(ambit, tmp_path, size):
    ambit("draw", "--mask", "causal & window(100)", "--size", f"n={size}", "-o", "mask.svg")
    xml.parse(tmp_path / "mask.svg")
    assert (tmp_path / "mask.svg").stat().st_size < 200_000


@pytest.mark.parametrize("arguments, error", [
    ([], "expected --size n=NUMBER"),
    (["--size", "n=0"], "expected --size"),
    (["--size", "n=34359738369"], "at most 2^35 in a picture, but got 34359738369"),
    (["--size", "n=2000", "--tile", "8"], "at most 128 tiles, so to be 16 at least, but got 8"),
    (["--size", "n=20", "--tile", "0"], "expected --tile to be a size"),
    (["--size", "n=20", "--tile", "4x"], "expected --tile to be a size"),
    (["--size", "n=20", "-o", "mask.png"], "expected -o to end in .svg or .html"),
    (["--size", "n=20", "--picture", "cat"], "expected --picture to be"),
])
def test_bad_usage(ambit, arguments, error):
    ambit("draw", "--mask", "causal", *arguments, code=1, error=error)
    assert len(ambit.errors.splitlines()) == 1


def test_nothing_is_half_written(ambit, tmp_path):
    ambit("draw", "--mask", "causal", "--size", "n=20", "-o", "absent/mask.svg", code=6)
    assert list(tmp_path.iterdir()) == []


def test_picture_of_the_readme(ambit, tmp_path):
    """The command that the page shows makes the picture that it shows."""
    command, = re.findall("`ambit (draw [^`]*)`\\.", (ROOT / "README.md").read_text())
    *arguments, path = shlex.split(command)
    ambit(*arguments, "mask.svg")
    assert (tmp_path / "mask.svg").read_bytes() == (ROOT / path).read_bytes()


def test_masks_that_are_left_out_are_counted(ambit):
    """One head for each of nine masks."""
    x = "tensor<1x9x?x4xf32>"
    masks = ", ".join(f"#ambit.mask<window({width})>" for width in range(1, 10))
    (ambit.folder / "m.mlir").write_text(
        f"func.func @m(%x: {x}) -> {x} {{\n"
        f"  %y = ambit.attention %x, %x, %x mask([{masks}]) : ({x}, {x}, {x}) -> {x}\n"
        f"  return %y : {x}\n}}\n")
    ambit("draw", "m.mlir", "--size", 32, "-o", "m.html")
    assert "the first 8 of 9 masks are drawn" in ambit.errors
