"""Every example in a docstring of the library holds."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import memberledger

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(memberledger.__path__, "memberledger.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of(name: str) -> None:
    failed, _tried = doctest.testmod(importlib.import_module(name))
    assert failed == 0


@pytest.mark.parametrize(
    "name",
    [
        "memberledger.values.currency",
        "memberledger.values.dates",
        "memberledger.values.ids",
        "memberledger.values.money",
        "memberledger.values.schedule",
        "memberledger.policies.dunning",
        "memberledger.policies.eligibility",
        "memberledger.policies.limiting",
        "memberledger.policies.substituting",
        "memberledger.policies.proration",
        "memberledger.policies.recognition",
        "memberledger.policies.redemption",
    ],
)
def test_there_are_examples_in(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).attempted > 0
