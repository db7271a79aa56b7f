"""The examples in docstrings, once each: what mutation testing runs instead of the usual test.

A mutated module holds a copy of each function for every mutant, docstring and all; the usual test
would run the examples of each copy.
"""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import memberledger

CORE = tuple(f"memberledger.{part}" for part in ("values", "terms", "policies", "aggregates"))
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(memberledger.__path__, "memberledger.")
    if module.name.startswith(CORE)
)


def examples_of(name: str) -> list[doctest.DocTest]:
    found = doctest.DocTestFinder().find(importlib.import_module(name))
    return [
        each
        for each in found
        if each.examples and ("__mutmut_" not in each.name or each.name.endswith("__mutmut_orig"))
    ]


@pytest.mark.parametrize("name", [name for name in MODULES if examples_of(name)])
def test_the_examples_hold(name: str) -> None:
    runner = doctest.DocTestRunner(verbose=False)
    for example in examples_of(name):
        runner.run(example)
    assert runner.failures == 0
