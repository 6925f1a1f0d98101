# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Plans that were measured: written, read, edited, refused."""

import json

import numpy as np
import pytest

from conftest import Ambit

MODEL = """
func.func @mix(%x: tensor<1x2x?x16xf32>, %w: tensor<16x16xf32>) -> tensor<1x2x?x16xf32> {
  %k = ambit.linear %x, %w : (tensor<1x2x?x16xf32>, tensor<16x16xf32>) -> tensor<1x2x?x16xf32>
  %y = ambit.attention %x, %k, %k mask(#ambit.mask<causal>)
      : (tensor<1x2x?x16xf32>, tensor<1x2x?x16xf32>, tensor<1x2x?x16xf32>) -> tensor<1x2x?x16xf32>
  return %y : tensor<1x2x?x16xf32>
}
"""
RUN = ["run", "m.mlir", "--random", 1, "--size", 100, "--schedule", "s.json"]


@pytest.fixture(scope="module")
def tuned(tmp_path_factory):
    """The schedule of the model as a text: measuring takes seconds."""
    ambit = Ambit(tmp_path_factory.mktemp("tuned"))
    (ambit.folder / "m.mlir").write_text(MODEL)
    table = ambit("tune", "m.mlir", "--size", 70, "-o", "s.json")
    assert "ambit.attention" in table and "ambit.linear" in table
    return (ambit.folder / "s.json").read_text()


@pytest.fixture
def schedule(ambit, tuned):
    """A function that changes the schedule in the test's folder."""
    (ambit.folder / "m.mlir").write_text(MODEL)
    path = ambit.folder / "s.json"
    path.write_text(tuned)

    def write(change):
        content = json.loads(path.read_text())
        change(content)
        path.write_text(json.dumps(content))

    return write


def attention(content):
    return next(entry for entry in content["operations"] if entry["operation"].startswith("ambit.attention"))


def test_schedule_is_applied(ambit, schedule, tuned):
    content = json.loads(tuned)
    assert content["schema"] == "ambit-schedule-1" and content["sizes"] == ["70"]
    assert [entry["operation"].split()[0] for entry in content["operations"]] == ["ambit.linear", "ambit.attention"]
    for entry in content["operations"]:
        assert 0 < entry["seconds"] <= entry["cost_model_seconds"]
    plan = attention(content)["plan"]
    assert plan in ambit("compile", "m.mlir", "--schedule", "s.json", "--emit", "plan")
    ambit(*RUN, "--check")


def test_schedule_can_be_edited(ambit, schedule):
    """Also by sizes that `tune` does not try; the results stay the same."""
    plan = "#ambit.plan<online_softmax, key_grain = 4, key_tile = 12, query_tile = 7, residue_views = 0>"
    schedule(lambda content: attention(content).update(plan=plan))
    assert plan in ambit("compile", "m.mlir", "--schedule", "s.json", "--emit", "plan")
    ambit(*RUN, "--check", "--output", "edited.npy")
    ambit(*RUN[:-2], "--output", "plain.npy")
    edited, plain = (np.load(ambit.folder / name) for name in ("edited.npy", "plain.npy"))
    np.testing.assert_allclose(edited, plain, atol=1e-5)


def test_cached_code_is_that_of_the_schedule(ambit, schedule):
    """An edited plan is not answered by code of the plan before."""
    arguments = [*RUN, "--cache", "cache", "--time"]
    for plan in ("query_tile = 32", "query_tile = 16"):
        schedule(lambda content: attention(content).update(
            plan=f"#ambit.plan<online_softmax, key_grain = 16, key_tile = 48, {plan}, residue_views = 0>"))
        ambit(*arguments)
        assert "codegen" in ambit.errors
        ambit(*arguments)
        assert "codegen" not in ambit.errors


@pytest.mark.parametrize("change, error, code", [
    (lambda content: content.update(schema="ambit-schedule-9"), "expected the schema `ambit-schedule-1`", 2),
    (lambda content: content.update(cpu="pdp-11"), "it is stale: it is for `pdp-11`", 2),
    (lambda content: content.pop("operations"), "expected a list `operations`", 2),
    (lambda content: content["operations"].pop(), "it is stale and has none for `ambit.attention", 3),
    (lambda content: attention(content).update(plan="fast"), "to have an `operation` and a `plan`", 2),
    (lambda content: attention(content).update(plan="#ambit.plan<blocks>"), "expected a plan of algorithm", 3),
    (lambda content: attention(content).update(plan="#ambit.plan<online_softmax, query_tile = 0>"),
     "expected setting `query_tile` of the plan from 1", 3),
    (lambda content: content["operations"].append(7), "to have an `operation` and a `plan`", 2),
])
def test_wrong_schedules(ambit, schedule, change, error, code):
    schedule(change)
    ambit(*RUN, code=code, error=error)


@pytest.mark.parametrize("text, error", [
    ("", "expected JSON"), ("[" * 100000, "expected brackets at most"), ("[]", "expected the schema"),
    (None, "No such file"),
], ids=["empty", "deep", "list", "absent"])
def test_files_that_are_no_schedules(ambit, text, error):
    (ambit.folder / "m.mlir").write_text(MODEL)
    if text is not None:
        (ambit.folder / "s.json").write_text(text)
    ambit(*RUN, code=2, error=error)


def test_models_that_cannot_be_tuned(ambit):
    (ambit.folder / "m.mlir").write_text(MODEL)
    ambit("tune", "m.mlir", code=1, error="expected --size")
    ambit("tune", "m.mlir", "--size", 20, "-o", "/none/s.json", code=6)
    ambit("compile", "m.mlir", "--schedule", "none.json", "-o", "m.o", code=2)
    (ambit.folder / "r.mlir").write_text(
        "func.func @r(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {\n"
        "  %y = ambit.activation %x kind(relu) : (tensor<4x8xf32>) -> tensor<4x8xf32>\n"
        "  return %y : tensor<4x8xf32>\n}\n")
    ambit("tune", "r.mlir", code=3, error="more than one plan")
