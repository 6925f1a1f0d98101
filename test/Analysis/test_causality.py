# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`ambit check` on models: what it proves holds for a disturbed input, and its
witnesses are disturbed outputs."""

import json

import numpy as np
import pytest

from test_reach import disturb

CONV = "(!x, tensor<{0}x4x4xf32>) -> !x"


def check(ambit, model, *claims, code=0):
    return ambit.run("check", model, "--json", *claims, code=code)


def findings(ambit, model):
    whole, *masks = json.loads(check(ambit, model))["subjects"]
    return {finding["statement"]: finding for finding in whole["findings"]}, masks


@pytest.mark.parametrize("template, causal", [
    ("transformer --layers 2", True), ("sparse-transformer --layers 2 --stride 4", True),
    ("longformer --layers 1 --window 3 --globals 2", False), ("longformer --layers 2 --window 3 --globals 0", False),
    ("cnn --layers 3", None), ("cnn --layers 2 --kernel 4 --stride 3", None),
    ("wavenet --layers 4", True), ("wavenet --dilations 1,3,9 --kernel 3", True)])
def test_templates(ambit, template, causal):
    model = ambit.new("m.mlir", *template.split(), "--width", 4)
    whole, _ = findings(ambit, model)
    verdict, witness = whole["causal"]["verdict"], whole["causal"].get("witness")
    assert causal is None or (verdict == "holds") == causal
    agree(ambit, model, verdict, witness)


def agree(ambit, model, verdict, witness):
    """The disturbed outputs at a small length, and at that of the witness."""
    n = witness["n"] if witness else 24
    moved = disturb(ambit, model, n, 4)
    if witness:
        assert verdict == "refuted" and moved[witness["key"], witness["query"]]
    if verdict == "holds":
        assert not np.tril(moved, -1).any()


def write_stack(ambit, layers):
    """Convolutions one after the other: (kernel size, clauses)."""
    text = "!x = tensor<?x?x4xf32>\n"
    body = ""
    for index, (size, clauses) in enumerate(layers):
        text += f"ambit.global @w{index} : tensor<{size}x4x4xf32>\n"
        body += f"  %w{index} = ambit.get_global @w{index} : tensor<{size}x4x4xf32>\n"
        operand = "%x" if index == 0 else f"%y{index - 1}"
        body += f"  %y{index} = ambit.conv {operand}, %w{index} {clauses} : {CONV.format(size)}\n"
    last = len(layers) - 1
    return ambit.write(text + f"func.func @f(%x: !x) -> !x {{\n{body}  return %y{last} : !x\n}}\n")


@pytest.mark.parametrize("layers, verdict", [
    ([(3, "padding(causal)"), (2, "padding(causal) dilation(4)")], "holds"),
    ([(3, "padding(causal)"), (3, "padding(same)")], "refuted"),
    # Two layers that look ahead, behind one that looks back as far; or not.
    ([(2, "padding([0, 1])"), (2, "padding([0, 1])"), (3, "padding([4, 0])")], "holds"),
    ([(2, "padding([0, 1])"), (2, "padding([0, 1])"), (3, "padding([3, 0])")], "refuted"),
])
def test_layers_add_up(ambit, layers, verdict):
    model = write_stack(ambit, layers)
    whole, _ = findings(ambit, model)
    assert whole["causal"]["verdict"] == verdict
    agree(ambit, model, verdict, whole["causal"].get("witness"))


@pytest.mark.parametrize("template, verdict", [
    ("transformer --layers 2", "refuted"), ("sparse-transformer --layers 2 --stride 4", "refuted"),
    ("longformer --layers 2 --window 3 --globals 1", "refuted"),
    ("longformer --layers 2 --window 3 --globals 0", "holds"), ("wavenet --layers 4", "holds")])
def test_look_back(ambit, template, verdict):
    model = ambit.new("m.mlir", *template.split(), "--width", 4)
    whole, _ = findings(ambit, model)
    assert whole["bounded-look-back"]["verdict"] == verdict
    moved = disturb(ambit, model, 40, 4)
    if verdict == "refuted":
        assert moved[0, 39]
        assert "does not hold: without bound" in ambit.run("check", model, "--look-back", 1000, code=5)
    else:
        bound = int(whole["bounded-look-back"]["text"].removeprefix("at most "))
        assert not any(moved[j, i] for i in range(40) for j in range(max(0, i - bound)))


def test_look_back_through_a_shift(ambit):
    """Behind a layer that does not read its own position nothing is proved."""
    x = "tensor<1x1x?x4xf32>"
    model = ambit.write(f"""
func.func @f(%x: {x}) -> {x} {{
  %y = ambit.attention %x, %x, %x mask(#ambit.mask<causal>) : ({x}, {x}, {x}) -> {x}
  %z = ambit.attention %y, %y, %y mask(#ambit.mask<set("j = i - 3")>) : ({x}, {x}, {x}) -> {x}
  return %z : {x}
}}
""")
    whole, _ = findings(ambit, model)
    assert whole["causal"]["verdict"] == "holds"
    assert whole["bounded-look-back"]["verdict"] in ("unknown", "refuted")


def test_claims_of_a_model(ambit, examples):
    assert "holds" in check(ambit, examples / "wavenet.mlir", "--causal", "--look-back", 4095)
    assert "not decided" in check(ambit, examples / "wavenet.mlir", "--look-back", 4094, code=7)
    assert "`causal`" in check(ambit, examples / "longformer.mlir", "--causal", code=5)
    assert "`within`" in check(ambit, examples / "sparse_transformer.mlir", "--entry", "fixed", "--within", "block(32)",
                               code=5)


def test_an_output_that_cannot_be_written(ambit, examples):
    for output in ("no/folder/x.json", "."):
        message = ambit.run("check", examples / "wavenet.mlir", "-o", output, code=6)
        assert output in message and len(message.splitlines()) == 1
    assert not list(ambit.folder.iterdir())


def test_masks_of_a_model(ambit, examples):
    out = ambit.run("check", examples / "sparse_transformer.mlir", "--entry", "strided")
    assert out.splitlines()[0] == "@strided, from outputs to inputs"
    assert "`causal & window(32)`, all n = m" in out and "`causal & strided(32)`, all n = m" in out
    assert "  bounded-look-back  yes: 31; a stream keeps 32 keys" in out


def test_every_example(ambit, examples):
    for model in sorted(examples.glob("*.mlir")):
        for entry in (["strided"], ["fixed"]) if model.stem == "sparse_transformer" else ([],):
            options = ["--entry", *entry] if entry else []
            whole = json.loads(check(ambit, model, *options))["subjects"][0]
            assert whole["findings"][0]["verdict"] in ("holds", "refuted"), model
