# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What no text of the project holds: loose ends, dead code, one machine's
paths, stray white space."""

import re

from tree import CODE

OPEN = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!\(#(\d+|issue)\): )")
# A statement, an opened block or a closed one behind two slashes. Three are
# documentation, and so is what stands further to the right.
DEAD = re.compile(r"^\s*// ?(?! )("
                  r"[\w:<>.*&\->\[\] ]+(\(.*\)|[^=!<>]=[^=].*);"
                  r"|(if|for|while|switch) \(.*\) \{?"
                  r"|(return|break|continue)\b[^.]*;"
                  r"|#include .*|\}( else \{)?)\s*$")
MACHINE = re.compile(r"(?<![\w./$}])/(work|home|root|Users|mnt|opt)/\w|"
                     r"\blocal" r"host\b|://\d|\.(internal|corp|lan)\b")
INTRINSIC = re.compile(r"\bllvm\.x86\.\w+\.internal\b")
CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( |$)")


def problems(tree):
    found = []
    for path, text in tree.items():
        # The samples below break the rules on purpose.
        if path.startswith("test/lint/rule_"):
            continue
        if "\ufffd" in text:
            found.append(f"{path}:1: expected UTF-8 text")
            continue
        if text and not text.endswith("\n"):
            found.append(f"{path}:{text.count(chr(10)) + 1}: expected a line end at the end")
        if text.endswith("\n\n"):
            found.append(f"{path}:{text.count(chr(10))}: expected no empty line at the end")
        for number, line in enumerate(text.splitlines(), 1):
            where = f"{path}:{number}: "
            if OPEN.search(line):
                found.append(where + "expected `TODO(#issue): …` or nothing")
            if path.endswith(CODE) and DEAD.search(line):
                found.append(where + "expected no code in a comment")
            if MACHINE.search(INTRINSIC.sub("", line)):
                found.append(where + "expected no path or host of one machine")
            if CONFLICT.search(line):
                found.append(where + "expected no conflict mark")
            if line != line.rstrip():
                found.append(where + "expected no white space at the end")
            if "\t" in line and not path.endswith(("Makefile", ".gitignore")):
                found.append(where + "expected no tab")
    return found


BAD = [
    ({"lib/A.cpp": "// TODO: later\n"}, "TODO(#issue)"),
    ({"docs/a.md": "FIXME\n"}, "TODO(#issue)"),
    ({"lib/A.cpp": "  // doThis(a, b);\n"}, "no code in a comment"),
    ({"lib/A.cpp": "  // int x = 1;\n"}, "no code in a comment"),
    ({"lib/A.cpp": "  // if (x) {\n"}, "no code in a comment"),
    ({"lib/A.cpp": "  // return x;\n"}, "no code in a comment"),
    ({"docs/a.md": "see /home/me/x\n"}, "no path or host"),
    ({"scripts/a.sh": "curl http://10.0.0.1/\n"}, "no path or host"),
    ({"docs/a.md": "see llvm.x86.a.internal and llvm.internal\n"}, "no path or host"),
    ({"docs/a.md": "a  \n"}, "no white space"),
    ({"docs/a.md": "a\tb\n"}, "no tab"),
    ({"docs/a.md": "\ufffd"}, "UTF-8"),
    ({"docs/a.md": "a"}, "a line end at the end"),
    ({"docs/a.md": "a\n\n"}, "no empty line at the end"),
    ({"docs/a.md": "<<<<<<< main\n"}, "no conflict mark"),
]
