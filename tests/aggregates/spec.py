"""Ana and her plan, for given/when/then of the deciders."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from memberledger import Plan, read_plan
from memberledger.testing.spec import (
    APPROVES,
    Asking,
    Card,
    History,
    given,
    happened,
    joins,
)

__all__ = [
    "FEBRUARY",
    "JANUARY",
    "MARCH",
    "NOW",
    "PATIENT",
    "Asking",
    "Card",
    "History",
    "day",
    "enrolled",
    "facial",
    "given",
    "happened",
    "joins",
    "plan",
]

JANUARY = date(2026, 1, 5)
FEBRUARY = date(2026, 2, 5)
MARCH = date(2026, 3, 5)
"""The billing dates of who has joined on 5 January."""

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)

PATIENT = [{"after": "90 days", "do": ["retry"]}]
"""Dunning that gives a member time."""

FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 1}


def day(text: str) -> date:
    return date.fromisoformat(text)


def plan(**facts: Any) -> Plan:
    """Glow: 199.00 a month and a facial, unless told otherwise."""
    terms = {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [FACIAL], **facts}
    return read_plan(terms, "USD")


def facial(**facts: Any) -> dict[str, Any]:
    return {**FACIAL, **facts}


def enrolled(
    terms: Plan | None = None,
    *,
    on: str = "2026-01-05",
    card: Any = APPROVES,
    anchor: str | None = None,
    state: str | None = None,
) -> History:
    """Ana has joined."""
    return given(card=card, on=on).and_(joins(terms or plan(), anchor=anchor, state=state))
