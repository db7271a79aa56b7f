"""Six months of one member, played: dues with tax, a decline, an upgrade, a pause, a lost dispute.

The plans, the days and the amounts are those of `test_journal`, where the entries are written out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from memberledger import Ledger, SetClock
from memberledger.aggregates.event import Event

__all__ = ["events", "played"]

_TERMS: dict[str, Any] = {
    "cycle": "1 month",
    "late_fee": "10.00",
    "enrollment_fee": "48.00",
    "term": {"cycles": 3},
    "tax": {"rate": "7.5", "on": ["dues"]},
    "dunning": [{"after": "3 days", "do": ["late_fee", "retry"]}],
    "recognition": {"method": "allocated", "access": "20.00"},
    "pause": {"billing": "shift", "expiry": "frozen"},
}
_FACIAL = {
    "id": "facial",
    "kind": "service_credit",
    "quantity": 1,
    "rollover": {"periods": 1},
    "standalone_price": "180.00",
}
_CREDIT = {
    "id": "credit",
    "kind": "value_credit",
    "amount": "50.00",
    "rollover": "none",
    "standalone_price": "50.00",
}
_BOTOX = {
    "id": "botox_units",
    "kind": "service_credit",
    "quantity": 10,
    "rollover": "none",
    "standalone_price": "120.00",
}
PLANS = (
    {"id": "glow", "price": "199.00", "benefits": [_FACIAL, _CREDIT], **_TERMS},
    {"id": "radiance", "price": "299.00", "benefits": [_FACIAL, _CREDIT, _BOTOX], **_TERMS},
)
_STEPS: tuple[tuple[str, str, tuple[Any, ...], dict[str, Any]], ...] = (
    ("2026-01-10", "enroll", ("glow",), {}),
    ("2026-01-10", "charge_succeeded", ("ch_1", "261.93"), {}),
    ("2026-01-20", "redeem", ("credit",), {"amount": "20.00"}),
    ("2026-02-10", "charge_failed", ("ch_2", "213.93", "insufficient_funds"), {}),
    ("2026-02-13", "charge_succeeded", ("ch_3", "223.93"), {}),
    ("2026-02-20", "redeem", ("facial",), {"key": "f1"}),
    ("2026-03-10", "charge_succeeded", ("ch_4", "223.93"), {}),
    ("2026-03-12", "redeem", ("credit",), {"amount": "15.00", "performed_on": date(2026, 3, 8)}),
    ("2026-03-20", "reverse", ("f1",), {}),
    ("2026-04-05", "redeem", ("facial",), {}),
    ("2026-04-10", "charge_succeeded", ("ch_5", "203.93"), {}),
    ("2026-04-20", "change_plan", ("radiance",), {}),
    ("2026-04-20", "charge_succeeded", ("ch_6", "71.66"), {}),
    ("2026-04-25", "redeem", ("botox_units",), {"quantity": 3}),
    ("2026-04-28", "redeem", ("facial",), {}),
    ("2026-05-02", "pause", (), {"until": date(2026, 5, 12)}),
    ("2026-05-20", "charge_succeeded", ("ch_7", "321.43"), {}),
    ("2026-05-22", "redeem", ("facial",), {}),
    ("2026-05-25", "refund", (), {"charge": "ch_7", "amount": "50.00"}),
    ("2026-05-28", "dispute", (), {"charge": "ch_6"}),
    ("2026-05-30", "redeem", ("credit",), {"amount": "25.00"}),
    ("2026-06-01", "charge_succeeded", ("ch_8", "30.00"), {}),
    ("2026-06-12", "close_dispute", ("lost",), {"charge": "ch_6"}),
    ("2026-06-13", "cancel", (), {}),
    ("2026-06-25", "refund", (), {"charge": "ch_8"}),
)


@contextmanager
def played(url: str = "sqlite:///:memory:") -> Iterator[Ledger]:
    """The ledger on 30 June, with one member, ana."""
    clock = SetClock("America/Denver", date(2026, 1, 10))
    with Ledger.open(url, clock=clock, cards=None) as ledger:
        ledger.open_practice("America/Denver", "USD", PLANS)
        for on, verb, given, named in _STEPS:
            clock.day = date.fromisoformat(on)
            ledger.advance()
            getattr(ledger, verb)("ana", *given, **named)
        clock.day = date(2026, 6, 30)
        ledger.advance()
        yield ledger


def events() -> list[Event]:
    """The member's stream on 30 June.

    The enrollment fee is earned over the commitment, which is three cycles: 90 days.
    """
    with played() as ledger:
        return ledger.history("ana")
