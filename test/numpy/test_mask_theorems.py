# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`ambit check` on masks, against tables of small lengths: what is proved has
no counterexample, a witness is one, and what the tables refute is refuted."""

import json
import random
import subprocess

import pytest

from library import BUILD
from masks import ALL, causal, random_mask, window

LENGTHS = [(n, m) for n in range(1, 15) for m in range(1, 15)]


def check(tmp_path, mask, *options):
    """Exit code and the findings by statement."""
    result = subprocess.run([BUILD / "bin" / "ambit", "check", "--mask", mask.text, "--json", *options],
                            cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert result.returncode in (0, 5, 7), result.stderr
    found, = json.loads(result.stdout)["subjects"]
    return result.returncode, {finding["statement"]: finding for finding in found["findings"]}, found.get("cacheKeys")


def tables(mask, same_length=False):
    for n, m in LENGTHS:
        if n == m or not (mask.same_length or same_length):
            yield n, m, mask.table(n, m)


def later(table):
    """Pairs with a key behind the query."""
    return [(i, j) for i, row in enumerate(table) for j, read in enumerate(row) if read and j > i]


# Whether a table refutes a statement.
REFUTES = {
    "causal": lambda table: bool(later(table)),
    "no-empty-rows": lambda table: not table.any(axis=1).all(),
    "no-dead-keys": lambda table: not table.any(axis=0).all(),
}


def is_counterexample(statement, table, query, key):
    if statement == "causal":
        return table[query, key] and key > query
    return not (table[query].any() if statement == "no-empty-rows" else table[:, key].any())


@pytest.mark.parametrize("mask", ALL, ids=lambda mask: mask.text)
def test_statements(tmp_path, mask):
    _, found, cache = check(tmp_path, mask)
    for statement, refutes in REFUTES.items():
        verdict, witness = found[statement]["verdict"], found[statement].get("witness")
        refuted = any(refutes(table) for _, _, table in tables(mask))
        if verdict == "holds":
            assert not refuted
        if refuted:
            assert verdict == "refuted"
        if witness:
            assert witness["n"] < 2000 and witness["m"] < 2000
            table = mask.table(witness["n"], witness["m"])
            assert is_counterexample(statement, table, witness["query"], witness["key"])
    if cache is not None:
        check_cache(mask, cache)


def check_cache(mask, cache):
    """A stream that keeps `cache` keys has all that later queries read."""
    for n, m, table in tables(mask):
        for now in range(min(n, m)):
            needed = [j for j in range(now + 1) if table[now:, j].any()]
            assert len(needed) <= cache


def test_most_are_decided(tmp_path):
    verdicts = [finding["verdict"] for mask in ALL for statement, finding in check(tmp_path, mask)[1].items()]
    assert verdicts.count("not decided") * 20 < len(verdicts)


@pytest.mark.parametrize("seed", range(40))
def test_two_masks(tmp_path, seed):
    generator = random.Random(seed)
    one, other = random_mask(generator, 2), random_mask(generator, 2)
    if seed % 3 == 0:
        other = ~~one
    if seed % 3 == 1:
        other = one | other
    code, found, _ = check(tmp_path, one, "--equal", other.text, "--within", other.text)
    same = one.same_length or other.same_length
    pairs = [(a, other.table(n, m)) for n, m, a in tables(one, same)]
    differs = any((a != b).any() for a, b in pairs)
    leaves = any((a & ~b).any() for a, b in pairs)
    for statement, refuted in (("equal", differs), ("within", leaves)):
        verdict, witness = found[statement]["verdict"], found[statement].get("witness")
        assert not (refuted and verdict == "holds")
        if witness:
            n, m, i, j = (witness[key] for key in ("n", "m", "query", "key"))
            assert one.table(n, m)[i, j] != other.table(n, m)[i, j]
            assert statement == "equal" or one.table(n, m)[i, j]
    verdicts = {found[statement]["verdict"] for statement in ("equal", "within")}
    assert code == (5 if "refuted" in verdicts else 7 if "not decided" in verdicts else 0)
    if seed % 3 == 0:
        assert found["equal"]["verdict"] == "holds"


@pytest.mark.parametrize("distance, code", [(3, 5), (4, 0), (5, 0)])
def test_look_back(tmp_path, distance, code):
    assert check(tmp_path, causal() & window(5), "--look-back", str(distance))[0] == code
