"""The practice's locations: named once, added to, never forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger import Ledger, Refused

GLOW = {"id": "glow", "price": "199.00", "cycle": "1 month"}


def opened(*places: str, plan: dict[str, Any] | None = None) -> Ledger:
    ledger = Ledger.open("sqlite:///:memory:")
    ledger.open_practice("America/Denver", "USD", [plan or GLOW], locations=places)
    return ledger


def refused(ledger: Ledger, **facts: Any) -> str:
    with ledger, pytest.raises(Refused) as caught:
        ledger.open_practice("America/Denver", "USD", [], **facts)
    return caught.value.reason


def test_a_location_is_added_and_the_same_again_changes_nothing() -> None:
    with opened("north") as ledger:
        ledger.open_practice("America/Denver", "USD", locations=["north", "south"])
        count = ledger.event_count
        ledger.open_practice("America/Denver", "USD", locations=["north", "south"])
        ledger.open_practice("America/Denver", "USD")
        assert ledger.event_count == count
        assert ledger.locations == ("north", "south")


def test_a_location_can_not_be_left_out_or_named_twice() -> None:
    assert refused(opened("north", "south"), locations=["north"]) == "invalid"
    assert refused(opened(), locations=["north", "north"]) == "invalid"
    assert refused(opened(), locations="north") == "invalid"


def test_a_plan_names_only_locations_that_there_are() -> None:
    with pytest.raises(Refused, match="'soth'"):
        opened("north", "south", plan={**GLOW, "prices": {"soth": "219.00"}})


def test_where_no_locations_are_named_an_id_is_only_compared() -> None:
    with opened() as ledger:
        ledger.enroll("ana", "glow", at="anywhere")


def test_an_unknown_location_is_invalid() -> None:
    with opened("north") as ledger, pytest.raises(Refused) as caught:
        ledger.enroll("ana", "glow", at="south")
    assert caught.value.reason == "invalid"
