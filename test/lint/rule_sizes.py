# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Files and functions that a reader can hold in mind. A file near its limit is
split by family of operations, never by 'part 2'."""

import re

# (pattern, most lines); the first match counts.
LIMITS = [
    (r"tools/.*\.cpp", 60),
    (r".*\.(cpp|c)", 800),
    (r".*\.h", 250),
    (r".*\.td", 400),
    (r"(test|examples)/.*\.mlir", 250),
    (r".*\.(py|sh|txt|cmake)", 400),
]
FUNCTION_LIMIT = 100
PASSES_PER_STAGE = 12

# path: reason. A path with ':function' stands for that function.
EXCEPTIONS = {
}

# A line that opens a function body: at the margin, or in a class at the margin.
OPENS = re.compile(r"^(  )?(?! |#|/|\}|namespace|extern|struct|class|enum|union|static const|const)\S.*(\)|const|override|noexcept) \{$")


def functions(text):
    """(name, first line, lines) of function bodies, found by their margins."""
    start = margin = None
    signature = ""
    for number, line in enumerate(text.splitlines(), 1):
        if start is None:
            signature = line if line and not line.startswith("   ") else signature
            opened = OPENS.match(line) or (line.startswith("   ") and line.endswith(") {") and "(" in signature
                                            and OPENS.match(signature + ") {"))
            if opened:
                margin = len(signature) - len(signature.lstrip())
                start = number
        elif line == " " * margin + "}":
            name = re.search(r"([~\w:]+)\(", signature)
            yield name.group(1) if name else "?", start, number - start + 1
            start = None


def problems(tree):
    found = []
    for path, text in tree.items():
        count = text.count("\n")
        limit = next((most for pattern, most in LIMITS if re.fullmatch(pattern, path)), None)
        if limit and count > limit and path not in EXCEPTIONS:
            found.append(f"{path}:1: expected at most {limit} lines, but got {count}")
        if path.endswith((".cpp", ".c", ".h")):
            for name, line, length in functions(text):
                if length > FUNCTION_LIMIT and f"{path}:{name}" not in EXCEPTIONS:
                    found.append(f"{path}:{line}: expected at most {FUNCTION_LIMIT} lines in `{name}`, but got {length}")
        if path.endswith("Passes.td"):
            passes = len(re.findall(r"^def \w+ *: *Pass<", text, re.M))
            if passes > PASSES_PER_STAGE:
                found.append(f"{path}:1: expected at most {PASSES_PER_STAGE} passes, but got {passes}")
    for entry in EXCEPTIONS:
        if "CMakeLists.txt" in tree and entry.split(":")[0] not in tree:
            found.append(f"{entry}: is an exception but does not exist")
    return found


LONG_BODY = "  int x;\n" * 120
BAD = [
    ({"lib/Plan/A.cpp": "\n" * 801}, "at most 800 lines"),
    ({"tools/ambit/ambit.cpp": "\n" * 61}, "at most 60 lines"),
    ({"include/ambit/Plan/A.h": "\n" * 251}, "at most 250 lines"),
    ({"dialects/Ambit/A.td": "\n" * 401}, "at most 400 lines"),
    ({"test/Plan/a.mlir": "\n" * 251}, "at most 250 lines"),
    ({"lib/Plan/A.cpp": "static void plan(int a) {\n" + LONG_BODY + "}\n"}, "lines in `plan`"),
    ({"lib/Plan/A.cpp": "LogicalResult A::plan(int a,\n                      int b) {\n" + LONG_BODY + "}\n"}, "lines in `A::plan`"),
    ({"lib/Plan/A.cpp": "struct A {\n  void run() override {\n" + LONG_BODY + "  }\n};\n"}, "lines in `run`"),
    ({"include/ambit/Plan/Passes.td": 'def APass : Pass<"a">;\n' * 13}, "at most 12 passes"),
]
