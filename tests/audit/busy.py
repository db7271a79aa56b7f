"""A ledger in which much has happened, for checks that need it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from memberledger.aggregates.member import fold, snapshot
from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.scenarios.cards import SimulatedCards
from memberledger.values import stream_id

__all__ = ["fill_busy"]

BUSY = {
    "id": "glow",
    "price": "199.00",
    "cycle": "1 month",
    "recognition": {"method": "allocated", "access": "40.00"},
    "price_change": {"notice": "20 days"},
    "dunning": [{"after": "0 days", "do": ["notify_email"]}, {"after": "3 days", "do": ["retry"]}],
    "benefits": [
        {"id": "facial", "kind": "service_credit", "quantity": 2, "standalone_price": "150.00"},
    ],
}


def fill_busy(path: Path | str) -> None:
    """A member in California whose card declines, whose price changes, and who is on the views."""
    clock, cards = SetClock("America/Denver", date(2026, 1, 5)), SimulatedCards()
    with Ledger.open(path, clock=clock, cards=cards) as ledger:
        ledger.open_practice("America/Denver", "USD", [BUSY])
        ledger.enroll("ana", "glow", state="US-CA", key="joins")
        ledger.record_consent("ana", terms_hash="0" * 64, text_version="1", channel="web")
        ledger.enroll("bea", "glow")
        ledger.redeem("ana", "facial", quantity=2, key="visit")
        ledger.reserve("bea", "facial", for_on=date(2026, 1, 20), key="appointment")
        cards.decline("ana", "insufficient_funds")
        clock.day = date(2026, 2, 6)
        ledger.advance()
        cards.approve("ana")
        clock.day = date(2026, 3, 10)
        ledger.advance()
        ledger.amend("ana", price="209.00", from_on=date(2026, 4, 5), notified_on=date(2026, 3, 10))
        clock.day = date(2026, 4, 6)
        ledger.advance()
        ledger.views.catch_up()
        desk = ledger._desk
        stream = stream_id("main", "ana")
        state = fold(desk.store.read(stream)[:8])
        desk.store.save_snapshot(stream, 8, snapshot.dump(state), snapshot.schema())
