"""Units given to another member: an event in each of the two streams."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from memberledger.aggregates.event import Event
from memberledger.aggregates.member.events.entitlements import Takes
from memberledger.terms import Plan

__all__ = [
    "GiftsFrozen",
    "GiftsTakenBack",
    "GiftsThawed",
    "MovedUnits",
    "UnitsGiven",
    "UnitsReceived",
    "UnitsReturned",
]


class MovedUnits(BaseModel):
    """Units of one lot on their way to another member.

    Attributes:
        lot: of the member who gives.
        into: the lot they are for the member who receives.
        units: how many; minor units of a value credit.
        money: what of the payment for them moves along, minor units.
        plan: "id@version" of the terms they were granted under.
        start, end: the period they were granted for.
        expires_on: the first day they can no longer be used; None for never.
        priority: lower burns first.
        promotional: whether they were not paid for.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    lot: int
    into: int
    units: int
    money: int = 0
    plan: str
    start: date
    end: date
    expires_on: date | None = None
    priority: int = 0
    promotional: bool = False


class UnitsGiven(Event):
    """Units went to another member, with what was paid for them."""

    to: str
    benefit: str
    moved: tuple[MovedUnits, ...]


class UnitsReceived(Event):
    """Units came from another member.

    Attributes:
        giver: whose they were.
        benefit: of what.
        moved: which lots they were and are.
        plans: the terms they were granted under, word for word.
    """

    giver: str
    benefit: str
    moved: tuple[MovedUnits, ...]
    plans: tuple[Plan, ...]


class GiftsFrozen(Event):
    """The charge that paid for received units is disputed: these lots can't be used."""

    giver: str
    lots: tuple[int, ...]


class GiftsThawed(Event):
    """That dispute is over; `expiries` are (lot, its new expiry) and give the frozen days back."""

    giver: str
    lots: tuple[int, ...]
    expiries: tuple[tuple[int, date], ...] = ()


class GiftsTakenBack(Event):
    """The charge that paid for received units is gone: what is unused goes back.

    Attributes:
        giver: whose charge it was.
        takes: (lot, units) unused.
        money: (lot, minor units) that go with them.
        used: units that were used already; they are reported, and nothing is taken for them.
        cause: a refund, or a dispute that was lost.
    """

    giver: str
    takes: Takes
    money: tuple[tuple[int, int], ...]
    used: int = 0
    cause: Literal["refunded", "dispute_lost"]


class UnitsReturned(Event):
    """Units that were given away are back, unused, since their charge is gone.

    Attributes:
        to: who had them.
        takes: (lot, units) that are back in the lots they came from.
        money: (lot, minor units) that come with them.
        used: units that the other had used; they are not taken from anybody.
        cause: a refund, or a dispute that was lost.
    """

    to: str
    takes: Takes
    money: tuple[tuple[int, int], ...]
    used: int = 0
    cause: Literal["refunded", "dispute_lost"]
