"""Every law is seen broken: with a fault in the ledger, or in what it answers, it says so."""

from __future__ import annotations

from importlib import import_module

import pytest

from memberledger.testing.laws import LAWS, LawBroken

from .breaking import Fault
from .broken import FAULTS


@pytest.mark.parametrize(("name", "fault"), FAULTS.items(), ids=FAULTS)
def test_a_law_finds_its_fault(name: str, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    module, _, where = fault.place.partition(":")
    owner = import_module(f"memberledger.{module}")
    *inside, attribute = where.split(".")
    for part in inside:
        owner = getattr(owner, part)
    monkeypatch.setattr(owner, attribute, fault.spoils(getattr(owner, attribute)))
    with pytest.raises(LawBroken) as found:
        LAWS[name].check_life(fault.life)
    assert str(found.value).startswith(f"the law '{name}' is broken: ")


def test_there_is_a_fault_for_every_law() -> None:
    assert set(FAULTS) == set(LAWS)


@pytest.mark.parametrize("name", ["every lot adds up after every event", "an audit finds nothing"])
def test_without_a_fault_the_same_lives_keep_the_law(name: str) -> None:
    LAWS[name].check_life(FAULTS[name].life)
