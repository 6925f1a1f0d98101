# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The arrays of examples/data, what the WaveNet reads of its input, and the models
that the documentation shows."""

import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "examples" / "data"
AMBIT = Path(os.environ.get("AMBIT_BUILD", ROOT / "build")) / "bin" / "ambit"


def documented_models():
    for page in ("README.md", "docs/ambit.md"):
        text = (ROOT / page).read_text()
        for match in re.finditer(r"^```mlir\n(.*?)^```$", text, re.M | re.S):
            if "func.func" in match.group(1):
                line = text.count("\n", 0, match.start()) + 1
                yield pytest.param(match.group(1), id=f"{page}:{line}")


def read_safetensors(path):
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    return {name: np.frombuffer(data[8 + size:][slice(*entry["data_offsets"])], np.float32)
            for name, entry in header.items()}


def test_the_script_makes_the_arrays(tmp_path):
    subprocess.run([sys.executable, ROOT / "scripts" / "make-example-data.py", tmp_path], check=True, timeout=300)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in DATA.iterdir())
    for path in DATA.glob("*.npy"):
        assert np.allclose(np.load(path), np.load(tmp_path / path.name), atol=1e-5)
    for path in DATA.glob("*.safetensors"):
        made = read_safetensors(tmp_path / path.name)
        for name, array in read_safetensors(path).items():
            # The output layer is fitted: that may differ more between machines.
            assert np.allclose(array, made[name], atol=1e-2 if name.startswith("output") else 1e-5), name


@pytest.fixture(scope="module")
def chord_and_prediction(tmp_path_factory):
    """The chord, and a batch of two predictions: of the chord, and of the chord
    with sample 1000 not a number."""
    folder = tmp_path_factory.mktemp("wavenet")
    chord = np.load(DATA / "chord.npy")
    broken = chord.copy()
    broken[0, 1000, 0] = np.nan
    np.save(folder / "wave.npy", np.concatenate([chord, broken]))
    subprocess.run([AMBIT, "run", ROOT / "examples" / "wavenet.mlir", "--input", folder / "wave.npy",
                    "--weights", DATA / "wavenet.safetensors", "--output", folder / "next.npy"],
                   check=True, capture_output=True, timeout=300)
    return chord[0, :, 0], np.load(folder / "next.npy")[:, :, 0]


@pytest.mark.skipif(not AMBIT.exists(), reason="ambit is not built")
def test_wavenet_tells_the_next_sample(chord_and_prediction):
    chord, (predicted, _) = chord_and_prediction
    energy = ((predicted[:-1] - chord[1:]) ** 2).sum() / (chord**2).sum()
    # Saying that nothing changes leaves 8.5 % of the energy.
    assert energy < 0.04


@pytest.mark.skipif(not AMBIT.exists(), reason="ambit is not built")
def test_wavenet_reads_4096_samples(chord_and_prediction):
    _, (predicted, broken) = chord_and_prediction
    reached = np.arange(1000, 1000 + 4096)
    assert np.array_equal(np.flatnonzero(np.isnan(broken)), reached)
    # Nothing else feels it.
    assert np.array_equal(np.delete(broken, reached), np.delete(predicted, reached))


@pytest.mark.skipif(not AMBIT.exists(), reason="ambit is not built")
@pytest.mark.parametrize("model", documented_models())
def test_documented_model_agrees_with_the_reference(model, tmp_path):
    (tmp_path / "model.mlir").write_text(model)
    result = subprocess.run([AMBIT, "run", "model.mlir", "--random", "1", "--size", "333", "--check"],
                            cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    assert ", ok" in result.stdout
