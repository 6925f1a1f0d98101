# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The files of the project, as {path: text}. A rule is a module with

    problems(tree) -> ["path:line: what is wrong", ...]
    BAD = [({path: text, ...}, "part of a message"), ...]

so that its own test can feed it a tree that breaks it."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FOLDERS = ("dialects", "include", "lib", "tools", "test", "docs", "examples",
           "scripts", "cmake", "benchmarks", ".ci")

# Data, not text.
BINARY = {".npy", ".safetensors", ".png", ".svg"}

CODE = (".cpp", ".h", ".c", ".td")


def load():
    paths = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    for folder in FOLDERS:
        for where, folders, names in os.walk(ROOT / folder):
            folders[:] = [name for name in folders if name != "__pycache__"]
            paths += [Path(where, name) for name in names]
    return {
        path.relative_to(ROOT).as_posix():
            # A rule complains about what is no text.
            path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(paths)
        if path.suffix not in BINARY
    }


def lines(tree, *suffixes):
    """(path, number, line) of all files with one of the suffixes."""
    for path, text in tree.items():
        if path.endswith(suffixes):
            for number, line in enumerate(text.splitlines(), 1):
                yield path, number, line
