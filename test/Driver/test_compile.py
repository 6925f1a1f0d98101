# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`ambit compile`: a C program includes the header and calls the library."""

import ctypes
import json
import platform
import shutil
import subprocess

import pytest

PROGRAM = r"""
#include "libadd.h"
int main(void) {
  static float x[400], y[400];
  float w[] = {1, 2, 3, 4};
  int64_t x_shape[2] = {0, 4}, w_shape[] = {4}, y_shape[2], got[2];
  int64_t *shapes[] = {y_shape};
  AmbitArray inputs[] = {{x, x_shape}}, globals[] = {{w, w_shape}};
  AmbitArray outputs[] = {{y, y_shape}};
  char text[200];
  for (int64_t n = 1; n <= 100; n = 10 * n) {
    x_shape[0] = n;
    if (add_shapes(inputs, globals, shapes, got) != AMBIT_OK)
      return 1;
    if (add(inputs, globals, outputs) != AMBIT_OK)
      return 2;
    printf("%d %d %.3f\n", (int)y_shape[0], (int)y_shape[1], (double)y[4 * n - 4]);
  }
  add_set_threads(1);
  x_shape[0] = 101;
  add_error(add_shapes(inputs, globals, shapes, got), got, text, sizeof text);
  puts(text);
  x_shape[0] = 2;
  add_error(add(inputs, globals, outputs), got, text, sizeof text);
  puts(text);
  printf("%s %s %d\n", add_inputs[0].name, add_inputs[0].type,
         (int)add_inputs[0].shape[0]);
  return 0;
}
"""
WANTED = """1 4 0.843
10 4 0.843
100 4 0.843
expected `x` to have at most 100 rows, but got 101
expected the array for `y` to have the shape that `add_shapes` returns, but it has another
x f32 -1
"""


@pytest.mark.parametrize("language, compiler", [
    ("c", "gcc -std=c99 -Wall -Wextra -pedantic -Werror"),
    ("c++", "g++ -std=c++11 -Wall -Wextra -Werror"),
    ("c", "clang-22 -std=c99 -Weverything -Werror -Wno-unsafe-buffer-usage "
          "-Wno-pre-c11-compat -Wno-padded -Wno-declaration-after-statement"),
])
def test_c_program(ambit, inputs, tmp_path, language, compiler):
    if not shutil.which(compiler.split()[0]):
        pytest.skip(f"{compiler.split()[0]} is not installed")
    ambit("compile", inputs / "add.mlir", "-o", "libadd.so")
    (tmp_path / "main.c").write_text(PROGRAM)
    subprocess.run([*compiler.split(), "-o", "main", "-x", language, "main.c",
                    "-L.", "-ladd", "-Wl,-rpath,."],
                   cwd=tmp_path, check=True)
    result = subprocess.run(["./main"], cwd=tmp_path, check=True,
                            capture_output=True, text=True)
    assert result.stdout == WANTED


def test_library_needs_only_the_c_library(ambit, inputs, tmp_path):
    ambit("compile", inputs / "add.mlir", "-o", "libadd.so")
    listing = subprocess.run(["readelf", "-d", "libadd.so"], cwd=tmp_path,
                             check=True, capture_output=True, text=True).stdout
    needed = [line.split("[")[1].rstrip("]") for line in listing.splitlines()
              if "NEEDED" in line]
    assert set(name.split(".")[0] for name in needed) <= {"libc", "libm", "libpthread"}
    symbols = subprocess.run(["nm", "-D", "--defined-only", "libadd.so"],
                             cwd=tmp_path, check=True, capture_output=True,
                             text=True).stdout
    assert sorted(line.split()[2] for line in symbols.splitlines()) == [
        "add", "add_set_threads", "add_shapes"]
    ctypes.CDLL(str(tmp_path / "libadd.so"))


def test_object(ambit, inputs, tmp_path):
    ambit("compile", inputs / "add.mlir", "-o", "add.o")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["add.h", "add.o"]


def test_text(ambit, inputs, tmp_path):
    assert " i32 @add(" in ambit("compile", inputs / "add.mlir", "--emit", "llvm")
    assert "llvm.func @add" in ambit("compile", inputs / "add.mlir", "--emit", "emit")
    ambit("compile", inputs / "add.mlir", "--emit", "emit", "-o", "add.txt")
    assert "llvm.func @add" in (tmp_path / "add.txt").read_text()


def test_processor_is_used(ambit, inputs):
    text = ambit("compile", inputs / "add.mlir", "--emit", "llvm", "--mcpu", "x86-64-v4")
    assert '"target-cpu"="x86-64-v4"' in text


@pytest.mark.parametrize("arguments, code, error", [
    ([], 1, "expected -o with a file that ends in .o or .so"),
    (["-o", "x.exe"], 1, "but got `x.exe`"),
    (["-o", "no/x.so"], 6, "no/x.so"),
    (["-o", "no/x.o"], 6, "no/x.o"),
    (["--emit", "lunch"], 1, "but got `lunch`"),
])
def test_errors(ambit, inputs, tmp_path, arguments, code, error):
    ambit("compile", inputs / "add.mlir", *arguments, code=code, error=error)
    assert not list(tmp_path.iterdir())


def test_a_folder_in_the_way_of_the_header(ambit, inputs, tmp_path):
    (tmp_path / "x.h").mkdir()
    ambit("compile", inputs / "add.mlir", "-o", "x.so", code=6, error="x.h")
    assert not (tmp_path / "x.so").exists()


def test_bench(ambit, inputs, tmp_path):
    table = ambit("bench", inputs / "add.mlir", "--size", "10,20", "--json", "b.json")
    assert "1 thread" in table and table.count("\nadd ") == 2
    results = json.loads((tmp_path / "b.json").read_text())["results"]
    assert [row["size"] for row in results] == ["10", "20"]
    assert all(row["seconds"] > 0 and row["peak_flops_per_second"] > 1e9 for row in results)


@pytest.mark.parametrize("mask, pairs", [
    ("all", lambda i, j: True),
    ("causal", lambda i, j: j <= i),
    ("causal & window(8)", lambda i, j: 0 <= i - j < 8),
    ("causal & (window(4) | strided(8))", lambda i, j: j <= i and (i - j < 4 or (i - j) % 8 == 0)),
])
def test_bench_counts_pairs_of_the_mask(ambit, tmp_path, mask, pairs):
    (tmp_path / "m.mlir").write_text(f"""
func.func @mix(%q: tensor<2x3x?x16xf32>, %k: tensor<2x3x?x16xf32>, %v: tensor<2x3x?x16xf32>) -> tensor<2x3x?x16xf32> {{
  %y = ambit.attention %q, %k, %v mask(#ambit.mask<{mask}>)
    : (tensor<2x3x?x16xf32>, tensor<2x3x?x16xf32>, tensor<2x3x?x16xf32>) -> tensor<2x3x?x16xf32>
  return %y : tensor<2x3x?x16xf32>
}}
""")
    ambit("bench", "m.mlir", "--size", 40, "--json", "b.json")
    result = json.loads((tmp_path / "b.json").read_text())["results"][0]
    count = sum(bool(pairs(i, j)) for i in range(40) for j in range(40))
    assert result["flops"] == 2 * 2 * 3 * count * (16 + 16)


@pytest.mark.parametrize("clauses, outputs, taps", [
    ("padding(causal) dilation(4)", 40, lambda t, k: 0 <= t + 4 * k - 8),
    ("padding(same)", 40, lambda t, k: 0 <= t + k - 1 < 40),
    ("padding([3, 1]) stride(2)", 21, lambda t, k: 0 <= 2 * t + k - 3 < 40),
])
def test_bench_counts_taps_inside_the_sequence(ambit, tmp_path, clauses, outputs, taps):
    (tmp_path / "m.mlir").write_text(f"""
func.func @conv(%x: tensor<2x?x6xf32>, %w: tensor<3x6x5xf32>) -> tensor<2x?x5xf32> {{
  %y = ambit.conv %x, %w {clauses} : (tensor<2x?x6xf32>, tensor<3x6x5xf32>) -> tensor<2x?x5xf32>
  return %y : tensor<2x?x5xf32>
}}
""")
    ambit("bench", "m.mlir", "--size", 40, "--json", "b.json")
    result = json.loads((tmp_path / "b.json").read_text())["results"][0]
    count = sum(taps(t, k) for t in range(outputs) for k in range(3))
    assert result["flops"] == 2 * 2 * count * 6 * 5


VARIANTS = ["x86-64-v2", "x86-64-v3", "x86-64-v4"]
LINEAR = """
func.func @mix(%x: tensor<?x16xf32>, %w: tensor<16x16xf32>) -> tensor<?x16xf32> {
  %y = ambit.linear %x, %w : (tensor<?x16xf32>, tensor<16x16xf32>) -> tensor<?x16xf32>
  return %y : tensor<?x16xf32>
}
"""
CALL_LINEAR = r"""
#include "mix.h"
int main(void) {
  static float x[16], w[256], y[16];
  int64_t x_shape[] = {1, 16}, w_shape[] = {16, 16}, got[2] = {0, 0};
  AmbitArray inputs[] = {{x, x_shape}, {w, w_shape}}, outputs[] = {{y, x_shape}};
  char text[200];
  int status;
  for (int i = 0; i < 16; ++i)
    x[i] = w[17 * i] = (float)i;
  mix_set_threads(1);
  status = mix(inputs, NULL, outputs);
  mix_error(status, got, text, sizeof text);
  printf("%d %s %.0f\n", status, text, (double)y[15]);
  return 0;
}
"""


@pytest.fixture
def mix(tmp_path):
    (tmp_path / "mix.mlir").write_text(LINEAR)
    return "mix.mlir"


def get_symbols(path):
    lines = subprocess.run(["nm", path], check=True, capture_output=True, text=True).stdout.splitlines()
    return {line.split()[2]: line.split()[1] for line in lines if len(line.split()) == 3}


def test_variants(ambit, mix, tmp_path):
    """Each processor has its code; the functions that choose have none of theirs."""
    ambit("compile", mix, "-o", "mix.o", "--mcpu", ",".join(VARIANTS))
    symbols = get_symbols(tmp_path / "mix.o")
    assert {name for name, kind in symbols.items() if kind == "T"} == {"mix", "mix_shapes", "mix_set_threads"}
    assert {f"mix.{cpu}" for cpu in VARIANTS} <= {name for name, kind in symbols.items() if kind == "t"}
    objdump = shutil.which("llvm-objdump-22") or "/usr/lib/llvm-22/bin/llvm-objdump"
    text = subprocess.run([objdump, "-d", "--no-show-raw-insn", "mix.o"], cwd=tmp_path, check=True,
                          capture_output=True, text=True).stdout
    assert all(register in text for register in ("%xmm", "%ymm", "%zmm"))
    for name in ("mix", "mix_shapes"):
        body = text.split(f"<{name}>:")[1].split("\n\n")[0]
        assert "%xmm" not in body and "%ymm" not in body and "%zmm" not in body


@pytest.mark.parametrize("processor, cpus, wanted", [
    ("Haswell", VARIANTS, "0 no error 225"), ("Nehalem", VARIANTS, "0 no error 225"),
    ("core2duo", VARIANTS, "-2 no code for this processor 0"),
    ("Haswell", [VARIANTS[2], "znver4"], "-2 no code for this processor 0"),
])
def test_variant_that_fits(ambit, mix, tmp_path, processor, cpus, wanted):
    """On a processor that has not what the others need, they would stop the program."""
    if not shutil.which("qemu-x86_64"):
        pytest.skip("qemu-x86_64 is not installed")
    ambit("compile", mix, "-o", "mix.so", "--mcpu", ",".join(cpus))
    (tmp_path / "main.c").write_text(CALL_LINEAR)
    subprocess.run(["gcc", "-o", "main", "main.c", "./mix.so"], cwd=tmp_path, check=True)
    run = subprocess.run(["qemu-x86_64", "-cpu", processor, "./main"], cwd=tmp_path, capture_output=True, text=True)
    assert run.stdout == wanted + "\n", run


@pytest.mark.parametrize("cpus, code, error", [
    ("x86-64-v2,", 1, "expected different processors"), ("x86-64-v2,x86-64-v2", 1, "expected different processors"),
    ("x86-64-v2,pdp11", 1, "unknown processor `pdp11`"),
    ("x86-64-v2,cortex-a72", 3, "not supported yet: `cortex-a72` as one of several processors"),
    ("x86-64-v2,diamondrapids", 3, "not supported yet: `diamondrapids` as one of several processors, for its"),
])
def test_variants_that_do_not_go_together(ambit, inputs, tmp_path, cpus, code, error):
    ambit("compile", inputs / "add.mlir", "-o", "add.o", "--mcpu", cpus, code=code, error=error)
    assert not list(tmp_path.iterdir())


def test_one_stage_of_several_processors(ambit, inputs):
    ambit("compile", inputs / "add.mlir", "--emit", "codegen", "--mcpu", "x86-64-v2,x86-64-v3", code=1,
          error="expected one processor to print a stage for")


def test_library_of_another_architecture(ambit, inputs, tmp_path):
    other = "x86-64" if platform.machine() == "aarch64" else "aarch64"
    ambit("compile", inputs / "add.mlir", "-o", "add.so", "--mcpu", other, code=3,
          error="not supported yet: a shared library for")
    assert not list(tmp_path.iterdir())


LAYER = """
  %y{to} = ambit.conv %y{of}, %w{to} padding(causal) dilation({dilation})
      : (tensor<1x?x16xf32>, tensor<2x16x16xf32>) -> tensor<1x?x16xf32>"""


def count_tasks(ambit, layers):
    """Functions of grid points that a stack of convolutions is compiled to."""
    weights = ", ".join(f"%w{layer}: tensor<2x16x16xf32>" for layer in range(1, layers + 1))
    body = "".join(LAYER.format(to=layer, of=layer - 1, dilation=5 ** layer)
                   for layer in range(1, layers + 1))
    (ambit.folder / "stack.mlir").write_text(f"""
func.func @stack(%y0: tensor<1x?x16xf32>, {weights}) -> tensor<1x?x16xf32> {{{body}
  return %y{layers} : tensor<1x?x16xf32>
}}
""")
    text = ambit("compile", "stack.mlir", "--emit", "llvm")
    return sum(line.startswith("define") and "_task" in line for line in text.splitlines())


def test_equal_layers_are_compiled_once(ambit):
    assert 1 <= count_tasks(ambit, 3) == count_tasks(ambit, 12) < 3
