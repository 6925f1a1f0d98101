# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`ambit analyze`: its schema, its numbers against formulas by hand, its errors."""

import json
import re

import pytest

QUANTITY = {"formula": str, "closed_form": (str, type(None)), "valid_from": (int, type(None)),
            "complexity": (str, type(None)), "value": (int, float)}
FIELD = {"positions": (int, type(None)), "least": (int, type(None)), "greatest": (int, type(None)), "stride": int,
         "exact": bool, "exact_at_borders": bool, "offsets": [{"first": int, "step": int, "count": (int, type(None))}]}
# A sum over tiles: no formula has it.
TILES = {**QUANTITY, "closed_form": type(None), "valid_from": type(None), "complexity": type(None),
         "value": (int, float, type(None))}
OP = {"op": str, **{key: QUANTITY for key in ("parameters", "multiply_adds", "flops", "pairs", "bytes_read",
                                               "bytes_written", "bytes_live")}}
TOTALS = ("parameters", "multiply_adds", "flops_softmax", "flops_norm", "flops_elementwise", "flops", "pairs", "bytes",
          "bytes_compulsory", "bytes_activations", "bytes_peak", "steps")
MACHINE = {"schema": str, "cpu": str, "flops_per_second": (int, float), "memory_bytes_per_second": (int, float),
           "cache_bytes_per_second": (int, float)}
SCHEMA = {"schema": str, "model": str, "entry": str, "main_size": str, "sizes": dict,
          "totals": {key: QUANTITY for key in TOTALS}, "ops": [OP], "receptive_field": FIELD,
          "layers": [{"op": str, "own": FIELD, "total": FIELD}], "depth": int, "path_length": (int, type(None))}
OPTIONAL = {"bytes_state": QUANTITY, "bytes_planned": TILES, "machine": MACHINE, "roofline_seconds": float}


def check(value, schema, path="report"):
    if isinstance(schema, dict):
        assert isinstance(value, dict), path
        assert set(schema) <= set(value), path
        for key, part in value.items():
            assert key in schema or key in OPTIONAL, f"{path}.{key}"
            check(part, schema.get(key, OPTIONAL.get(key)), f"{path}.{key}")
    elif isinstance(schema, list):
        assert isinstance(value, list), path
        for part in value:
            check(part, schema[0], path + "[]")
    else:
        assert isinstance(value, schema), (path, value)


@pytest.mark.parametrize("name, entries", [
    ("cnn", [""]), ("longformer", [""]), ("sliding_window", [""]), ("sparse_transformer", ["strided", "fixed"]),
    ("transformer_block", [""]), ("wavenet", [""])])
def test_every_example(ambit, examples, name, entries):
    for entry in entries:
        choice = ["--entry", entry] if entry else []
        report = ambit.analyze(examples / f"{name}.mlir", "--size", 1000, *choice)
        check(report, SCHEMA)
        assert report["schema"] == "ambit-analyze-1"
        totals = {key: quantity["value"] for key, quantity in report["totals"].items()}
        assert totals["flops"] == 2 * totals["multiply_adds"] + sum(
            totals["flops_" + kind] for kind in ("softmax", "norm", "elementwise"))
        assert totals["multiply_adds"] == sum(op["multiply_adds"]["value"] for op in report["ops"])
        table = ambit.run("analyze", examples / f"{name}.mlir", "--size", 1000, *choice)
        assert "receptive field" in table and "O(n" in table


def test_formulas_by_hand(ambit):
    width, layers, n, batch = 32, 3, 100, 2
    model = ambit.new("m.mlir", "transformer", "--layers", layers, "--width", width, "--heads", 4)
    report = ambit.analyze(model, "--size", f"n={n}", "--size", f"batch={batch}")
    totals = {key: quantity["value"] for key, quantity in report["totals"].items()}
    pairs = batch * 4 * n * (n + 1) // 2
    assert totals["pairs"] == layers * pairs
    assert totals["parameters"] == layers * (12 * width ** 2 + 9 * width) + 2 * width
    assert totals["multiply_adds"] == layers * (12 * batch * n * width ** 2 + 2 * pairs * width // 4)
    assert totals["flops_norm"] == (2 * layers + 1) * 7 * batch * n * width
    assert report["totals"]["multiply_adds"]["complexity"] == "O(n^2)"
    assert report["totals"]["parameters"]["closed_form"] == str(totals["parameters"])


def test_closed_forms_give_the_values(ambit):
    model = ambit.new("m.mlir", "wavenet", "--layers", 6, "--width", 4)
    for n in (64, 77, 1000):
        flops = ambit.analyze(model, "--size", f"n={n}")["totals"]["flops"]
        formula = flops["closed_form"].replace("^", "**")
        assert n >= flops["valid_from"]
        assert eval(formula, {"n": n, "batch": 1}) == flops["value"]
        assert eval(flops["formula"].replace("^", "**"), {"n": n, "batch": 1, "max": max}) == flops["value"]


def test_long_sequences(ambit):
    model = ambit.new("m.mlir", "transformer", "--layers", 1, "--width", 8)
    n = 2 ** 40
    report = ambit.analyze(model, "--size", f"n={n}")
    assert report["totals"]["pairs"]["value"] == pytest.approx(4 * n * (n + 1) // 2, rel=1e-15)


def test_machine(ambit):
    model = ambit.new("m.mlir", "cnn", "--layers", 2, "--width", 32)
    line = ambit.run("bench", "--machine", "machine.json")
    assert re.search(r"GFLOP/s, .* GB/s from memory, .* GB/s from cache", line)
    machine = json.loads((ambit.folder / "machine.json").read_text())
    check(machine, MACHINE)
    report = ambit.analyze(model, "--size", "n=1000", "--machine", "machine.json")
    check(report, SCHEMA)
    wanted = sum(max(op["flops"]["value"] / machine["flops_per_second"],
                     (op["bytes_read"]["value"] + op["bytes_written"]["value"]) / machine["memory_bytes_per_second"])
                 for op in report["ops"])
    assert report["roofline_seconds"] == pytest.approx(wanted)
    assert "roofline" in ambit.run("analyze", model, "--size", "n=1000", "--machine", "machine.json")


STATIC = """
func.func @f(%x: tensor<2x8x4xf32>) -> tensor<2x8x4xf32> {
  %y = arith.negf %x : tensor<2x8x4xf32>
  return %y : tensor<2x8x4xf32>
}
"""


@pytest.mark.parametrize("arguments, code, error", [
    (["--size", "q=3"], 1, "expected --size to name a size of the model (batch, n), but got `q`"),
    (["--size", "batch=3"], 1, "expected --size to give `n` too"),
    (["--size", "x=1x2x3"], 1, "but got a shape for `x`"),
    (["--size", f"n={2 ** 40 + 1}"], 1, "expected sizes up to 2^40, but got n = 1099511627777"),
    (["--size", "n=-1"], 1, "expected --size to be a number"),
    (["--entry", "g"], 1, "functions of the model (model), but got `g`"),
    (["--machine", "none.json"], 1, "expected --size with --machine"),
    (["--size", "4", "--machine", "none.json"], 2, "none.json"),
    (["--size", "4", "--machine", "m.mlir"], 2, "m.mlir"),
    (["--size", "4", "--machine", "bad.json"], 2, "`memory_bytes_per_second` to be a positive number"),
    (["--size", "4", "--machine", "old.json"], 2, "expected a machine file with \"schema\""),
    (["-o", "no/folder/x.json"], 6, "no/folder/x.json"),
])
def test_errors(ambit, arguments, code, error):
    ambit.new("m.mlir", "cnn", "--layers", 1, "--width", 4)
    ambit.write('{"schema": "ambit-machine-1", "flops_per_second": 1, "memory_bytes_per_second": 0}', "bad.json")
    ambit.write('{"schema": "ambit-machine-0"}', "old.json")
    before = sorted(ambit.folder.iterdir())
    message = ambit.run("analyze", "m.mlir", *arguments, code=code)
    assert error in message and len(message.splitlines()) == 1
    assert sorted(ambit.folder.iterdir()) == before


def test_an_op_that_does_not_tell(ambit):
    ambit.write(STATIC)
    message = ambit.run("analyze", "m.mlir", code=3)
    assert "m.mlir:3:8: error: 'arith.negf' op does not tell what it costs" in message
    ambit.write(STATIC.replace("2x8x4", "2x?x4"))
    assert "'arith.negf' op does not tell the sizes of its results" in ambit.run("analyze", "m.mlir", code=3)


def test_positions_that_cannot_be_followed(ambit):
    ambit.write("""
func.func @f(%x: tensor<?xf32>, %w: tensor<4x4xf32>) -> tensor<?xf32> {
  %y = ambit.linear %x, %w : (tensor<?xf32>, tensor<4x4xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}
""")
    assert "not supported yet: to follow positions along axis 0" in ambit.run("analyze", "m.mlir", code=3)
