# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs every rule on the project, and on trees that break it."""

import importlib
from pathlib import Path

import pytest

import tree

HERE = Path(__file__).resolve().parent
RULES = sorted(path.stem for path in HERE.glob("rule_*.py"))
SAMPLES = [
    pytest.param(rule, bad, wanted, id=f"{rule[5:]}-{number}")
    for rule in RULES
    for number, (bad, wanted) in enumerate(importlib.import_module(rule).BAD)
]


@pytest.fixture(scope="module")
def project():
    return tree.load()


@pytest.mark.parametrize("rule", RULES, ids=[rule[5:] for rule in RULES])
def test_project_keeps_rule(rule, project):
    problems = importlib.import_module(rule).problems(project)
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.mark.parametrize("rule, bad, wanted", SAMPLES)
def test_rule_notices(rule, bad, wanted):
    problems = importlib.import_module(rule).problems(bad)
    assert any(wanted in problem for problem in problems), problems


def test_every_rule_has_a_sample():
    for rule in RULES:
        assert importlib.import_module(rule).BAD, rule


def test_the_project_was_found(project):
    assert "CMakeLists.txt" in project
    assert len(project) > 20
