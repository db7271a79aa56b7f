"""A practice with a hand on its clock and cards that do as they are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from memberledger import Ledger, SetClock
from memberledger.policies.own import NO_POLICIES, Policies
from memberledger.scenarios import SimulatedCards

__all__ = ["GLOW", "House", "day", "plan"]


def plan(**facts: Any) -> dict[str, Any]:
    facial = {"id": "facial", "kind": "service_credit", "quantity": 1}
    return {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [facial], **facts}


GLOW = plan(
    pause={},
    sharing={},
    benefits=[
        {"id": "facial", "kind": "service_credit", "quantity": 1},
        {"id": "credit", "kind": "value_credit", "amount": "50.00"},
    ],
)
RADIANCE = plan(id="radiance", price="299.00")


def day(text: str) -> date:
    return date.fromisoformat(text)


class House:
    """A ledger of one practice; `on` sets the day and lets everything due happen."""

    def __init__(
        self,
        *plans: dict[str, Any],
        at: str | Path = "sqlite:///:memory:",
        on: str = "2026-01-05",
        practice: str = "main",
        reported: bool = False,
        timezone: str = "America/Denver",
        currency: str = "USD",
        policies: Policies = NO_POLICIES,
    ) -> None:
        self.clock = SetClock(timezone, day(on))
        self.cards = SimulatedCards()
        cards = None if reported else self.cards
        self.ledger = Ledger.open(at, practice, clock=self.clock, cards=cards, policies=policies)
        self.ledger.open_practice(timezone, currency, plans or (GLOW, RADIANCE))

    def on(self, text: str) -> House:
        self.clock.day = day(text)
        self.ledger.advance()
        return self

    def each(self, days: Iterable[str]) -> House:
        for text in days:
            self.on(text)
        return self

    def balance(self, member: str = "ana", **at: Any) -> dict[str, int]:
        return self.ledger.member(member, **at).balance
