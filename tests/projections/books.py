"""A practice whose books are read: one member, a hand on the clock, a card."""

from __future__ import annotations

from datetime import date
from typing import Any

from memberledger import Ledger, SetClock, format_amount
from memberledger.scenarios import SimulatedCards

__all__ = ["ALLOCATED", "Books", "day", "plan"]

FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 1}
CREDIT = {"id": "credit", "kind": "value_credit", "amount": "50.00", "standalone_price": "50.00"}


def plan(**facts: Any) -> dict[str, Any]:
    return {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [FACIAL], **facts}


ALLOCATED = plan(
    recognition={"method": "allocated", "access": "20.00"},
    benefits=[{**FACIAL, "standalone_price": "180.00"}, CREDIT],
)
"""199.00 is 143.28 for the facial, 39.80 for the credit, 15.92 for access."""


def day(text: str) -> date:
    return date.fromisoformat(text)


class Books:
    """Ana joins on the first day; `on` lets the days pass."""

    def __init__(
        self, *plans: dict[str, Any], on: str = "2026-01-05", reported: bool = False
    ) -> None:
        self.clock = SetClock("America/Denver", day(on))
        self.cards = SimulatedCards()
        cards = None if reported else self.cards
        self.ledger = Ledger.open("sqlite:///:memory:", clock=self.clock, cards=cards)
        self.ledger.open_practice("America/Denver", "USD", plans)
        self.ledger.enroll("ana", plans[0]["id"])

    def on(self, text: str) -> Books:
        self.clock.day = day(text)
        self.ledger.advance()
        return self

    def once(self) -> Books:
        """No later dues are paid, so that one period stands alone."""
        self.cards.decline("ana", "insufficient_funds")
        return self

    def told(self, as_of: str | None = None) -> dict[str, str]:
        """The figures in major units; those of zero are left out."""
        figures = self.ledger.revenue(as_of=day(as_of) if as_of else None)
        names = ("collected", "recognised", "breakage", "deferred", "refunded")
        values = {name: getattr(figures, name) for name in names}
        assert values["collected"] == sum(values[n] for n in ("recognised", "deferred", "refunded"))
        return {name: format_amount(value, "USD") for name, value in values.items() if value}
