#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the arrays of examples/data again: inputs (.npy) and weights (.safetensors).

    /usr/bin/python3 scripts/make-example-data.py [FOLDER]

Needs NumPy only. Random numbers are seeded. Weights have the layout in which
PyTorch stores them: linear [out, in], convolution [out, in, kernel]."""

import json
import struct
import sys
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "data"

# Abraham Lincoln, 19 November 1863.
TEXT = """Four score and seven years ago our fathers brought forth on this continent, a \
new nation, conceived in Liberty, and dedicated to the proposition that all men are created equal.

Now we are engaged in a great civil war, testing whether that nation, or any nation so conceived \
and so dedicated, can long endure. We are met on a great battle-field of that war. We have come to \
dedicate a portion of that field, as a final resting place for those who here gave their lives that \
that nation might live. It is altogether fitting and proper that we should do this.

But, in a larger sense, we can not dedicate -- we can not consecrate -- we can not hallow -- this \
ground. The brave men, living and dead, who struggled here, have consecrated it, far above our poor \
power to add or detract. The world will little note, nor long remember what we say here, but it can \
never forget what they did here.
"""

RATE = 8000  # samples per second
SAMPLES = 6000
CHORD = (220.0, 261.63, 329.63)  # A minor, in hertz
LAYERS = 12
CHANNELS = 64


def write_safetensors(path, arrays):
    """The header is the length and JSON; the data follows in the same order."""
    header, offset = {}, 0
    for name, array in arrays.items():
        assert array.dtype == np.float32
        header[name] = {"dtype": "F32", "shape": list(array.shape),
                        "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).tobytes())


def weight(random, *shape, gain=1.0):
    """Keeps the size of what it is applied to: variance gain^2 / inputs."""
    inputs = np.prod(shape[1:])
    return (random.standard_normal(shape) * gain / np.sqrt(inputs)).astype(np.float32)


def make_transformer_block():
    """A text as bytes, and one untrained layer: 4 query heads, 2 key heads."""
    random = np.random.default_rng(1)
    channels, hidden, keys = 128, 512, 64
    # Two maps add to the residual stream; together they double its variance.
    out = np.sqrt(0.5)
    weights = {
        "embedding.weight": random.standard_normal((256, channels)).astype(np.float32),
        "attention_norm.weight": 1 + 0.1 * random.standard_normal(channels).astype(np.float32),
        "attention.query.weight": weight(random, channels, channels),
        "attention.key.weight": weight(random, keys, channels),
        "attention.value.weight": weight(random, keys, channels),
        "attention.output.weight": weight(random, channels, channels, gain=out),
        "feed_forward_norm.weight": 1 + 0.1 * random.standard_normal(channels).astype(np.float32),
        "feed_forward.hidden.weight": weight(random, hidden, channels, gain=np.sqrt(2)),
        "feed_forward.hidden.bias": weight(random, hidden, channels)[:, 0],
        "feed_forward.output.weight": weight(random, channels, hidden, gain=out),
        "feed_forward.output.bias": weight(random, channels, hidden)[:, 0],
    }
    ids = np.frombuffer(TEXT.encode(), np.uint8).astype(np.int32)[None]
    return ids, {name: array.astype(np.float32) for name, array in weights.items()}


def make_wave():
    """Part of a chord: five harmonics of each note, a slow tremolo, decay."""
    time = np.arange(SAMPLES) / RATE
    wave = sum(np.sin(2 * np.pi * note * harmonic * time + note) / harmonic**1.5
               for note in CHORD for harmonic in range(1, 6))
    wave *= np.exp(-2 * time) * (1 - np.exp(-200 * time)) * (1 + 0.2 * np.sin(2 * np.pi * 6 * time))
    return (wave / np.abs(wave).max()).astype(np.float32)[None, :, None]


def dilated(x, kernel, dilation):
    """Causal, kernel size 2: x [n, in], kernel [out, in, 2]."""
    before = np.concatenate([np.zeros((dilation, x.shape[1])), x])[:len(x)]
    return before @ kernel[:, :, 0].T + x @ kernel[:, :, 1].T


def make_wavenet(wave):
    """12 gated layers of random features, almost linear, and an output layer that
    is fitted to tell the next sample: ridge regression."""
    random = np.random.default_rng(2)
    weights = {"input.weight": weight(random, CHANNELS, 1, gain=0.5),
               "input.bias": weight(random, CHANNELS, 1, gain=0.5)[:, 0]}
    x = wave[0].astype(float) @ weights["input.weight"].T + weights["input.bias"]
    skips = 0
    for layer in range(LAYERS):
        kernel = weight(random, 2 * CHANNELS, CHANNELS, 2, gain=0.3)
        bias = weight(random, 2 * CHANNELS, CHANNELS)[:, 0]
        residual = weight(random, CHANNELS, CHANNELS, gain=0.3)
        skip = weight(random, CHANNELS, CHANNELS)
        for name, array in (("kernel", kernel), ("bias", bias), ("residual", residual), ("skip", skip)):
            weights[f"layers.{layer}.{name}"] = array
        both = dilated(x, kernel, 2**layer) + bias
        gated = np.tanh(both[:, :CHANNELS]) / (1 + np.exp(-both[:, CHANNELS:]))
        x = x + gated @ residual.T
        skips = skips + gated @ skip.T
    weights["hidden.weight"] = weight(random, CHANNELS, CHANNELS, gain=np.sqrt(2))
    weights["hidden.bias"] = weight(random, CHANNELS, CHANNELS, gain=0.5)[:, 0]
    hidden = np.maximum(np.maximum(skips, 0) @ weights["hidden.weight"].T + weights["hidden.bias"], 0)
    # One more column for the bias. The penalty keeps the weights small.
    features = np.concatenate([hidden, np.ones((len(hidden), 1))], axis=1)[:-1]
    square = features.T @ features + 1e-5 * np.eye(features.shape[1])
    fitted = np.linalg.solve(square, features.T @ wave[0, 1:, 0]).astype(np.float32)
    weights["output.weight"], weights["output.bias"] = fitted[None, :-1], fitted[-1:]
    error = features @ fitted - wave[0, 1:, 0]
    print(f"wavenet: {100 * (error**2).sum() / (wave**2).sum():.2f} % of the energy is not predicted")
    return weights


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    ids, weights = make_transformer_block()
    np.save(folder / "text.npy", ids)
    write_safetensors(folder / "transformer_block.safetensors", weights)
    wave = make_wave()
    np.save(folder / "chord.npy", wave)
    write_safetensors(folder / "wavenet.safetensors", make_wavenet(wave))


if __name__ == "__main__":
    main()
