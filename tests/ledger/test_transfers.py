"""Units given to another member: money and units are conserved over the practice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memberledger import Ledger, Refused, SetClock
from memberledger.scenarios import SimulatedCards

FACIAL = {
    "id": "facial",
    "kind": "service_credit",
    "quantity": 3,
    "standalone_price": "70.00",
    "rollover": {"periods": 2},
    "transferable": {"expires": "40 days"},
}
GLOW = {
    "id": "glow",
    "price": "100.00",
    "cycle": "1 month",
    "benefits": [FACIAL],
    "recognition": {"method": "allocated", "access": "30.00"},
}

ACTS = ["give", "give two", "give back", "ana", "bea", "reverse", "reserve", "leave"]
NEWS = ["refund", "dispute", "won", "lost", "month", "week"]
STEPS = st.lists(st.sampled_from([*ACTS, *NEWS]), max_size=12)


def do(ledger: Ledger, step: str, number: int) -> None:
    key = f"k{number}"
    first = date(2026, 1, 5)
    if step == "give":
        ledger.transfer("ana", "bea", "facial", key=key)
    elif step == "give two":
        ledger.transfer("ana", "bea", "facial", quantity=2, key=key)
    elif step == "give back":
        ledger.transfer("bea", "ana", "facial", key=key)
    elif step in ("ana", "bea"):
        ledger.redeem(step, "facial", key=key)
    elif step == "reverse":
        ledger.reverse("bea", f"k{number - 1}")
    elif step == "reserve":
        ledger.reserve("bea", "facial", key=key, for_on=ledger.today() + timedelta(days=3))
    elif step == "refund":
        ledger.refund("ana", charged_on=first, key=key)
    elif step == "dispute":
        ledger.dispute("ana", charged_on=first, key=key)
    elif step in ("won", "lost"):
        ledger.close_dispute("ana", step, charged_on=first, key=key)  # type: ignore[arg-type]
    elif step == "leave":
        ledger.cancel("bea", key=key)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_transfers_keep_every_cent_and_every_unit_of_the_practice(steps: list[str]) -> None:
    clock = SetClock("America/Denver", date(2026, 1, 5))
    with Ledger.open("sqlite:///:memory:", clock=clock, cards=SimulatedCards()) as ledger:
        ledger.open_practice("America/Denver", "USD", [GLOW])
        ledger.enroll("ana", "glow")
        ledger.enroll("bea", "glow")
        for number, step in enumerate(steps):
            if step in ("month", "week"):
                clock.day += timedelta(days=31 if step == "month" else 7)
                ledger.advance()
                continue
            before = ledger.event_count
            try:
                do(ledger, step, number)
            except Refused:
                assert ledger.event_count == before
            check(ledger)
        clock.day += timedelta(days=200)
        ledger.advance()
        check(ledger)


def check(ledger: Ledger) -> None:
    told = ledger.revenue()
    assert told.collected == told.recognised + told.deferred + told.refunded
    assert told.deferred >= 0
    states = {name: ledger._desk.load(name) for name in ("ana", "bea")}
    for s in states.values():
        for lot in s.lots.values():
            parts = (lot.redeemed, lot.reserved, lot.lapsed, lot.forfeited, lot.given, lot.free)
            assert min(parts) >= 0, lot
            assert sum(parts) == lot.quantity, lot
    for name, other in (("ana", "bea"), ("bea", "ana")):
        gifts = [gift for gift in states[name].gifts if gift.to == other]
        received = [lot for lot in states[other].lots.values() if lot.giver == name]
        assert sum(gift.units for gift in gifts) == sum(lot.quantity for lot in received)


def test_a_transfer_that_one_side_refuses_leaves_no_trace_on_the_other() -> None:
    clock = SetClock("America/Denver", date(2026, 1, 5))
    with Ledger.open("sqlite:///:memory:", clock=clock, cards=SimulatedCards()) as ledger:
        ledger.open_practice("America/Denver", "USD", [GLOW])
        ledger.enroll("ana", "glow")
        ledger.enroll("bea", "glow")
        clock.day = date(2026, 2, 5)  # dues of both fall due, and nobody has run the clock
        before = ledger.event_count
        with pytest.raises(Refused, match="insufficient_balance"):
            ledger.transfer("ana", "bea", "facial", quantity=7)
        assert ledger.event_count == before
        ledger.transfer("ana", "bea", "facial", quantity=6)
        assert ledger.member("ana").balance == {"facial": 0}
        assert ledger.member("bea").balance == {"facial": 12}
