"""A practice with several members, its clock and cards in hand: figures that are worked by hand."""

from __future__ import annotations

from typing import Any

from memberledger import Ledger, SetClock
from memberledger.scenarios import SimulatedCards

from .books import day

__all__ = ["House"]


class House:
    """`on` lets the days pass; every card approves until it is told otherwise.

    Where charges are `reported`, no card is asked.
    """

    def __init__(
        self, *plans: dict[str, Any], on: str = "2026-01-01", reported: bool = False
    ) -> None:
        self.clock = SetClock("America/Denver", day(on))
        self.cards = SimulatedCards()
        cards = None if reported else self.cards
        self.ledger = Ledger.open("sqlite:///:memory:", clock=self.clock, cards=cards)
        self.ledger.open_practice("America/Denver", "USD", plans)

    def on(self, text: str) -> Ledger:
        self.clock.day = day(text)
        self.ledger.advance()
        return self.ledger

    def joins(self, text: str, *members: str, plan: str = "glow") -> None:
        for member in members:
            self.on(text).enroll(member, plan)
