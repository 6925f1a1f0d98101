# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Installs the build, moves it, builds a plugin against it from a folder that
knows nothing of this tree, and loads the plugin in the installed tools."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
BUILD = Path(os.environ.get("AMBIT_BUILD", HERE.parents[1] / "build"))
MODEL = """
func.func @repeat(%x: tensor<2x8xf32>) -> tensor<2x8xf32> {
  %0 = ambit.activation %x kind(relu) : (tensor<2x8xf32>) -> tensor<2x8xf32>
  %1 = ambit.activation %0 kind(relu) : (tensor<2x8xf32>) -> tensor<2x8xf32>
  %2 = ambit.activation %1 kind(tanh) : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return %2 : tensor<2x8xf32>
}
"""


def run(*command):
    try:
        result = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    except OSError as error:
        pytest.fail(f"{command[0]}: {error}", pytrace=False)
    if result.returncode:
        pytest.fail(" ".join(map(str, command)) + "\n" + result.stdout + result.stderr, pytrace=False)
    return result.stdout, result.stderr


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    folder = tmp_path_factory.mktemp("install")
    run("cmake", "--install", BUILD, "--prefix", folder / "first")
    # An installed tree may be moved.
    shutil.move(folder / "first", folder / "moved")
    return folder / "moved"


@pytest.fixture(scope="module")
def plugins(prefix, tmp_path_factory):
    source = tmp_path_factory.mktemp("plugin")
    for name in ("CMakeLists.txt", "RepeatedRelu.cpp", "Shift.cpp"):
        shutil.copy(HERE / name, source)
    run("cmake", "-G", "Ninja", "-S", source, "-B", source / "build",
        "-DCMAKE_C_COMPILER=clang-22", "-DCMAKE_CXX_COMPILER=clang++-22",
        "-DCMAKE_SHARED_LINKER_FLAGS=-fuse-ld=lld", f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", source / "build")
    return source / "build"


@pytest.fixture(scope="module")
def plugin(plugins):
    return plugins / "RepeatedRelu.so"


def test_nothing_installed_names_the_source_tree(prefix):
    root = str(HERE.parents[1]).encode()
    assert not [path for path in prefix.rglob("*")
                if path.is_file() and path.suffix in (".cmake", ".h", ".td") and root in path.read_bytes()]


def test_headers_of_the_interface_are_plain_c(prefix, tmp_path):
    source = tmp_path / "use.c"
    source.write_text('#include "ambit/Runtime/Runtime.h"\nint main(void) { ambit_free(ambit_allocate(1)); return 0; }\n')
    run("clang-22", "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", f"-I{prefix}/include", source,
        prefix / "lib" / "libAmbitRuntime.a", "-o", tmp_path / "use")
    run(tmp_path / "use")


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.mlir"
    path.write_text(MODEL)
    return path


def test_ambit_opt_runs_the_pass(prefix, plugin, model):
    out, remarks = run(prefix / "bin" / "ambit-opt", model, f"--load-pass-plugin={plugin}",
                       "--pass-pipeline=builtin.module(drop-repeated-relu{report=true})")
    assert len(re.findall(r"kind\( ?relu\)", out)) == 1
    assert len(re.findall(r"kind\( ?tanh\)", out)) == 1
    assert remarks.count("remark: stays") == 2


def test_ambit_runs_the_pass_before_the_stages(prefix, plugin, model):
    out, remarks = run(prefix / "bin" / "ambit", "compile", model, "--stop-after=normalize",
                       f"--load-pass-plugin={plugin}", "--passes=drop-repeated-relu{report=true}")
    assert len(re.findall(r"kind\( ?relu\)", out)) == 1
    assert remarks.count("remark: stays") == 2


def test_ambit_computes_with_the_pass(prefix, plugin, model):
    out, _ = run(prefix / "bin" / "ambit", "run", model, "--random=1", "--check",
                 f"--load-pass-plugin={plugin}", "--passes=drop-repeated-relu")
    assert out


SHIFTED = """
func.func @f(%x: tensor<1x?x8xf32>, %w: tensor<3x8x8xf32>) -> tensor<1x?x8xf32> {
  %0 = ambit.conv %x, %w padding(causal) : (tensor<1x?x8xf32>, tensor<3x8x8xf32>) -> tensor<1x?x8xf32>
  %1 = "demo.shift"(%0) {by = 5 : i64} : (tensor<1x?x8xf32>) -> tensor<1x?x8xf32>
  return %1 : tensor<1x?x8xf32>
}
"""


def test_an_operation_of_a_plugin_is_analysed(prefix, plugins, tmp_path):
    model = tmp_path / "model.mlir"
    model.write_text(SHIFTED)
    load = f"--load-dialect-plugin={plugins / 'Shift.so'}"
    ambit = prefix / "bin" / "ambit"
    out, _ = run(ambit, "analyze", model, load, "--json", "--size", "n=100")
    report = json.loads(out)
    shift = report["ops"][1]
    assert shift["op"] == "demo.shift" and shift["bytes_read"]["value"] == shift["bytes_written"]["value"] == 3200
    field = report["receptive_field"]
    assert (field["positions"], field["least"], field["greatest"], field["exact"]) == (3, -7, -5, True)
    # It has no code: what its plan would move is not known, and said so.
    assert report["totals"]["bytes_planned"]["value"] is None
    out, _ = run(ambit, "analyze", model, load, "--size", "n=100")
    assert re.search(r"bytes, by the plan +not counted: .*demo.shift", out)
    out, _ = run(ambit, "check", model, load)
    assert "causal             yes" in out and "at most 7" in out
