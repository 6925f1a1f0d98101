# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every source begins with its licence and one to three lines of purpose."""

SPDX = "SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception"
MARKS = {".cpp": "//", ".h": "//", ".c": "//", ".td": "//", ".py": "#", ".sh": "#"}


def problems(tree):
    found = []
    for path, text in tree.items():
        mark = next((MARKS[end] for end in MARKS if path.endswith(end)), None)
        # lit's own set-up files are too short for a licence.
        if not mark or path.endswith(".cfg.py"):
            continue
        lines = text.splitlines()
        if lines and lines[0].startswith("#!"):
            lines = lines[1:]
        if not lines or lines[0] != f"{mark} {SPDX}":
            found.append(f"{path}:1: expected the line `{mark} {SPDX}`")
            continue
        purpose = [line for line in lines[1:3] if line != mark]
        if not purpose or not purpose[0].startswith((mark + " ", '"""')):
            found.append(f"{path}:2: expected a sentence of purpose")
        # A script may show how it is called.
        elif mark == "//" and path.rsplit("/", 1)[1] in purpose[0]:
            found.append(f"{path}:2: expected no file name in the purpose: it goes stale")
    return found


BAD = [
    ({"lib/Plan/A.cpp": "// Plans.\n"}, "expected the line"),
    ({"scripts/a.sh": "#!/bin/sh\necho\n"}, "expected the line"),
    ({"lib/Plan/A.cpp": f"// {SPDX}\n#include <a>\n"}, "a sentence of purpose"),
    ({"lib/Plan/A.cpp": f"// {SPDX}\n// A.cpp plans.\n"}, "no file name"),
]
