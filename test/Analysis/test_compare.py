# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`ambit compare` and `ambit new`: budgets that agree, crossovers against the
numbers around them, files that run."""

import json

import pytest

TEMPLATES = ["transformer", "sparse-transformer", "longformer", "cnn", "cnn --stride 2", "cnn --kernel 5", "wavenet",
             "wavenet --dilations 1,5,25", "transformer --heads 8", "sparse-transformer --stride 7",
             "longformer --window 9 --globals 0"]


@pytest.mark.parametrize("template", TEMPLATES)
def test_new_models_run(ambit, template):
    model = ambit.new("m.mlir", *template.split(), "--width", 16,
                      *([] if "dilations" in template else ["--layers", 2]))
    out = ambit.run("run", model, "--random", 1, "--size", "n=70", "--size", "batch=2", "--check")
    assert out.count(", ok") == 1
    # The command in the file makes the file.
    text = (ambit.folder / model).read_text()
    command = text.splitlines()[0].removeprefix("// ambit new ")
    assert f'ambit.template = "{command}"' in text
    ambit.new("again.mlir", *command.split())
    assert (ambit.folder / "again.mlir").read_text() == text


@pytest.mark.parametrize("arguments, error", [
    (["bert"], "expected a template (transformer, sparse-transformer, longformer, cnn, wavenet), but got `bert`"),
    ([], "expected a template"),
    (["cnn", "--heads", "4"], "expected options of `cnn` (--layers, --width, --kernel, --stride), but got `--heads`"),
    (["cnn", "--layers", "0"], "expected --layers to be a positive number, but got `0`"),
    (["cnn", "--layers", "x"], "expected --layers to be a positive number, but got `x`"),
    (["cnn", "--layers", "9999"], "expected --layers to be at most 1024, but got 9999"),
    (["transformer", "--width", "30"], "expected --heads to divide --width, but got 4 and 30"),
    (["sparse-transformer", "--heads", "1"], "expected --heads to be even"),
    (["wavenet", "--dilations", "1,x"], "expected --dilations to be positive numbers"),
    (["wavenet", "--dilations", "1,2", "--layers", "3"], "expected as many --dilations as --layers, but got 2 and 3"),
    (["wavenet", "--layers", "31"], "expected --dilations for more than 30 layers"),
])
def test_new_errors(ambit, arguments, error):
    message = ambit.run("new", *arguments, "-o", "m.mlir", code=1)
    assert error in message and len(message.splitlines()) == 1
    assert not list(ambit.folder.iterdir())
    assert "no/m.mlir" in ambit.run("new", "cnn", "-o", "no/m.mlir", code=6)


def compare(ambit, *arguments):
    return json.loads(ambit.run("compare", "--json", *arguments))


@pytest.mark.parametrize("match, key", [("params", "parameters"), ("flops", "flops"), ("memory", "bytes_peak")])
def test_budgets_agree_and_solved_models_run(ambit, match, key):
    ambit.new("a.mlir", "transformer", "--layers", 4, "--width", 128)
    ambit.new("b.mlir", "wavenet", "--layers", 8, "--width", 16)
    ambit.new("c.mlir", "longformer", "--layers", 3, "--width", 64)
    report = compare(ambit, "a.mlir", "b.mlir", "c.mlir", "--match", match, "--size", "n=700")
    assert report["schema"] == "ambit-compare-1"
    budgets = [model["totals"][key]["value"] for model in report["models"]]
    assert all(abs(budget / budgets[0] - 1) <= 0.01 for budget in budgets)
    assert "new" not in report["models"][0]
    for model, budget in list(zip(report["models"], budgets))[1:]:
        ambit.new("solved.mlir", *model["new"].split())
        totals = ambit.analyze("solved.mlir", "--size", "n=700")["totals"]
        assert totals[key]["value"] == budget
        assert ", ok" in ambit.run("run", "solved.mlir", "--random", 1, "--size", "n=60", "--size", "batch=1", "--check")


def test_crossovers_are_where_the_order_changes(ambit):
    ambit.new("a.mlir", "transformer", "--layers", 2, "--width", 32)
    ambit.new("b.mlir", "sparse-transformer", "--layers", 3, "--width", 32, "--stride", 24)
    ambit.new("c.mlir", "wavenet", "--layers", 9, "--width", 48)
    names = ["a.mlir", "b.mlir", "c.mlir"]
    report = compare(ambit, *names)
    found = 0

    def value(model, key, n):
        return ambit.analyze(names[model], "--size", f"n={n}")["totals"][key]["value"]

    for crossing in report["crossovers"]:
        stretches = crossing["less"]
        assert stretches[0]["from"] == 1 and stretches[-1]["to"] == 2 ** 40
        assert all(a["to"] + 1 == b["from"] and a["less"] != b["less"] for a, b in zip(stretches, stretches[1:]))
        for stretch in stretches[1:4]:
            for n in {stretch["from"] - 1, stretch["from"], min(stretch["to"], stretch["from"] + 90)}:
                here = next(s["less"] for s in stretches if s["from"] <= n <= s["to"])
                first, second = (value(crossing[k], crossing["quantity"], n) for k in ("first", "second"))
                wanted = "first" if first < second else "second" if second < first else "equal"
                assert here in (wanted, "mixed"), (crossing["quantity"], n)
                found += 1
    assert found > 5


def test_table(ambit, examples):
    ambit.new("a.mlir", "transformer", "--layers", 2, "--width", 64)
    ambit.new("b.mlir", "cnn", "--layers", 2, "--width", 64)
    table = ambit.run("compare", "a.mlir", "b.mlir", "--match", "params", "--size", "n=100")
    assert "receptive field" in table and "b.mlir with equal params: ambit new cnn" in table
    assert "FLOPs: a.mlir and b.mlir:" in table
    # Formulas without sizes.
    assert "n^2" in ambit.run("compare", "a.mlir", "b.mlir")


@pytest.mark.parametrize("arguments, code, error", [
    (["a.mlir"], 1, "expected two models or more, but got 1"),
    (["a.mlir", "none.mlir"], 2, "none.mlir"),
    (["a.mlir", "b.mlir", "--match", "time"], 1, "expected --match to be params, flops or memory, but got `time`"),
    (["a.mlir", "b.mlir", "--match", "flops"], 1, "expected --size with --match flops"),
    (["a.mlir", "small.mlir", "--match", "params"], 2, "expected the params of a.mlir within 1 %, or a model of `ambit new`"),
    (["small.mlir", "b.mlir", "--match", "params"], 2, "expected a width with the params of small.mlir within 1 %"),
    (["a.mlir", "bad.mlir", "--match", "params"], 1, "expected a template"),
    (["a.mlir", "b.mlir", "-o", "no/folder/x"], 6, "no/folder/x"),
])
def test_errors(ambit, arguments, code, error):
    ambit.new("a.mlir", "transformer", "--layers", 2, "--width", 32)
    ambit.new("b.mlir", "wavenet", "--layers", 3, "--width", 32)
    text = """
ambit.global @w : tensor<1x1xf32>
func.func @f(%x: tensor<?x?x1xf32>) -> tensor<?x?x1xf32> {
  %w = ambit.get_global @w : tensor<1x1xf32>
  %y = ambit.linear %x, %w : (tensor<?x?x1xf32>, tensor<1x1xf32>) -> tensor<?x?x1xf32>
  return %y : tensor<?x?x1xf32>
}
"""
    ambit.write(text, "small.mlir")
    ambit.write('module attributes {ambit.template = "bert --layers 3"} {' + text + "}", "bad.mlir")
    before = sorted(ambit.folder.iterdir())
    message = ambit.run("compare", *arguments, code=code)
    assert error in message and len(message.splitlines()) == 1
    assert sorted(ambit.folder.iterdir()) == before
