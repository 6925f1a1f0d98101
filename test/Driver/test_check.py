# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`ambit check`: texts, exit codes, files. The proofs are tested against tables
in test/numpy."""

import json

import pytest


def test_prints_what_holds(ambit):
    assert ambit("check", "--mask", "causal & window(4)").splitlines() == [
        "`causal & window(4)`, all n = m",
        "  causal             yes",
        "  no-empty-rows      yes",
        "  no-dead-keys       yes",
        "  bounded-look-back  yes: 3; a stream keeps 4 keys",
    ]


def test_prints_witnesses(ambit):
    assert ambit("check", "--mask", "window(3)").splitlines() == [
        "`window(3)`, all n, all m",
        "  causal             no: query 0 reads key 1 at n = 1, m = 2",
        "  no-empty-rows      no: query 3 sees no key at n = 4, m = 1",
        "  no-dead-keys       no: no query sees key 3 at n = 1, m = 4",
        "  bounded-look-back  yes: 2",
    ]


def test_first_keys_are_kept(ambit):
    out = ambit("check", "--mask", "causal & (window(8) | prefix(3))")
    assert "yes: 7, and the first 3 keys from anywhere; a stream keeps 11 keys" in out
    assert "bounded-look-back  no: without bound" in ambit("check", "--mask", "causal & strided(3)")


@pytest.mark.parametrize("sizes, lengths", [
    (["n=8", "m=12"], "n = 8, m = 12"), (["m=n"], "all n = m"), (["m=n", "n=5"], "n = 5, m = 5"), (["m=9"], "all n, m = 9"),
])
def test_sizes(ambit, sizes, lengths):
    out = ambit("check", "--mask", "window(3)", *(part for size in sizes for part in ("--size", size)))
    assert out.splitlines()[0] == f"`window(3)`, {lengths}"


@pytest.mark.parametrize("claims, code", [
    (["--causal"], 5), (["--look-back", "2"], 0), (["--look-back", "1"], 5), (["--look-back", "2", "--no-dead-keys"], 5),
    (["--size", "m=n", "--no-dead-keys", "--no-empty-rows"], 0), (["--within", "window(4)"], 0),
    (["--within", "window(2)"], 5), (["--equal", "#ambit.mask<window(2, 2)>"], 0), (["--equal", "window(2, 3)"], 5),
    ([], 0),
])
def test_exit_codes(ambit, claims, code):
    ambit("check", "--mask", "window(3)", *claims, code=code)
    assert ("does not hold" in ambit.errors) == (code == 5)


def test_beyond_the_prover(ambit):
    """Products of many different moduli: true, but no proof is found."""
    text = " or ".join(f"(i + {k} * j) mod {p} != 0" for k, p in ((2, 37), (3, 41), (5, 43), (7, 47)))
    out = ambit("check", "--mask", f'set("{text} or i >= j")', "--no-empty-rows", code=7,
                error="claim `no-empty-rows`")
    assert "not decided" in out


def test_json(ambit):
    found = json.loads(ambit("check", "--mask", "causal & window(4)", "--equal", "causal", "--json", code=5))
    assert found["schema"] == "ambit-check-1"
    mask, = found["subjects"]
    assert mask["name"] == "`causal & window(4)`, all n = m" and mask["cacheKeys"] == 4
    claim = mask["findings"][-1]
    assert claim["statement"] == "equal" and claim["claimed"] and claim["verdict"] == "refuted"
    assert claim["witness"] == {"query": 4, "key": 0, "n": 5, "m": 5}


@pytest.mark.parametrize("arguments, error", [
    (["--mask", "windw(3)"], "--mask, character 1: "),
    (["--mask", "causal", "--within", "causal &"], "--within, character "),
    (["--mask", "causal", "--size", "n=0"], "expected --size to be n=NUMBER"),
    (["--mask", "causal", "--size", "n=1099511627777"], "1..2^40"),
    (["--mask", "causal", "--size", "q=3"], "but got `q=3`"),
    (["--mask", "causal", "--size", "n=3", "--size", "m=4"], "expected n and m to be equal, but got 3 and 4"),
    (["--mask", "causal", "--look-back", "-1"], "expected --look-back to be in 0..2^40-1"),
    (["--mask", "causal", "model.mlir"], "expected a model file or --mask, but got both"),
    ([], "expected a model file"),
])
def test_bad_usage(ambit, arguments, error):
    ambit("check", *arguments, code=1, error=error)
    assert len(ambit.errors.splitlines()) == 1
