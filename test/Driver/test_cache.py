# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiled models of earlier runs: found again, never trusted, bounded."""

import os
import resource
import shutil
import signal
import subprocess
import time

import pytest

from conftest import BUILD

MODEL = """
func.func @mix(%x: tensor<1x?x16xf32>, %w: tensor<2x16x16xf32>) -> tensor<1x?x16xf32> {
  %y = ambit.conv %x, %w padding(causal) dilation(3)
      : (tensor<1x?x16xf32>, tensor<2x16x16xf32>) -> tensor<1x?x16xf32>
  return %y : tensor<1x?x16xf32>
}
"""
RUN = ["run", "m.mlir", "--random", 1, "--size", 50]
MEBIBYTE = 1 << 20


@pytest.fixture
def model(tmp_path):
    (tmp_path / "m.mlir").write_text(MODEL)
    return tmp_path


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


def run(ambit, cache, *arguments):
    """Runs the model; gives the phases that it took and the bytes of the output."""
    ambit(*RUN, "--cache", cache, "--time", "--output", "y.npy", *arguments)
    phases = [line.split(" ms  ")[-1] for line in ambit.errors.splitlines()]
    return phases, (ambit.folder / "y.npy").read_bytes()


def entries(cache):
    return set(cache.glob("llvmcache-*"))


def plant(path, size, age):
    """A file of holes that was last used `age` seconds ago."""
    with open(path, "wb") as file:
        file.truncate(size)
    os.utime(path, (time.time() - age,) * 2)


def test_second_run_compiles_nothing(ambit, model, cache):
    phases, plain = run(ambit, "off")
    assert "codegen" in phases and not cache.exists()
    phases, first = run(ambit, cache)
    assert "codegen" in phases and len(entries(cache)) == 1
    phases, second = run(ambit, cache)
    assert "codegen" not in phases and "machine code" not in phases
    assert plain == first == second


def test_key_is_all_that_decides_the_code(ambit, model, cache):
    run(ambit, cache)
    count = 1
    for arguments in (["--reference"], ["--mcpu", "x86-64-v2"], ["--passes", "cse"]):
        phases, _ = run(ambit, cache, *arguments)
        count += 1
        assert "emit" in phases and len(entries(cache)) == count
    # Neither sizes nor threads do.
    phases, _ = run(ambit, cache, "--threads", 1, "--size", "60")
    assert "emit" not in phases
    (model / "m.mlir").write_text(MODEL.replace("dilation(3)", "dilation(5)"))
    phases, _ = run(ambit, cache)
    assert "emit" in phases and len(entries(cache)) == count + 1


def test_entries_of_one_file(ambit, model, cache):
    (model / "m.mlir").write_text(MODEL + MODEL.replace("@mix", "@other").replace("dilation(3)", ""))
    _, mix = run(ambit, cache, "--entry", "mix")
    phases, other = run(ambit, cache, "--entry", "other")
    assert "emit" in phases and mix != other
    phases, again = run(ambit, cache, "--entry", "mix")
    assert "emit" not in phases and mix == again


@pytest.mark.parametrize("size", [0, 7, 39, 100, -1])
def test_truncated_entry_is_replaced(ambit, model, cache, size):
    _, wanted = run(ambit, cache)
    entry, = entries(cache)
    whole = entry.read_bytes()
    entry.write_bytes(whole[:size])
    phases, result = run(ambit, cache)
    assert "emit" in phases and result == wanted
    assert entry.read_bytes() == whole


@pytest.mark.parametrize("place", [0.0, 0.003, 0.01, 0.3, 0.7, 1.0])
def test_damaged_entry_is_replaced(ambit, model, cache, place):
    _, wanted = run(ambit, cache)
    entry, = entries(cache)
    whole = entry.read_bytes()
    at = int(place * (len(whole) - 1))
    entry.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:])
    phases, result = run(ambit, cache)
    assert "emit" in phases and result == wanted
    assert entry.read_bytes() == whole


def test_entry_of_another_model_is_not_taken(ambit, model, cache):
    _, wanted = run(ambit, cache)
    entry, = entries(cache)
    run(ambit, cache, "--reference")
    other, = entries(cache) - {entry}
    shutil.copy(other, entry)
    phases, result = run(ambit, cache)
    assert "emit" in phases and result == wanted


def test_least_recently_used_entries_go(ambit, model, cache):
    run(ambit, cache)
    entry, = entries(cache)
    plant(cache / "llvmcache-recent", 150 * MEBIBYTE, age=60)
    plant(cache / "llvmcache-old", 150 * MEBIBYTE, age=3600)
    # What a killed writer leaves is bounded too.
    plant(cache / "llvmcache-older.abcdef.tmp", 10 * MEBIBYTE, age=7200)
    os.utime(entry, (time.time() - 9999,) * 2)
    run(ambit, cache)
    run(ambit, cache, "--reference")
    names = {path.name for path in entries(cache)}
    assert entry.name in names and "llvmcache-recent" in names
    assert "llvmcache-old" not in names and "llvmcache-older.abcdef.tmp" not in names


def test_processes_at_once(ambit, model, cache):
    _, wanted = run(ambit, "off")
    command = [str(BUILD / "bin" / "ambit"), *map(str, RUN), "--cache", str(cache), "--output"]
    for _ in range(3):
        processes = [subprocess.Popen(command + [f"{number}.npy"], cwd=model, stdout=subprocess.DEVNULL)
                     for number in range(4)]
        assert [process.wait() for process in processes] == [0] * 4
        for number in range(4):
            assert (model / f"{number}.npy").read_bytes() == wanted
        entry, = entries(cache)
        # The next round meets a damaged entry.
        entry.write_bytes(entry.read_bytes()[:-1])


def test_folder_that_cannot_be_used(ambit, model, cache):
    _, wanted = run(ambit, "off")
    _, result = run(ambit, "m.mlir/cache")
    assert result == wanted and "no cache in m.mlir/cache" in ambit.errors
    cache.mkdir()
    cache.chmod(0o777)
    _, result = run(ambit, cache)
    assert result == wanted and "nobody else can write" in ambit.errors
    assert not entries(cache)


def test_no_room(ambit, model, cache):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    command = [str(BUILD / "bin" / "ambit"), *map(str, RUN), "--cache", str(cache)]
    result = subprocess.run(command, cwd=model, preexec_fn=limit, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert "y: f32 [1, 50, 16]" in result.stdout
    assert not entries(cache)


def test_stages_are_shown_nevertheless(ambit, model, cache):
    run(ambit, cache)
    assert "tile.program" in ambit("run", "m.mlir", "--cache", cache, "--stop-after", "tile")
    assert "define" in ambit("compile", "m.mlir", "--cache", cache, "--emit", "llvm")
    run(ambit, cache, "--dump-stages", "stages")
    assert len(list((model / "stages").iterdir())) > 4
    assert len(entries(cache)) == 1


def test_where_the_folder_is(ambit, model, tmp_path):
    ambit.environment = {"XDG_CACHE_HOME": str(tmp_path / "user"), "AMBIT_CACHE": ""}
    ambit(*RUN)
    assert len(entries(tmp_path / "user" / "ambit")) == 1
    ambit.environment["AMBIT_CACHE"] = str(tmp_path / "given")
    ambit(*RUN)
    assert len(entries(tmp_path / "given")) == 1
    assert (tmp_path / "given").stat().st_mode & 0o777 == 0o700
    shutil.rmtree(tmp_path / "given")
    ambit.environment["AMBIT_CACHE"] = "off"
    ambit(*RUN)
    assert not (tmp_path / "given").exists()


def test_compile_and_bench(ambit, model, cache):
    for name in ("a.o", "b.o"):
        ambit("compile", "m.mlir", "-o", name, "--cache", cache)
    assert (model / "a.o").read_bytes() == (model / "b.o").read_bytes()
    assert (model / "a.h").exists() and len(entries(cache)) == 1
    ambit("bench", "m.mlir", "--size", 64, "--cache", cache)
    assert len(entries(cache)) == 2


def test_remarks_are_repeated(ambit, model, cache):
    shape = "tensor<1x2x?x16xf32>"
    (model / "m.mlir").write_text(f"""
func.func @mix(%q: {shape}) -> {shape} {{
  %y = ambit.attention %q, %q, %q mask(#ambit.mask<set("i + j <= n")>)
      : ({shape}, {shape}, {shape}) -> {shape}
  return %y : {shape}
}}
""")
    for _ in range(2):
        ambit(*RUN, "--cache", cache)
        assert "remark: mask: bounds a comparison" in ambit.errors
    assert not entries(cache)
