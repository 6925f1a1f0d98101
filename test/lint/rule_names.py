# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One idea, one name, four places: pass definition, file, flag and test."""

import re

PASS = re.compile(r'^def (\w+) *: *Pass<"([^"]*)"', re.M)
# A reader must not have to guess what is inside.
VAGUE = re.compile(r"(^|/)(utils?|misc|common|helpers?|part[0-9]+)(\.|/)|(Utils|Misc|Helpers)\.", re.I)
FAMILY = re.compile(r"dialects/\w+/\w*Ops\d+\.(td|cpp)")


def kebab(name):
    return re.sub(r"(?<!^)(?=[A-Z][a-z]|(?<=[a-z0-9])[A-Z])", "-", name).lower()


def stage_folder(path):
    """'Plan' or 'Codegen/CPU' of include/ambit/.../Passes.td."""
    return path[len("include/ambit/"):-len("/Passes.td")]


def pass_problems(tree, path):
    folder = stage_folder(path)
    prefix = "-".join(kebab(part) for part in folder.split("/"))
    for name, flag in PASS.findall(tree[path]):
        if not name.endswith("Pass"):
            yield f"{path}:1: expected the name of `{name}` to end in `Pass`"
            continue
        stem = name[:-len("Pass")]
        wanted = f"ambit-{prefix}-{kebab(stem)}"
        if flag != wanted:
            yield f"{path}:1: expected the flag `{wanted}` for `{name}`, but got `{flag}`"
        for needed in (f"lib/{folder}/{stem}.cpp", f"test/{folder}/{kebab(stem)}.mlir"):
            if needed not in tree:
                yield f"{path}:1: expected `{needed}` for `{name}`"


def problems(tree):
    found = []
    for path in tree:
        if re.fullmatch(r"include/ambit/.*/Passes\.td", path):
            found += pass_problems(tree, path)
        if VAGUE.search(path) or FAMILY.search(path):
            found.append(f"{path}:1: expected a name that says what is inside")
        if re.fullmatch(r"test/(?!lint|numpy|unit|plugin).*\.mlir", path):
            stem = path.rsplit("/", 1)[1][:-len(".mlir")]
            if not re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", stem):
                found.append(f"{path}:1: expected a name in lower case")
    return found


GOOD = 'def FindTilesPass : Pass<"ambit-plan-find-tiles"> {'
BAD = [
    ({"include/ambit/Plan/Passes.td": GOOD, "lib/Plan/FindTiles.cpp": ""}, "expected `test/Plan/find-tiles.mlir`"),
    ({"include/ambit/Plan/Passes.td": GOOD, "test/Plan/find-tiles.mlir": ""}, "expected `lib/Plan/FindTiles.cpp`"),
    ({"include/ambit/Plan/Passes.td": 'def FindTilesPass : Pass<"find-tiles"> {'}, "expected the flag"),
    ({"include/ambit/Plan/Passes.td": 'def FindTiles : Pass<"ambit-plan-find-tiles"> {'}, "end in `Pass`"),
    ({"lib/Plan/Utils.cpp": ""}, "says what is inside"),
    ({"lib/Plan/PlanHelpers.h": ""}, "says what is inside"),
    ({"dialects/Ambit/AttentionOps2.td": ""}, "says what is inside"),
    ({"test/Plan/FindTiles.mlir": ""}, "in lower case"),
]
