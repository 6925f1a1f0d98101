# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""clang-format has nothing to change, and scripts parse."""

import re
import subprocess
import tempfile
from pathlib import Path

from tree import ROOT

FORMATTED = re.compile(r"(dialects|include|lib|tools|test)/.*\.(cpp|h|c)")


def problems(tree):
    found = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, ".clang-format").write_text((ROOT / ".clang-format").read_text())
        paths = [path for path in tree if FORMATTED.fullmatch(path)]
        for path in paths:
            copy = Path(folder, path)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(tree[path])
        if paths:
            run = subprocess.run(["clang-format-22", "--dry-run", "-Werror", *paths],
                                 cwd=folder, capture_output=True, text=True)
            found += re.findall(r"^\S+:\d+:\d+: error: .*", run.stderr, re.M)
            if run.returncode and not found:
                found.append(run.stderr)
    for path, text in tree.items():
        if path.endswith(".sh"):
            run = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True)
            if run.returncode:
                found.append(f"{path}: {run.stderr.strip()}")
    return found


BAD = [
    ({"lib/Plan/A.cpp": "int  x;\n"}, "lib/Plan/A.cpp:1:4: error"),
    ({"scripts/a.sh": "if true; then\n"}, "syntax error"),
]
