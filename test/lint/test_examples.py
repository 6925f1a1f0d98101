# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every `mlir` block of the documentation is a program that ambit-opt accepts:
in README.md, docs/, the descriptions in .td files, and the generated pages."""

import os
import re
import subprocess
import textwrap
from pathlib import Path

import pytest

import tree

BUILD = Path(os.environ.get("AMBIT_BUILD", tree.ROOT / "build"))
OPT = BUILD / "bin" / "ambit-opt"
BLOCK = re.compile(r"^([ \t]*)```mlir\n(.*?)^\1```$", re.M | re.S)


def blocks(path, text):
    """(place, program) of every block."""
    for match in BLOCK.finditer(text):
        number = text.count("\n", 0, match.start()) + 1
        yield f"{path}:{number}", textwrap.dedent(match.group(2))


def all_blocks():
    for path, text in tree.load().items():
        if path.endswith((".md", ".td")):
            yield from blocks(path, text)
    for path in sorted(BUILD.rglob("*.md")):
        if "CMakeFiles" not in path.parts:
            name = "build/" + path.relative_to(BUILD).as_posix()
            yield from blocks(name, path.read_text())


def run(program):
    return subprocess.run([OPT, "--split-input-file", "-o", os.devnull],
                          input=program, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(not OPT.exists(), reason="ambit-opt is not built")
@pytest.mark.parametrize("program", [
    pytest.param(program, id=place) for place, program in all_blocks()])
def test_example_is_accepted(program):
    result = run(program)
    if result.returncode:
        pytest.fail(result.stderr + "\nin\n" + program, pytrace=False)


@pytest.mark.skipif(not OPT.exists(), reason="ambit-opt is not built")
def test_a_wrong_example_is_refused():
    text = "Text\n\n    ```mlir\n    func.func @f() {\n      nonsense\n    }\n    ```\n"
    [(place, program)] = blocks("docs/a.md", text)
    assert place == "docs/a.md:3"
    assert program.startswith("func.func")
    assert run(program).returncode != 0
