# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""No run of eight lines that mean something occurs twice."""

import re

LENGTH = 8
CHECKED = re.compile(r"(dialects|include|lib|tools)/.*\.(cpp|h|c)|(scripts|test)/.*\.py")
# Lines that alike code shares anyway: brackets, includes, using, comments.
NOISE = re.compile(r"^(//.*|#.*|using .*|namespace .*|[{}()\[\];, ]*|(from|import) .*|break;|default:|return success\(\);)$")


def significant(text):
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)
            if not NOISE.match(line.strip())]


def problems(tree):
    seen, found, reported = {}, [], set()
    for path in sorted(tree):
        if not CHECKED.fullmatch(path):
            continue
        lines = significant(tree[path])
        last = -LENGTH
        for at in range(len(lines) - LENGTH + 1):
            run = tuple(line for _, line in lines[at:at + LENGTH])
            if run not in seen:
                seen[run] = (path, lines[at][0], at)
                continue
            other, number, index = seen[run]
            # A list whose lines are alike is no copy of itself.
            if other == path and at - index < LENGTH:
                continue
            # A long copy is one problem.
            if at > last + 1 or (path, other) not in reported:
                found.append(f"{path}:{lines[at][0]}: repeats {other}:{number}")
                reported.add((path, other))
            last = at
    return found


BLOCK = "".join(f"  call{i}(a);\n" for i in range(8))
BAD = [
    ({"lib/A.cpp": BLOCK, "lib/B.cpp": "int x;\n" + BLOCK.replace("call3(a);\n", "call3(a);\n\n  // why\n")},
     "lib/B.cpp:2: repeats lib/A.cpp:1"),
    ({"lib/A.cpp": BLOCK + "int x;\n" + BLOCK}, "lib/A.cpp:10: repeats lib/A.cpp:1"),
]
