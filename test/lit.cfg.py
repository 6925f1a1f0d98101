# The tests of the dialects and stages: run by lit, through the build folder.
import os
import sys

import lit.formats

config.name = "ambit"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "unit", "numpy", "lint", "plugin", "scripts"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = config.out
config.environment["PATH"] = os.pathsep.join(
    [config.tools, config.llvm_tools, os.environ["PATH"]])
# Runs a model and compares with the numbers in its comments.
config.substitutions.append(
    ("%numbers", f"{sys.executable} {os.path.join(os.path.dirname(__file__), 'Run', 'compare_numbers.py')}"))
config.environment["AMBIT_CACHE"] = "off"
config.environment["FILECHECK_OPTS"] = "--enable-var-scope --dump-input=fail"
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LD_LIBRARY_PATH",
             "ASAN_SYMBOLIZER_PATH"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
