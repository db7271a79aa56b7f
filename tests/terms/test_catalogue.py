"""The practice's catalogue, as a file has it and as the ledger keeps it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger import InvalidPlan, Ledger, SetClock
from memberledger.aggregates.practice import CatalogueSet
from memberledger.terms import Service, read_catalogue
from memberledger.values import stream_id

PEEL = {"id": "peel", "category": "peels", "price": "150.00"}


def opened(ledger: Ledger, catalogue: Any = None) -> None:
    plan = {"id": "glow", "price": "99.00", "cycle": "1 month"}
    ledger.open_practice("America/Denver", "USD", [plan], catalogue=catalogue)


@pytest.mark.parametrize(
    ("catalogue", "told"),
    [
        ({"id": "peel"}, "write a list"),
        ([{"id": "peel", "price": 150.0}], "not in quotes"),
        ([{"category": "peels"}], "id: this field is needed"),
        ([{"id": "peel", "colour": "red"}], "no such field"),
        ([PEEL, {"id": "peel"}], "twice"),
    ],
)
def test_a_wrong_catalogue_is_told_by_its_field(catalogue: Any, told: str) -> None:
    with pytest.raises(InvalidPlan, match=told):
        read_catalogue(catalogue, "USD")


def test_a_catalogue_replaces_the_one_before_and_the_same_again_changes_nothing() -> None:
    with Ledger.open(":memory:", clock=SetClock("America/Denver", date(2026, 1, 5))) as ledger:
        opened(ledger, [PEEL, {"id": "wax"}])
        opened(ledger, [PEEL, Service(id="wax")])
        opened(ledger)
        assert list(ledger.catalogue) == ["peel", "wax"]
        assert ledger.catalogue["peel"].price == 15000
        opened(ledger, [PEEL])
        assert list(ledger.catalogue) == ["peel"]
        events = ledger._desk.store.read(stream_id("main"))
        assert len([event for event in events if isinstance(event, CatalogueSet)]) == 2
