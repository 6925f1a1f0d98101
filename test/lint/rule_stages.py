# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tables in docs/Architecture.md are those of lib/Pipeline/Stages.cpp."""

import re

CODE, PAGE = "lib/Pipeline/Stages.cpp", "docs/Architecture.md"
TABLE = re.compile(r"static constexpr Stage \w+\[\] = \{(.*?)^\};", re.S | re.M)
STAGE = re.compile(r'\{"([a-z]+)",\s*"([^"]*)"')
ROW = re.compile(r"^\| `([a-z]+)` \| [^|]* \| ([^|]*) \|", re.M)


def problems(tree):
    if CODE not in tree or PAGE not in tree:
        return []
    stages = [stage for table in TABLE.findall(tree[CODE]) for stage in STAGE.findall(table)]
    rows = [(name, guarantee.strip()) for name, guarantee in ROW.findall(tree[PAGE])]
    if not stages:
        return [f"{CODE}:1: expected a table of stages"]
    if rows != stages:
        differ = next(i for i, pair in enumerate(zip(rows + [None], stages + [None])) if pair[0] != pair[1])
        wanted = stages[differ] if differ < len(stages) else "no more rows"
        got = rows[differ] if differ < len(rows) else "no more rows"
        return [f"{PAGE}:1: expected the stages of {CODE}: {wanted}, but got {got}"]
    return []


TWO = 'static constexpr Stage stages[] = {\n    {"plan", "a plan",\n     addPlan},\n    {"tile", "tiles", addTile},\n};\n'
BAD = [
    ({CODE: TWO, PAGE: "| `plan` | x | a plan |\n| `tile` | x | vectors |\n"}, "('tile', 'tiles'), but got ('tile', 'vectors')"),
    ({CODE: TWO, PAGE: "| `plan` | x | a plan |\n"}, "but got no more rows"),
    ({CODE: TWO, PAGE: "| `tile` | x | tiles |\n| `plan` | x | a plan |\n"}, "('plan', 'a plan')"),
    ({CODE: "", PAGE: ""}, "expected a table"),
]
