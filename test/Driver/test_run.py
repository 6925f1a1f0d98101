# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`ambit run` on a model in the form that Codegen leaves: y = erf(x + w)."""

import platform
from math import erf

import numpy as np
import pytest


@pytest.fixture
def add(inputs):
    return inputs / "add.mlir"


def save_weights(path, **arrays):
    """The smallest writer of safetensors files."""
    import json

    header, data = {}, b""
    for name, array in arrays.items():
        begin = len(data)
        data += array.tobytes()
        header[name] = {"dtype": "F32", "shape": array.shape,
                        "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


@pytest.fixture
def arrays(tmp_path):
    random = np.random.default_rng(0)
    x = random.standard_normal((5, 4)).astype(np.float32)
    w = random.standard_normal(4).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    save_weights(tmp_path / "w.safetensors", w=w)
    return x, w


@pytest.mark.parametrize("given", ["x.npy", "x=x.npy"])
def test_reads_and_writes(ambit, add, arrays, tmp_path, given):
    x, w = arrays
    out = ambit("run", add, "--input", given, "--weights", "w.safetensors",
                "--output", "y=y.npy")
    assert "y: f32 [5, 4]" in out
    wanted = np.vectorize(erf)((x + w).astype(np.float64))
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), wanted, 1e-6, 1e-6)


def test_random_is_repeatable(ambit, add, tmp_path):
    for name, seed in [("a", 1), ("b", 1), ("c", 2)]:
        ambit("run", add, "--random", seed, "--size", 7, "--output", f"{name}.npy")
    a, b, c = (np.load(tmp_path / f"{name}.npy") for name in "abc")
    assert a.shape == (7, 4)
    assert np.array_equal(a, b) and not np.array_equal(a, c)


def test_empty_array(ambit, add):
    assert "y: f32 [0, 4]" in ambit("run", add, "--random", 1, "--size", 0)


def test_unused_weights_are_a_warning(ambit, add, arrays, tmp_path):
    save_weights(tmp_path / "w.safetensors", w=arrays[1], v=arrays[1])
    ambit("run", add, "--input", "x.npy", "--weights", "w.safetensors",
          error="1 arrays are not used by the model (`v`)")


@pytest.mark.parametrize("arguments, code, error", [
    (["--random", 1], 1, "expected --size to give dimension 0 of `x`"),
    (["--random", "x"], 1, "expected a seed (a whole number)"),
    (["--random", 1, "--size", "q"], 1, "expected --size to be a number"),
    (["--random", 1, "--size", "x=2x4x1"], 1, "expected 2 sizes for `x` in --size, but got 3"),
    ([], 1, "expected --input x=FILE (or --random SEED), but there is none"),
    (["--input", "z=x.npy"], 1, "to be one of (x), but got `z`"),
    (["--input", "x.npy", "--input", "x.npy"], 1, "expected at most 1 --input (x), but got 2"),
    (["--input", "x.npy", "--input", "x=x.npy"], 1, "expected one --input for `x`"),
    (["--input", "x="], 1, "expected a file in --input, but got `x=`"),
    (["--input", "x.npy"], 1, "expected --weights FILE (or --random SEED)"),
    (["--entry", "sub"], 1, "functions of the model (add), but got `sub`"),
    (["--threads", -1], 1, "expected --threads to be at least 0, but got -1"),
    (["--random", 1, "--size", 3, "--mcpu", "diamondrapids"], 1, "can run, but `diamondrapids` has"),
    (["--random", 1, "--size", 3, "--mcpu", "a64fx" if platform.machine() == "x86_64" else "znver4"], 1,
     "can run, but `"),
    (["--mcpu", "pdp11"], 1, "unknown processor `pdp11`"),
    (["--stop-after", "lunch"], 1, "but got `lunch`"),
    (["--bogus"], 1, "Unknown command line argument '--bogus'"),
    (["--input", "none.npy"], 2, "none.npy"),
    (["--input", "wide.npy", "--random", 1], 2, "expected elements of type f32 for `x`, but got f64"),
    (["--input", "flat.npy", "--random", 1], 2, "expected 2 dimensions for `x`, but got 1 [4]"),
    (["--input", "x.npy", "--weights", "x.npy"], 2, "x.npy"),
    (["--input", "x.npy", "--weights", "long.safetensors"], 2, "expected the shape [4], but got [5]"),
    (["--input", "x.npy", "--weights", "empty.safetensors"], 2, "no array of this name"),
    (["--input", "five.npy", "--random", 1], 4, "expected dimension 1 of `x` to be 4, but got 5"),
    (["--random", 1, "--size", 200], 4, "expected `x` to have at most 100 rows, but got 200"),
    (["--random", 1, "--size", 1 << 60], 4, ""),
    (["--random", 1, "--size", 3, "--output", "no/folder/y.npy"], 6, "no/folder/y.npy"),
])
def test_errors(ambit, add, arrays, tmp_path, arguments, code, error):
    x, w = arrays
    np.save(tmp_path / "wide.npy", x.astype(np.float64))
    np.save(tmp_path / "flat.npy", x[0])
    np.save(tmp_path / "five.npy", np.zeros((5, 5), np.float32))
    save_weights(tmp_path / "long.safetensors", w=np.zeros(5, np.float32))
    save_weights(tmp_path / "empty.safetensors")
    before = sorted(tmp_path.iterdir())
    ambit("run", add, *arguments, code=code, error=error)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("text, error", [
    ("func.func @f( {", "error"),
    ("(" * 10000, "expected brackets at most 256 deep"),
    ("#a = affine_map<(i) -> (" + "-" * 10000 + "i)>", "deep"),
    ('func.func @f() { "' + "(" * 10000, "error"),
    ("// " + "(" * 10000 + "\nfunc.func private @f()", "functions of the model: none"),
    ("", "functions of the model: none"),
])
def test_bad_models(ambit, tmp_path, text, error):
    (tmp_path / "m.mlir").write_text(text)
    code = 1 if "functions" in error else 2
    ambit("run", "m.mlir", code=code, error=error)


def test_no_model(ambit, tmp_path):
    ambit("run", "none.mlir", code=2, error="none.mlir")
    ambit("run", tmp_path, code=2, error=tmp_path.name)
    ambit("run", code=1, error="expected a model file")
    ambit("walk", code=1, error="expected a command")


def test_stop_after_and_dump(ambit, add, tmp_path):
    assert "llvm.func @add" in ambit("run", add, "--stop-after", "emit")
    ambit("run", add, "--random", 1, "--size", 3, "--dump-stages", "stages")
    dumps = sorted((tmp_path / "stages").iterdir())
    assert dumps[-1].name.endswith("-emit.mlir")
    assert "llvm.func @add" in dumps[-1].read_text()


def test_processors(ambit, add):
    names = ambit("run", "--mcpu", "help").split()
    assert {"native", "x86-64-v3", "aarch64", "cortex-a72"} <= set(names)
    if platform.machine() == "x86_64":
        ambit("run", add, "--random", 1, "--size", 3, "--mcpu", "x86-64")
    assert ambit("compile", add, "--emit", "codegen", "--mcpu", "native") == ambit("compile", add, "--emit", "codegen")


ATTENTION = """
func.func @mix(%q: tensor<1x8x?x64xf32>, %k: tensor<1x8x?x64xf32>,
               %v: tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32> {
  %y = ambit.attention %q, %k, %v mask(#ambit.mask<causal>)
    : (tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>, tensor<1x8x?x64xf32>) -> tensor<1x8x?x64xf32>
  return %y : tensor<1x8x?x64xf32>
}
"""


def test_text_to_first_call(ambit, tmp_path, is_release):
    if not is_release:
        pytest.skip("not a release build")
    (tmp_path / "m.mlir").write_text(ATTENTION)
    lines = ambit("run", "m.mlir", "--random", 1, "--size", 64, "--time").splitlines()
    phases = {line.split(" ms  ")[1]: float(line.split()[1]) for line in ambit.errors.splitlines()[1:]}
    after = {"first call", "more calls", "reference"}
    assert phases["total"] - sum(phases[name] for name in after & set(phases)) < 500
    assert "y: f32 [1, 8, 64, 64]" in "\n".join(lines)


def test_check(ambit, tmp_path):
    (tmp_path / "m.mlir").write_text(ATTENTION)
    out = ambit("run", "m.mlir", "--random", 1, "--size", 37, "--check")
    assert "% of the f32 peak" in out and ", ok\n" in out
    assert "error" in out


def test_reference_alone(ambit, tmp_path):
    (tmp_path / "m.mlir").write_text(ATTENTION)
    arguments = ["run", "m.mlir", "--random", 1, "--size", 37]
    ambit(*arguments, "--output", "fast.npy")
    ambit(*arguments, "--output", "slow.npy", "--reference")
    fast, slow = np.load(tmp_path / "fast.npy"), np.load(tmp_path / "slow.npy")
    np.testing.assert_allclose(fast, slow, 1e-5, 1e-5)


def test_weights_are_transposed_as_declared(ambit, tmp_path):
    (tmp_path / "m.mlir").write_text("""
ambit.global @w : tensor<3x5xf32> from "layer.weight" transpose [1, 0]
func.func @f(%x: tensor<2x?x3xf32> {ambit.sizes = ["", "n", ""]}) -> tensor<2x?x5xf32> {
  %w = ambit.get_global @w : tensor<3x5xf32>
  %y = ambit.linear %x, %w : (tensor<2x?x3xf32>, tensor<3x5xf32>) -> tensor<2x?x5xf32>
  return %y : tensor<2x?x5xf32>
}
""")
    random = np.random.default_rng(0)
    x = random.standard_normal((2, 7, 3)).astype(np.float32)
    weight = random.standard_normal((5, 3)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    save_weights(tmp_path / "w.safetensors", **{"layer.weight": weight})
    ambit("run", "m.mlir", "--input", "x.npy", "--weights", "w.safetensors", "--output", "y.npy")
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), x @ weight.T, 1e-5, 1e-5)
    save_weights(tmp_path / "w.safetensors", **{"layer.weight": weight.T.copy()})
    ambit("run", "m.mlir", "--input", "x.npy", "--weights", "w.safetensors", code=2,
          error="expected the shape [5, 3], but got [3, 5]")
    assert "y: f32 [2, 9, 5]" in ambit("run", "m.mlir", "--random", 1, "--size", "n=9")


def test_same_bits_at_any_number_of_threads(ambit, tmp_path):
    (tmp_path / "m.mlir").write_text(ATTENTION)
    for threads in (1, 2, 3):
        ambit("run", "m.mlir", "--random", 1, "--size", 200, "--threads", threads,
              "--output", f"{threads}.npy")
    one, two, three = (np.load(tmp_path / f"{threads}.npy") for threads in (1, 2, 3))
    assert np.array_equal(one, two) and np.array_equal(one, three)


def test_all_outputs_or_none(ambit, tmp_path):
    (tmp_path / "m.mlir").write_text("""
func.func @f(%x: tensor<?x4xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %a = ambit.activation %x kind(relu) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %b = ambit.activation %x kind(tanh) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %a, %b : tensor<?x4xf32>, tensor<?x4xf32>
}
""")
    ambit("run", "m.mlir", "--random", 1, "--size", 3, "--output", "a=a.npy",
          "--output", "b=absent/b.npy", code=6, error="absent/b.npy: cannot write")
    assert [path.name for path in tmp_path.iterdir()] == ["m.mlir"]


@pytest.mark.parametrize("name", ["ambit_allocate", "ambit_whatever", "malloc", "fmaf", "memcpy"])
def test_reserved_names(ambit, tmp_path, name):
    (tmp_path / "m.mlir").write_text(f"""
func.func @{name}(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {{
  %y = ambit.activation %x kind(gelu) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}}
""")
    for reference in ([], ["--reference"]):
        ambit("run", "m.mlir", "--random", 1, "--size", 3, *reference, code=3,
              error=f"expected a name that neither the C library nor the run time (`ambit_...`) has, but got `{name}`")
        assert "m.mlir:2" in ambit.errors
