# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Who may include whom, and one order of the folders.

Stages share IR, not headers. `Relation`, `Runtime` and `Data` know nothing of
ours."""

import re

from tree import lines

ALONE = ("Relation", "Runtime", "Data")

# What a folder may include besides itself; a stage (all others) may include
# dialects and Relation.
ALLOWED = {
    **{folder: set() for folder in ALONE},
    "dialects": {"Relation"},
    "Analysis": {"dialects", "Relation"},
    "Draw": {"Relation"},
    "Pipeline": {"dialects", "Relation", "STAGES"},
    "Driver": {"dialects", "Relation", "Analysis", "Draw", "Pipeline", "Emit", "Data", "Runtime"},
    "tools": {"Driver"},
}
STAGE = {"dialects", "Relation"}

INCLUDE = re.compile(r'\s*(?:#include|include)\s+"((?:dialects|ambit|lib)/[^"]*)"')


def area(path):
    """The folder that rules a path: 'dialects', 'tools', or one of lib's."""
    parts = path.split("/")
    if parts[0] in ("lib", "ambit"):
        return parts[1]
    if parts[0] == "include":
        return parts[2] if len(parts) > 3 else None
    return parts[0] if parts[0] in ("dialects", "tools") else None


def may_include(source, target):
    allowed = ALLOWED.get(source, STAGE)
    if source == target or target in allowed:
        return True
    return "STAGES" in allowed and target not in ALLOWED


def order_problems(tree):
    """The run order of lib/Pipeline agrees with the order of lib's folders."""
    listed = re.findall(r"\b[A-Z]\w+\b", re.sub("#.*", "", tree.get("lib/CMakeLists.txt", "")))
    names = [name.lower() for name in listed]
    for path in sorted(tree):
        if path.startswith("lib/Pipeline/") and path.endswith(".cpp"):
            table = re.search(r"Stage \w+\[\] = \{(.*?)\n\};", tree[path], re.S)
            if not table:
                continue
            stages = re.findall(r'^\s*\{"(\w+)"', table.group(1), re.M)
            known = [stage for stage in stages if stage in names]
            if known != sorted(known, key=names.index):
                yield f"{path}:1: expected the stages in the order of lib/CMakeLists.txt, but got {stages}"


def problems(tree):
    found = []
    for path, number, line in lines(tree, ".cpp", ".h", ".c", ".td"):
        source, match = area(path), INCLUDE.match(line)
        if source and match:
            target = area(match.group(1))
            if target and not may_include(source, target):
                found.append(f"{path}:{number}: {source} must not include {target}")
    return found + list(order_problems(tree))


BAD = [
    ({"lib/Plan/A.cpp": '#include "ambit/Tile/Passes.h"'}, "Plan must not include Tile"),
    ({"lib/Data/A.cpp": '#include "ambit/Relation/Relation.h"'}, "Data must not include Relation"),
    ({"dialects/Ambit/A.td": 'include "ambit/Plan/Passes.td"'}, "dialects must not include Plan"),
    ({"lib/Draw/A.cpp": '#include "dialects/Ambit/AmbitOps.h"'}, "Draw must not include dialects"),
    ({"lib/Analysis/A.cpp": '#include "ambit/Plan/Passes.h"'}, "Analysis must not include Plan"),
    ({"include/ambit/Driver/A.h": '#include "ambit/Plan/Passes.h"'}, "Driver must not include Plan"),
    ({"tools/a/a.cpp": '#include "ambit/Pipeline/Pipeline.h"'}, "tools must not include Pipeline"),
    ({"lib/Relation/A.cpp": '#include "dialects/Ambit/AmbitOps.h"'}, "Relation must not include dialects"),
    ({"lib/Pipeline/A.cpp": '#include "ambit/Data/Npy.h"'}, "Pipeline must not include Data"),
    ({"lib/CMakeLists.txt": "foreach(f Plan Tile)",
      "lib/Pipeline/A.cpp": 'Stage all[] = {\n  {"tile", a},\n  {"plan", b},\n};'}, "expected the stages in the order"),
]
